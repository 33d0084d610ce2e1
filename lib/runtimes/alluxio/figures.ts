import type { Blind } from '../../model/observation.ts';
import { blind } from '../blind.ts';
import type { EngineFigures, Tier } from '../contract.ts';
import { type Found, findSeries } from '../prometheus.ts';

export const SOURCE = 'alluxio-master';

const CAPACITY = 'Cluster_CapacityTotal';
const USED = 'Cluster_CapacityUsed';
const WORKERS = 'Cluster_Workers';
const LOST = 'Cluster_LostWorkers';
const UFS_READ = 'Cluster_BytesReadUfsAll';
/** Each includes what the workers had to fetch from the under-store first; the three are of different ways to the reader. */
const SERVED = ['Cluster_BytesReadRemote', 'Cluster_BytesReadLocal', 'Cluster_BytesReadDomain'] as const;
const MEDIA = ['MEM', 'SSD', 'HDD'] as const;

const NAMES: ReadonlySet<string> = new Set([
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

type Series = ReadonlyMap<string, Found>;

/**
 * The figures on a master's page. Capacity, used and workers must be there, once, and make sense together; anything else that
 * is not well-formed is left out. The number of evicted blocks is on no master's page (the workers count it), so
 * `evictions` is null.
 * @param at when the page was asked for, ms
 * @param address host and port, for the reasons
 */
export function figuresOf(page: string, at: number, address: string): EngineFigures | Blind {
  const foreign = notAPage(page, address);
  if (foreign) return foreign;
  const series = findSeries(page, 'Cluster_', NAMES);
  for (const metric of [CAPACITY, USED, WORKERS]) {
    const wrong = faultOf(series.get(metric), metric, address);
    if (wrong) return wrong;
  }
  const [capacityBytes, usedBytes, workers] = [CAPACITY, USED, WORKERS].map(
    (metric) => optional(series, metric) ?? 0,
  ) as [number, number, number];
  const absurd = nonsense(capacityBytes, usedBytes, workers, address);
  if (absurd) return absurd;
  return {
    source: SOURCE,
    at,
    capacityBytes,
    usedBytes,
    workers,
    lostWorkers: optional(series, LOST),
    ufsReadBytes: optional(series, UFS_READ),
    servedBytes: servedOf(series),
    evictions: null,
    tiers: tiersOf(series),
  };
}

function notAPage(page: string, address: string): Blind | null {
  if (page === '') return blind(SOURCE, 'EngineEmpty', { address });
  const begin = page.slice(0, 200).trimStart();
  if (begin.startsWith('<') || begin.startsWith('{'))
    return blind(SOURCE, 'EngineNotMetrics', { address, kind: begin.startsWith('<') ? 'HTML' : 'JSON' });
  // The format ends every line with a line feed; without one the last number may be half a number.
  if (!page.endsWith('\n')) return blind(SOURCE, 'EngineTruncated', { address, bytes: page.length });
  return null;
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
function optional(series: Series, metric: string): number | null {
  const found = series.get(metric);
  if (!found || 'fault' in found || !Number.isFinite(found.value) || found.value < 0) return null;
  return found.value + 0; // -0 is 0
}

/** One way may be missing, as in other versions of the engine; without the usual one the sum says nothing. */
function servedOf(series: Series): number | null {
  const ways = SERVED.map((metric) => optional(series, metric));
  return ways[0] === null ? null : ways.reduce<number>((sum, bytes) => sum + (bytes ?? 0), 0);
}

function tiersOf(series: Series): Tier[] {
  return MEDIA.flatMap((medium) => {
    const capacityBytes = optional(series, `${CAPACITY}Tier${medium}`);
    const usedBytes = optional(series, `${USED}Tier${medium}`);
    return capacityBytes && usedBytes !== null ? [{ medium, capacityBytes, usedBytes }] : [];
  });
}
