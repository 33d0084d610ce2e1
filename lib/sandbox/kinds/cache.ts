import { formatSize } from '../../units/size.ts';
import { at, type JsonObject } from '../api/json.ts';
import { MIB, quantity, webMount, workerQuotaOf, workers } from './common.ts';
import type { Asked, Behaviour } from './contract.ts';
import { percent } from './states.ts';

export const CLASS = 'sandbox-cache';
export const REPORT = ['cache-report', '--format', 'json'];

/** The class of every CacheRuntime here: what is not about its report is left out. */
function runtimeClass(): JsonObject {
  const executionEntries = { reportSummary: { command: REPORT, timeout: 20 } };
  const component = (name: string) => ({
    workloadType: { apiVersion: 'workload.fluid.io/v1alpha1', kind: 'AdvancedStatefulSet' },
    template: { spec: { containers: [{ name }] } },
  });
  return {
    metadata: { name: CLASS },
    fileSystemType: 'sandboxfs',
    topology: {
      master: { ...component('master'), executionEntries },
      worker: component('worker'),
    },
  };
}

/** What the command prints: the keys of Fluid's contract, its values in the ways of the class's author. */
export function reportOf({ figures }: Pick<Asked, 'figures'>): string {
  const { capacityBytes, usedBytes, readRemoteBytes, readUfsBytes } = figures;
  const hits = Math.max(0, readRemoteBytes - readUfsBytes);
  return `${JSON.stringify({
    cached: formatSize(usedBytes),
    cachedPercentage: percent(usedBytes, capacityBytes),
    cacheCapacity: formatSize(capacityBytes),
    cacheHitRatio: readRemoteBytes === 0 ? '0.0%' : percent(hits, readRemoteBytes),
  })}\n`;
}

/** Fluid after 1.0.8: components of a class, AdvancedStatefulSets, figures by the class's command. No event tells of a change. */
export const cache: Behaviour = {
  name: 'cache',
  kind: 'CacheRuntime',
  type: 'cache',
  infix: '',
  app: 'cache',
  workers: workers('cache', ['worker'], { set: 'AdvancedStatefulSet', selector: () => null }),
  master: { containers: ['master'], service: null },
  telling: {
    by: 'exec',
    answer({ command, pod, runtime, runtimeClass: found, figures }) {
      const entry = at(found, 'topology', 'master', 'executionEntries', 'reportSummary', 'command');
      const asked = pod === `${runtime.metadata.name}-master-0` && Array.isArray(entry);
      return asked && command.join('\0') === entry.join('\0') ? reportOf({ figures }) : null;
    },
  },
  shared: true,
  count: {
    path: ['spec', 'worker', 'replicas'],
    follows: 'always',
    told: false,
    watched: true,
    shownAs: 'components',
  },
  loads: true,
  sizes: false,
  mount: webMount,
  spec: ({ perWorkerBytes, replicas }) => ({
    runtimeClassName: CLASS,
    master: { replicas: 1 },
    worker: {
      replicas,
      tieredStore: {
        levels: [{ processMemory: { quota: quantity(perWorkerBytes) }, high: '0.95', low: '0.7' }],
      },
    },
  }),
  needs: () => [['CacheRuntimeClass', runtimeClass()]],
  perWorkerBytes: workerQuotaOf,
  defaultBlock: 4 * MIB,
  states: () => null,
  endpoint: () => null,
};
