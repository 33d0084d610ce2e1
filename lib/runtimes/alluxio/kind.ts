import type { RuntimeKind } from '../contract.ts';
import { pick } from '../fields.ts';
import { SOURCE } from './figures.ts';
import { findMasters } from './find.ts';
import { readMasters } from './read.ts';
import { alluxioDeclaredBytes, alluxioPerWorker } from './settings.ts';

export const alluxio: RuntimeKind = {
  kind: 'AlluxioRuntime',
  plural: 'alluxioruntimes',
  workerSetName: (name) => `${name}-worker`,
  scale: 'scale',
  engine: { source: SOURCE, find: findMasters, read: readMasters },
  replicas: (runtime) => pick(runtime, 'spec', 'replicas') ?? null,
  perWorker: alluxioPerWorker,
  declaredBytes: alluxioDeclaredBytes,
};
