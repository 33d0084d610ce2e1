import { NOTHING_KNOWN } from '../blank.ts';
import type { RuntimeKind } from '../contract.ts';
import { replicasOfSet } from '../count.ts';

export const thin: RuntimeKind = {
  ...NOTHING_KNOWN,
  kind: 'ThinRuntime',
  plural: 'thinruntimes',
  workerSetName: (name) => `${name}-worker`,
  workerSetKind: 'StatefulSet',
  writes: 'set',
  engine: null,
  replicas: replicasOfSet,
  about: { reads: 'a given source only', scales: '`/scale` of StatefulSet `<name>-worker`' },
};
