import type { Blind } from '../../model/observation.ts';
import type { EngineFigures } from '../contract.ts';
import { faultOfPage, nonsense, optionalSum, required, requiredCount } from '../masters/figures.ts';
import type { Asked } from '../masters/masters.ts';
import { wanted } from '../prometheus.ts';
import { numberOf, type ScannedPage } from '../scan.ts';

const CAPACITY = 'Cluster_CapacityTotal';
const USED = 'Cluster_CapacityUsed';
const WORKERS = 'Cluster_Workers';
const LOST = 'Cluster_LostWorkers';
const UFS_READ = 'Cluster_BytesReadUfsAll';
/** What readers were given over the network, as the versions of the engine (and GooseFS, made from an early one) call it. */
const REMOTE = ['Cluster_BytesReadRemote', 'Cluster_BytesReadGooseFS', 'Cluster_BytesReadAlluxio'] as const;
/** Other ways to the reader; each includes what the workers had to fetch from the under-store first. */
const NEARER = ['Cluster_BytesReadLocal', 'Cluster_BytesReadDomain'] as const;

/** What is taken from a master's page. */
export const WANTED = wanted([CAPACITY, USED, WORKERS, LOST, UFS_READ, ...REMOTE, ...NEARER]);

/**
 * Reads a master's page of Alluxio's kind: capacity, used and workers must be there, once, and make sense together; anything
 * else that is not well-formed is left out. The number of evicted blocks is on no master's page (the workers count it), so
 * `evictions` is null.
 */
export function clusterFigures(source: string): (page: ScannedPage, asked: Asked) => EngineFigures | Blind {
  return (page, { at, address }) => {
    const shown = { source, address, page };
    const foreign = faultOfPage(shown);
    if (foreign) return foreign;
    const capacityBytes = required(shown, CAPACITY);
    if (typeof capacityBytes !== 'number') return capacityBytes;
    const usedBytes = required(shown, USED);
    if (typeof usedBytes !== 'number') return usedBytes;
    const workers = requiredCount(shown, WORKERS);
    if (typeof workers !== 'number') return workers;
    const absurd = nonsense(shown, { capacityBytes, usedBytes, workers });
    if (absurd) return absurd;
    return {
      source,
      at,
      capacityBytes,
      usedBytes,
      workers,
      lostWorkers: numberOf(page, LOST),
      ufsReadBytes: numberOf(page, UFS_READ),
      servedBytes: servedOf(page),
      evictions: null,
    };
  };
}

/** A nearer way may be missing, as in other versions of the engine; without the usual one the sum says nothing. */
function servedOf(page: ScannedPage): number | null {
  const name = REMOTE.find((metric) => page.samples.has(metric));
  const remote = name === undefined ? null : numberOf(page, name);
  return remote === null ? null : remote + (optionalSum(page, NEARER) ?? 0);
}
