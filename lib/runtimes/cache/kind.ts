import { NOTHING_KNOWN } from '../blank.ts';
import type { RuntimeKind } from '../contract.ts';
import { replicasOfWorker } from '../count.ts';
import { workersDisabled } from '../disabled.ts';
import { cacheDeclaredBytes, cachePerWorker } from './settings.ts';

export const cache: RuntimeKind = {
  ...NOTHING_KNOWN,
  kind: 'CacheRuntime',
  plural: 'cacheruntimes',
  workerSetName: (name) => `${name}-worker`,
  workerSetKind: 'AdvancedStatefulSet',
  writes: 'worker',
  engine: null,
  replicas: replicasOfWorker,
  perWorker: cachePerWorker,
  declaredBytes: cacheDeclaredBytes,
  disabled: workersDisabled,
  about: { reads: 'a given source only', scales: '`.spec.worker.replicas`' },
};
