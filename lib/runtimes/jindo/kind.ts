import { NOTHING_KNOWN } from '../blank.ts';
import type { RuntimeKind } from '../contract.ts';
import { replicasOfRuntime } from '../count.ts';

export const jindo: RuntimeKind = {
  ...NOTHING_KNOWN,
  kind: 'JindoRuntime',
  plural: 'jindoruntimes',
  workerSetName: (name) => `${name}-jindofs-worker`,
  workerSetKind: 'StatefulSet',
  writes: 'scale',
  engine: null,
  replicas: replicasOfRuntime,
  about: { reads: 'a given source only', scales: '`/scale`' },
};
