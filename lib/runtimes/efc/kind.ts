import { NOTHING_KNOWN } from '../blank.ts';
import type { RuntimeKind } from '../contract.ts';
import { replicasOfRuntime } from '../count.ts';
import { workersDisabled } from '../disabled.ts';
import { efcDeclaredBytes } from './settings.ts';

export const efc: RuntimeKind = {
  ...NOTHING_KNOWN,
  kind: 'EFCRuntime',
  plural: 'efcruntimes',
  workerSetName: (name) => `${name}-worker`,
  workerSetKind: 'StatefulSet',
  writes: 'scale',
  engine: null,
  declaredBytes: efcDeclaredBytes,
  disabled: workersDisabled,
  replicas: replicasOfRuntime,
  about: { reads: 'a given source only', scales: '`/scale`' },
};
