import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatasetObjects, KubeObject } from '../../../../lib/kube/objects.ts';
import { projectRoot } from '../../../../lib/root.ts';

export const MIB = 2 ** 20;
export const GIB = 2 ** 30;

export function recorded(name: string): string {
  return readFileSync(join(projectRoot, 'test/fixtures/juicefs', name), 'utf8');
}

/** A recorded page as the mount of this runtime would print it. */
export function pageOf(name: string, namespace = 'default', runtime = 'spark'): string {
  return recorded(name).replaceAll(
    'mp="/data"',
    `mp="/runtime-mnt/juicefs/${namespace}/${runtime}/juicefs-fuse"`,
  );
}

function object(kind: string, name: string, rest: object): KubeObject {
  const metadata = { name, namespace: 'default', uid: `${kind}-uid`, resourceVersion: '1' };
  return { apiVersion: 'v1', kind, metadata, ...rest };
}

export interface PodSpec {
  readonly ready?: boolean;
  readonly leaving?: boolean;
  readonly hostNetwork?: boolean;
  readonly address?: string | null;
  readonly port?: number | null;
  readonly startTime?: string;
  /** When it became ready, ms; absent: its status does not say. */
  readonly readySince?: number;
}

export function pod(ordinal: number, given: PodSpec = {}): KubeObject {
  const {
    ready = true,
    leaving = false,
    hostNetwork = false,
    address = '127.0.0.1',
    port = null,
    startTime,
    readySince,
  } = given;
  const since = readySince === undefined ? {} : { lastTransitionTime: new Date(readySince).toISOString() };
  const ports = port === null ? {} : { ports: [{ name: 'metrics', containerPort: port, protocol: 'TCP' }] };
  const made = object('Pod', `spark-worker-${ordinal}`, {
    spec: { ...(hostNetwork ? { hostNetwork } : {}), containers: [{ name: 'juicefs-worker', ...ports }] },
    status: {
      phase: 'Running',
      ...(address === null ? {} : { [hostNetwork ? 'hostIP' : 'podIP']: address }),
      ...(startTime === undefined ? {} : { startTime }),
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'False', ...since }],
    },
  });
  return leaving
    ? { ...made, metadata: { ...made.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } }
    : made;
}

/** A JuiceFS dataset of 128 MiB a worker, as the watches hold it. */
export function juicefsObjects(
  workerPods: readonly KubeObject[],
  { community = false, spec = { tieredstore: { levels: [{ quota: '128Mi' }] } } as object } = {},
): DatasetObjects {
  const encryptOptions = [{ name: community ? 'metaurl' : 'token' }];
  return {
    namespace: 'default',
    name: 'spark',
    dataset: object('Dataset', 'spark', {
      spec: { mounts: [{ mountPoint: 'juicefs:///', encryptOptions }] },
    }),
    runtime: object('JuiceFSRuntime', 'spark', { spec: { replicas: workerPods.length, ...spec } }),
    workerSet: null,
    workerPods,
    slices: [],
    operations: [],
    owners: [],
  };
}
