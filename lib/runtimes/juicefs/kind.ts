import { NOTHING_KNOWN } from '../blank.ts';
import type { RuntimeKind } from '../contract.ts';
import { replicasOfRuntime } from '../count.ts';

export const juicefs: RuntimeKind = {
  ...NOTHING_KNOWN,
  kind: 'JuiceFSRuntime',
  plural: 'juicefsruntimes',
  workerSetName: (name) => `${name}-worker`,
  workerSetKind: 'StatefulSet',
  writes: 'scale',
  engine: null,
  replicas: replicasOfRuntime,
  about: { reads: 'a given source only', scales: '`/scale`' },
};
