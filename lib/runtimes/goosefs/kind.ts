import { alluxioDeclaredBytes, alluxioPerWorker } from '../alluxio/settings.ts';
import { NOTHING_KNOWN } from '../blank.ts';
import type { RuntimeKind } from '../contract.ts';
import { replicasOfRuntime } from '../count.ts';
import { mastersSource } from '../masters/masters.ts';
import { goosefsMasters } from './masters.ts';

/** In Fluid up to v1.0.8; later versions have no such kind. */
export const goosefs: RuntimeKind = {
  ...NOTHING_KNOWN,
  kind: 'GooseFSRuntime',
  plural: 'goosefsruntimes',
  workerSetName: (name) => `${name}-worker`,
  workerSetKind: 'StatefulSet',
  writes: 'scale',
  engine: mastersSource(goosefsMasters),
  replicas: replicasOfRuntime,
  perWorker: (runtime) => alluxioPerWorker(runtime, 'goosefs'),
  declaredBytes: alluxioDeclaredBytes,
  about: { reads: "the masters' metrics page (HTTP)", scales: '`/scale`' },
};
