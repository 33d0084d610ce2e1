import { NOTHING_KNOWN } from '../blank.ts';
import type { RuntimeKind } from '../contract.ts';
import { replicasOfWorker } from '../count.ts';
import { workersDisabled } from '../disabled.ts';
import { lookAtReport, SOURCE } from './read.ts';
import { cacheDeclaredBytes, cachePerWorker } from './settings.ts';

export const cache: RuntimeKind = {
  ...NOTHING_KNOWN,
  kind: 'CacheRuntime',
  plural: 'cacheruntimes',
  workerSetName: (name) => `${name}-worker`,
  workerSetKind: 'AdvancedStatefulSet',
  writes: 'worker',
  engine: { name: SOURCE, needs: 'exec', look: lookAtReport },
  replicas: replicasOfWorker,
  perWorker: cachePerWorker,
  declaredBytes: cacheDeclaredBytes,
  disabled: workersDisabled,
  statusMeansNothing: () => ({ code: 'StatusOfBinding' }),
  about: {
    reads: "the class's report (a command in the first master, else worker; or JSON at `engine.url`)",
    scales: '`.spec.worker.replicas`',
  },
};
