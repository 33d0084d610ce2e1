/** Datasets of Alluxio as watches show them, changed as a test likes, and their engines behind a way that is no network. */

import type { Clock } from '../../../lib/clock/clock.ts';
import { engineSight } from '../../../lib/daemon/engine-sight.ts';
import type { DatasetObjects, KubeObject } from '../../../lib/kube/objects.ts';
import { closeAgents, engineAgents } from '../../../lib/runtimes/agents.ts';
import type { Failure } from '../../../lib/runtimes/contract.ts';
import { ENGINES, sliceOf } from '../runtimes/masters/engines.ts';

const ALLUXIO = ENGINES[0] as (typeof ENGINES)[number];
const GIB = 2 ** 30;

export type Objects = { -readonly [K in keyof DatasetObjects]: DatasetObjects[K] };

function object(kind: string, name: string, rest: object = {}, metadata: object = {}): KubeObject {
  const meta = { name, namespace: 'default', uid: `${kind}-${name}`, resourceVersion: '1', ...metadata };
  return { apiVersion: 'data.fluid.io/v1alpha1', kind, metadata: meta, ...rest } as KubeObject;
}

export function worker(name: string, ordinal: number, ready = true): KubeObject {
  const conditions = [{ type: 'Ready', status: ready ? 'True' : 'False' }];
  return object('Pod', `${name}-worker-${ordinal}`, { status: { phase: 'Running', conditions } });
}

/** One worker that serves; the engine's slice is at a port of its own. */
export function objectsOf(name: string, port: number): Objects {
  const slice = sliceOf(ALLUXIO, 0, { port });
  return {
    namespace: 'default',
    name,
    dataset: object('Dataset', name, { status: { phase: 'Bound', ufsTotal: '2.71GiB' } }),
    runtime: object('AlluxioRuntime', name, { spec: { replicas: 1 }, status: {} }, { generation: 1 }),
    workerSet: object('StatefulSet', `${name}-worker`, { spec: { replicas: 1 } }),
    workerPods: [worker(name, 0)],
    slices: [
      {
        ...slice,
        metadata: {
          ...slice.metadata,
          name: `${name}-master-0-x`,
          labels: { 'kubernetes.io/service-name': `${name}-master-0` },
        },
      },
    ],
    operations: [],
    owners: [],
  };
}

/** What an engine does when asked; null: it prints its page. */
export type Manner = (port: number) => Promise<Failure | null> | Failure | null;

/** A sight on such engines, and when each was asked (monotonic, ms), by port. */
export function sightOn(clock: Clock, manner: Manner, used: (port: number) => number = () => GIB / 2) {
  const asked = new Map<number, number[]>();
  const agents = engineAgents();
  const page = (bytes: number) =>
    `Cluster_CapacityTotal ${GIB}\nCluster_CapacityUsed ${bytes}\nCluster_Workers 1\nCluster_LostWorkers 0\n`;
  const sight = engineSight({
    clock,
    agents,
    staleAfterMs: 45_000,
    fetch: async ({ url }, _, take) => {
      const port = Number(url.port);
      asked.set(port, [...(asked.get(port) ?? []), clock.monotonic()]);
      const failure = await manner(port);
      if (failure === null) take(Buffer.from(page(used(port))));
      return failure;
    },
  });
  return { sight, askedAt: (port: number) => asked.get(port) ?? [], close: () => closeAgents(agents) };
}

export const refused = (port: number): Failure => ({
  code: 'EngineRefused',
  numbers: { address: `127.0.0.1:${port}`, error: 'ECONNREFUSED' },
});
