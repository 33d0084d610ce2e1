import { givenJson, givenMetrics } from '../engine/pages/given.ts';
import { MIB, quotaOf, replicas, tieredStore, webMount, workers } from './common.ts';
import type { Behaviour } from './contract.ts';
import { all, KEYS } from './states.ts';

/** Kinds of which neither the engine nor Fluid says how full they are: what does is the user's own, beside them. */

const untold = {
  infix: '',
  shared: true,
  loads: false,
  sizes: false,
  mount: webMount,
  perWorkerBytes: (runtime) => quotaOf(runtime, 'first'),
  defaultBlock: 4 * MIB,
  endpoint: () => null,
} satisfies Partial<Behaviour>;

const memory: Behaviour['spec'] = (options) => ({
  replicas: options.replicas,
  ...tieredStore({ mediumtype: 'MEM', path: '/dev/shm' }, options),
});

export const efc: Behaviour = {
  ...untold,
  name: 'efc',
  kind: 'EFCRuntime',
  type: 'efc',
  app: 'efc',
  workers: workers('efc', ['efc-worker']),
  master: { containers: ['efc-master'], service: null },
  telling: { by: 'given', page: () => givenJson },
  count: { ...replicas, watched: true },
  spec: memory,
  states: () => all(KEYS, ''),
};

/** Its count is taken over once; after that the StatefulSet has it, pods coming one after the other. */
export const thin: Behaviour = {
  ...untold,
  name: 'thin',
  kind: 'ThinRuntime',
  type: 'thin',
  app: 'thin',
  workers: workers('thin', ['thin-worker'], { ordered: true }),
  master: null,
  telling: { by: 'given', page: () => givenJson },
  count: { ...replicas, follows: 'once', told: false },
  spec: (options) => ({
    profileName: PROFILE,
    worker: { enabled: true },
    ...memory(options),
  }),
  needs: () => [
    ['ThinRuntimeProfile', { metadata: { name: PROFILE }, spec: { fileSystemType: 'sandboxfs' } }],
  ],
  states: () =>
    all(['cacheCapacity', 'cached', 'cachedPercentage', 'cacheHitRatio', 'cacheThroughputRatio'], 'N/A'),
};

const PROFILE = 'sandbox-thin';

export const vineyard: Behaviour = {
  ...untold,
  name: 'vineyard',
  kind: 'VineyardRuntime',
  type: 'vineyard',
  app: 'vineyard',
  workers: workers('vineyard', ['vineyard-worker']),
  master: {
    containers: ['vineyard-master'],
    service: { suffix: '', ports: ['client', 'peer'], range: [32_000, 34_000] },
  },
  telling: { by: 'given', page: () => givenMetrics },
  count: replicas,
  spec: memory,
  states: () => null,
};
