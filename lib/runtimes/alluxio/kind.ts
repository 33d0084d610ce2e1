import { isBlind } from '../blind.ts';
import type { RuntimeKind } from '../contract.ts';
import { replicasOfRuntime } from '../count.ts';
import { SOURCE } from './figures.ts';
import { findMasters } from './find.ts';
import { readMasters } from './read.ts';
import { alluxioDeclaredBytes, alluxioPerWorker } from './settings.ts';

export const alluxio: RuntimeKind = {
  kind: 'AlluxioRuntime',
  plural: 'alluxioruntimes',
  workerSetName: (name) => `${name}-worker`,
  workerSetKind: 'StatefulSet',
  writes: 'scale',
  engine: {
    name: SOURCE,
    look: async ({ objects, url }, means) => {
      const address = findMasters(objects, url);
      return { result: isBlind(address) ? address : await readMasters(address, means) };
    },
  },
  replicas: replicasOfRuntime,
  perWorker: alluxioPerWorker,
  declaredBytes: alluxioDeclaredBytes,
  disabled: () => null,
  about: { reads: "the masters' metrics page (HTTP)", scales: '`/scale`' },
};
