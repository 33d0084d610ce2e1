import { NOTHING_KNOWN } from '../blank.ts';
import type { RuntimeKind } from '../contract.ts';
import { replicasOfRuntime } from '../count.ts';
import { workersDisabled } from '../disabled.ts';
import { mastersSource } from '../masters/masters.ts';
import { jindoMasters } from './masters.ts';
import { jindoDeclaredBytes, jindoPerWorker } from './settings.ts';

export const jindo: RuntimeKind = {
  ...NOTHING_KNOWN,
  kind: 'JindoRuntime',
  plural: 'jindoruntimes',
  workerSetName: (name) => `${name}-jindofs-worker`,
  workerSetKind: 'StatefulSet',
  writes: 'scale',
  engine: mastersSource(jindoMasters),
  replicas: replicasOfRuntime,
  perWorker: jindoPerWorker,
  declaredBytes: jindoDeclaredBytes,
  disabled: workersDisabled,
  about: { reads: "the masters' metrics page (HTTP), memory or disk", scales: '`/scale`' },
};
