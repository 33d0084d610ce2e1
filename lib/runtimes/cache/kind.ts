import { NOTHING_KNOWN } from '../blank.ts';
import type { RuntimeKind } from '../contract.ts';
import { replicasOfWorker } from '../count.ts';

export const cache: RuntimeKind = {
  ...NOTHING_KNOWN,
  kind: 'CacheRuntime',
  plural: 'cacheruntimes',
  workerSetName: (name) => `${name}-worker`,
  workerSetKind: 'AdvancedStatefulSet',
  writes: 'worker',
  engine: null,
  replicas: replicasOfWorker,
  about: { reads: 'a given source only', scales: '`.spec.worker.replicas`' },
};
