import { formatSize } from '../../units/size.ts';
import { enterpriseStats, juicefsPage, mountPath } from '../engine/pages/juicefs.ts';
import { MIB, quotaOf, replicas, tieredStore, workers } from './common.ts';
import type { Behaviour, Look } from './contract.ts';
import { all, percent } from './states.ts';

/** What both editions have in common. */
const shared = {
  kind: 'JuiceFSRuntime',
  type: 'juicefs',
  infix: '',
  app: 'juicefs',
  workers: workers('juicefs', ['juicefs-worker']),
  master: null,
  count: { ...replicas, watched: true },
  loads: true,
  sizes: true,
  perWorkerBytes: (runtime) => quotaOf(runtime, 'first'),
  defaultBlock: 4 * MIB,
  endpoint: () => null,
} satisfies Partial<Behaviour>;

const RATIOS = ['cacheHitRatio', 'cacheThroughputRatio'];

function secret(name: string, secretName: string): object {
  return { name, valueFrom: { secretKeyRef: { name: secretName, key: name } } };
}

const spec: Behaviour['spec'] = (options) => ({
  replicas: options.replicas,
  ...tieredStore({ mediumtype: 'SSD', path: '/var/jfsCache', low: '0.1' }, options),
});

/** One cache group of all workers; nothing is said over HTTP. Capacity is the spec's, times the workers ready at the look before. */
export const juicefs: Behaviour = {
  ...shared,
  name: 'juicefs',
  shared: true,
  telling: {
    by: 'exec',
    answer({ command, runtime: { metadata }, own, blockBytes }) {
      const file = `${mountPath(metadata.namespace ?? '', metadata.name)}/.stats`;
      return own !== null && command.join(' ') === `cat ${file}` ? enterpriseStats(own, blockBytes) : null;
    },
  },
  mount: ({ name }) => ({
    mountPoint: 'juicefs:///',
    name,
    encryptOptions: ['token', 'access-key', 'secret-key'].map((each) => secret(each, `${name}-secret`)),
  }),
  spec,
  states: ({ figures, sizeBytes, perWorkerBytes, readyBefore }: Look) => {
    const { usedBytes, readRemoteBytes, readUfsBytes } = figures;
    const hits = Math.max(0, readRemoteBytes - readUfsBytes);
    return {
      cacheCapacity: formatSize(perWorkerBytes * readyBefore),
      cached: formatSize(usedBytes),
      cachedPercentage: sizeBytes ? percent(usedBytes, sizeBytes) : '0.0%',
      ...all(RATIOS, readRemoteBytes === 0 ? '0.0%' : percent(hits, readRemoteBytes)),
    };
  },
};

/** Each worker caches for itself, and says so on a page of its own. Fluid asks the FUSE pods, of which there are none here. */
export const juicefsCommunity: Behaviour = {
  ...shared,
  name: 'juicefs-community',
  shared: false,
  telling: {
    by: 'pods',
    port: 'metrics',
    page: ({ metadata }) => juicefsPage(metadata.namespace ?? '', metadata.name),
  },
  mount: ({ name }) => ({
    mountPoint: 'juicefs:///',
    name,
    encryptOptions: ['metaurl', 'access-key', 'secret-key'].map((each) => secret(each, `${name}-secret`)),
  }),
  spec,
  states: ({ perWorkerBytes, readyBefore }) => ({
    cacheCapacity: formatSize(perWorkerBytes * readyBefore),
    ...all(['cached', 'cachedPercentage', ...RATIOS], ''),
  }),
};
