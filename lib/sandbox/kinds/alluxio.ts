import { parseSize } from '../../units/size.ts';
import { at, type Stored } from '../api/json.ts';
import { alluxioPage } from '../engine/pages/alluxio.ts';
import { MIB, quotaOf, replicas, tieredStore, webMount, workers } from './common.ts';
import type { Behaviour } from './contract.ts';
import { alluxioStates } from './states.ts';

/** Alluxio's own sizes are binary whatever the suffix says: `64MB` is 64 MiB. */
function alluxioSize(text: unknown): number | null {
  return typeof text === 'string' ? parseSize(text.replace(/([kmgt])b?$/i, '$1iB')) : null;
}

/** Alluxio, and what was made of it: other names, the same ways. */
function alike(app: 'alluxio' | 'goosefs', kind: string, range: readonly [number, number]): Behaviour {
  const block = `${app}.user.block.size.bytes.default`;
  return {
    name: app,
    kind,
    type: app,
    infix: '',
    app,
    workers: workers(app, [`${app}-worker`, `${app}-job-worker`]),
    master: {
      containers: [`${app}-master`, `${app}-job-master`],
      service: {
        suffix: '-0',
        ports: ['rpc', 'web', 'job-rpc', 'job-web'],
        range,
        labels: { monitor: `${app}_runtime_metrics` },
      },
    },
    telling: { by: 'master', port: 'web', page: () => alluxioPage() },
    shared: true,
    count: replicas,
    loads: true,
    sizes: true,
    mount: webMount,
    spec: (options) => ({
      replicas: options.replicas,
      ...tieredStore({ mediumtype: 'MEM', path: '/dev/shm', high: '0.99', low: '0.7' }, options),
      ...(options.blockBytes === undefined
        ? {}
        : { properties: { [block]: `${options.blockBytes / MIB}MB` } }),
    }),
    perWorkerBytes: (runtime) => quotaOf(runtime),
    blockBytes: (runtime: Stored) => alluxioSize(at(runtime, 'spec', 'properties', block)),
    defaultBlock: 64 * MIB,
    states: alluxioStates,
    endpoint: (name, namespace, rpc) => `${app}://${name}-master-0.${namespace}:${rpc}`,
  };
}

export const alluxio = alike('alluxio', 'AlluxioRuntime', [20_000, 26_000]);

/** Until Fluid 1.0.8. */
export const goosefs = alike('goosefs', 'GooseFSRuntime', [26_000, 32_000]);
