import { formatSize } from '../../units/size.ts';
import { arrayAt, at, type Stored } from '../api/json.ts';
import { jindoPage } from '../engine/pages/jindo.ts';
import { MIB, quotaOf, replicas, tieredStore, webMount, workers } from './common.ts';
import type { Behaviour } from './contract.ts';
import { percent } from './states.ts';

/** The pair of the page that counts: that of memory when the first tier says so. */
function medium(runtime: Stored): 'mem' | 'disk' {
  const [first] = arrayAt(runtime, 'spec', 'tieredstore', 'levels');
  return at(first, 'mediumtype') === 'MEM' ? 'mem' : 'disk';
}

/** Engine jindocache. */
export const jindo: Behaviour = {
  name: 'jindo',
  kind: 'JindoRuntime',
  type: 'jindo',
  engine: 'jindocache',
  infix: '-jindofs',
  app: 'jindofs',
  workers: workers('jindofs', ['jindofs-worker'], {
    // Fluid writes a selector that no pod of it matches.
    selector: (name) => `app=jindo,release=${name},role=jindo-worker`,
  }),
  master: {
    containers: ['jindofs-master'],
    service: { suffix: '-0', ports: ['rpc'], range: [18_000, 19_999] },
  },
  telling: { by: 'master', port: 'rpc', page: (runtime) => jindoPage(medium(runtime)) },
  shared: true,
  count: { ...replicas, watched: true },
  loads: true,
  sizes: true,
  mount: webMount,
  spec: (options) => ({
    replicas: options.replicas,
    ...tieredStore({ mediumtype: 'MEM', path: '/dev/shm', high: '0.99', low: '0.8' }, options),
  }),
  perWorkerBytes: (runtime) => quotaOf(runtime, 'first'),
  defaultBlock: 4 * MIB,
  states: ({ figures, sizeBytes }) => ({
    cacheCapacity: formatSize(figures.capacityBytes),
    cached: formatSize(figures.usedBytes),
    cachedPercentage: sizeBytes === null ? '' : percent(Math.min(figures.usedBytes, sizeBytes), sizeBytes),
  }),
  endpoint: (name, namespace, rpc) => `jindo://${name}-jindofs-master-0.${namespace}:${rpc}`,
};
