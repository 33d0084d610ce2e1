import type { RuntimeKind } from '../contract.ts';
import { replicasOfRuntime } from '../count.ts';
import { mastersSource } from '../masters/masters.ts';
import { alluxioMasters } from './masters.ts';
import { alluxioDeclaredBytes, alluxioPerWorker } from './settings.ts';

export const alluxio: RuntimeKind = {
  kind: 'AlluxioRuntime',
  plural: 'alluxioruntimes',
  workerSetName: (name) => `${name}-worker`,
  workerSetKind: 'StatefulSet',
  writes: 'scale',
  engine: mastersSource(alluxioMasters),
  replicas: replicasOfRuntime,
  perWorker: (runtime) => alluxioPerWorker(runtime),
  declaredBytes: alluxioDeclaredBytes,
  disabled: () => null,
  about: { reads: "the masters' metrics page (HTTP)", scales: '`/scale`' },
};
