import type { Blind } from '../../model/observation.ts';
import { blind } from '../blind.ts';
import type { EngineFigures, Tier } from '../contract.ts';
import { wanted } from '../prometheus.ts';
import { type Found, onlyOf, type ScannedPage } from '../scan.ts';

export const SOURCE = 'alluxio-master';

const CAPACITY = 'Cluster_CapacityTotal';
const USED = 'Cluster_CapacityUsed';
const WORKERS = 'Cluster_Workers';
const LOST = 'Cluster_LostWorkers';
const UFS_READ = 'Cluster_BytesReadUfsAll';
/** Each includes what the workers had to fetch from the under-store first; the three are of different ways to the reader. */
const SERVED = ['Cluster_BytesReadRemote', 'Cluster_BytesReadLocal', 'Cluster_BytesReadDomain'] as const;
const MEDIA = ['MEM', 'SSD', 'HDD'] as const;

/** What is taken from a master's page. */
export const WANTED = wanted([
  CAPACITY,
  USED,
  WORKERS,
  LOST,
  UFS_READ,
  ...SERVED,
  ...MEDIA.flatMap((medium) => [`${CAPACITY}Tier${medium}`, `${USED}Tier${medium}`]),
]);

/** Above this share of capacity `used` cannot be blocks: the aligner's reserve of a second tier is counted in. */
const MOST_USED = 1.1;

/**
 * The figures on a master's page. Capacity, used and workers must be there, once, and make sense together; anything else that
 * is not well-formed is left out. The number of evicted blocks is on no master's page (the workers count it), so
 * `evictions` is null.
 * @param page scanned for {@link WANTED}
 * @param at when the page was asked for, ms
 * @param address host and port, for the reasons
 */
export function figuresOf(page: ScannedPage, at: number, address: string): EngineFigures | Blind {
  const foreign = notAPage(page, address);
  if (foreign) return foreign;
  for (const metric of [CAPACITY, USED, WORKERS]) {
    const wrong = faultOf(onlyOf(page, metric), metric, address);
    if (wrong) return wrong;
  }
  const [capacityBytes, usedBytes, workers] = [CAPACITY, USED, WORKERS].map(
    (metric) => optional(page, metric) ?? 0,
  ) as [number, number, number];
  const absurd = nonsense(capacityBytes, usedBytes, workers, address);
  if (absurd) return absurd;
  return {
    source: SOURCE,
    at,
    capacityBytes,
    usedBytes,
    workers,
    lostWorkers: optional(page, LOST),
    ufsReadBytes: optional(page, UFS_READ),
    servedBytes: servedOf(page),
    evictions: null,
    tiers: tiersOf(page),
  };
}

function notAPage({ bytes, foreign, ended }: ScannedPage, address: string): Blind | null {
  if (bytes === 0) return blind(SOURCE, 'EngineEmpty', { address });
  if (foreign !== null) return blind(SOURCE, 'EngineNotMetrics', { address, kind: foreign });
  // The format ends every line with a line feed; without one the last number may be half a number.
  return ended ? null : blind(SOURCE, 'EngineTruncated', { address, bytes });
}

function faultOf(found: Found | undefined, metric: string, address: string): Blind | null {
  if (!found) return blind(SOURCE, 'EngineLacksMetrics', { address, metric });
  if ('fault' in found) {
    const code = found.fault === 'duplicate' ? 'EngineDuplicateSeries' : 'EngineMalformed';
    return blind(SOURCE, code, { address, metric, text: found.text });
  }
  if (Number.isNaN(found.value)) return blind(SOURCE, 'EngineNaN', { address, metric });
  if (!Number.isFinite(found.value)) return blind(SOURCE, 'EngineInfinite', { address, metric });
  if (found.value < 0) return blind(SOURCE, 'EngineNegative', { address, metric, value: found.value });
  if (metric === WORKERS && !Number.isInteger(found.value))
    return blind(SOURCE, 'EngineMalformed', { address, metric, text: String(found.value) });
  return null;
}

/** What cannot be, although each number is one. @param address host and port, for the reasons */
export function nonsense(capacity: number, used: number, workers: number, address: string): Blind | null {
  if (capacity === 0 && used === 0 && workers === 0) return blind(SOURCE, 'EngineAllZero', { address });
  if (capacity === 0) return blind(SOURCE, 'EngineCapacityZero', { address, workers });
  if (workers === 0) return blind(SOURCE, 'EngineNoWorkers', { address, capacity });
  if (used > capacity * MOST_USED)
    return blind(SOURCE, 'EngineUsedAboveCapacity', {
      address,
      used,
      capacity,
    });
  return null;
}

/** A series that may be missing: null unless it is one number, 0 or more. */
function optional(page: ScannedPage, metric: string): number | null {
  const found = onlyOf(page, metric);
  if (!found || 'fault' in found || !Number.isFinite(found.value) || found.value < 0) return null;
  return found.value + 0; // -0 is 0
}

/** One way may be missing, as in other versions of the engine; without the usual one the sum says nothing. */
function servedOf(page: ScannedPage): number | null {
  const ways = SERVED.map((metric) => optional(page, metric));
  return ways[0] === null ? null : ways.reduce<number>((sum, bytes) => sum + (bytes ?? 0), 0);
}

function tiersOf(page: ScannedPage): Tier[] {
  return MEDIA.flatMap((medium) => {
    const capacityBytes = optional(page, `${CAPACITY}Tier${medium}`);
    const usedBytes = optional(page, `${USED}Tier${medium}`);
    return capacityBytes && usedBytes !== null ? [{ medium, capacityBytes, usedBytes }] : [];
  });
}
