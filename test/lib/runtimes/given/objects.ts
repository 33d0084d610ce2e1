import type { DatasetObjects, KubeObject } from '../../../../lib/kube/objects.ts';
import { trimPod } from '../../../../lib/kube/trim-workers.ts';
import type { HttpSource, PrometheusSource } from '../../../../lib/model/source.ts';
import type { Subject } from '../../../../lib/runtimes/contract.ts';

export const GIB = 2 ** 30;

function object(kind: string, name: string, rest: object): KubeObject {
  const metadata = { name, namespace: 'default', uid: `${kind}-uid`, resourceVersion: '1' };
  return { apiVersion: 'v1', kind, metadata, ...rest };
}

/** A worker pod that became ready at an instant, ms, as the watches keep it. */
export function workerPod(ordinal: number, readyAt: number): KubeObject {
  const lastTransitionTime = new Date(readyAt).toISOString();
  const pod = object('Pod', `features-worker-${ordinal}`, {
    status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True', lastTransitionTime }] },
  });
  return trimPod(pod);
}

/** A runtime of a kind that tells nobody how full it is, with pods that serve since long ago. */
export function thin(workers = 2, { readyAt = 0, kind = 'ThinRuntime', spec = {} } = {}): DatasetObjects {
  return {
    namespace: 'default',
    name: 'features',
    dataset: object('Dataset', 'features', { status: { phase: 'Bound' } }),
    runtime: object(kind, 'features', { spec: { replicas: workers, ...spec } }),
    workerSet: object('StatefulSet', 'features-worker', { spec: { replicas: workers } }),
    workerPods: Array.from({ length: workers }, (_, ordinal) => workerPod(ordinal, readyAt)),
    slices: [],
    operations: [],
    owners: [],
  };
}

export function subject(objects: DatasetObjects = thin()): Subject {
  return { objects, url: null, perPod: false };
}

/** 2 minutes old at most, capacity not told otherwise, without credentials. */
const COMMON = { perWorkerBytes: null, maxAgeMs: 120_000 };

export function prometheusAt(url: string, change: Partial<PrometheusSource> = {}): PrometheusSource {
  const figures = {
    used: 'sum(used_bytes)',
    capacity: 'sum(capacity_bytes)',
    workers: 'count(capacity_bytes)',
  };
  return { type: 'prometheus', url, figures, ...COMMON, ...change };
}

export function metricsAt(url: string, change: Partial<HttpSource> = {}): HttpSource {
  const figures = { used: 'used_bytes', capacity: 'capacity_bytes', workers: 'workers' };
  return { type: 'http', form: 'metrics', url, figures, at: null, live: false, ...COMMON, ...change };
}

export function jsonAt(url: string, change: Partial<HttpSource> = {}): HttpSource {
  const figures = { used: '/cache/used', capacity: '/cache/capacity', workers: '/workers' };
  return { type: 'http', form: 'json', url, figures, at: null, live: true, ...COMMON, ...change };
}
