import type { RuntimeKind } from '../contract.ts';
import { replicasOfRuntime } from '../count.ts';
import { editionOf } from './edition.ts';
import { lookAtWorkers } from './read.ts';
import { juicefsDeclaredBytes, juicefsPerWorker } from './settings.ts';
import { SOURCE } from './together.ts';

export const juicefs: RuntimeKind = {
  kind: 'JuiceFSRuntime',
  plural: 'juicefsruntimes',
  workerSetName: (name) => `${name}-worker`,
  workerSetKind: 'StatefulSet',
  writes: 'scale',
  engine: { name: SOURCE, needs: 'exec', look: lookAtWorkers },
  replicas: replicasOfRuntime,
  perWorker: juicefsPerWorker,
  declaredBytes: juicefsDeclaredBytes,
  disabled: () => null,
  statusMeansNothing: (dataset) => (editionOf(dataset) === 'community' ? { code: 'StatusOfClients' } : null),
  about: {
    reads: '`.stats` of each worker pod (a command; enterprise), or the page of each pod (HTTP; community)',
    scales: '`/scale`',
  },
};
