/** The number of workers asked for, where it stands; null: absent. Anything may stand there, so it is checked by whoever asks. */
import type { DatasetObjects } from '../kube/objects.ts';
import { pick } from './fields.ts';

/** `.spec.replicas` of the runtime: what `/scale` is about. */
export function replicasOfRuntime({ runtime }: DatasetObjects): unknown {
  return pick(runtime, 'spec', 'replicas') ?? null;
}

/** `.spec.worker.replicas` of the runtime: a CacheRuntime has no `/scale`. */
export function replicasOfWorker({ runtime }: DatasetObjects): unknown {
  return pick(runtime, 'spec', 'worker', 'replicas') ?? null;
}

/** `.spec.replicas` of the worker StatefulSet: Fluid ignores a ThinRuntime's own count after its set-up. */
export function replicasOfSet({ workerSet }: DatasetObjects): unknown {
  return pick(workerSet, 'spec', 'replicas') ?? null;
}
