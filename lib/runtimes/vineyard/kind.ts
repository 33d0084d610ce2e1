import { NOTHING_KNOWN } from '../blank.ts';
import type { RuntimeKind } from '../contract.ts';
import { replicasOfRuntime } from '../count.ts';
import { vineyardDeclaredBytes } from './settings.ts';

export const vineyard: RuntimeKind = {
  ...NOTHING_KNOWN,
  kind: 'VineyardRuntime',
  plural: 'vineyardruntimes',
  workerSetName: (name) => `${name}-worker`,
  workerSetKind: 'StatefulSet',
  writes: 'scale',
  engine: null,
  declaredBytes: vineyardDeclaredBytes,
  replicas: replicasOfRuntime,
  about: { reads: 'a given source only', scales: '`/scale`' },
};
