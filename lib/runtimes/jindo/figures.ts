import type { Blind } from '../../model/observation.ts';
import { isBlind } from '../blind.ts';
import type { EngineFigures } from '../contract.ts';
import { pickList, pickText } from '../fields.ts';
import {
  faultOfPage,
  nonsense,
  optionalSum,
  required,
  requiredCount,
  type Shown,
} from '../masters/figures.ts';
import type { Asked } from '../masters/masters.ts';
import { wanted } from '../prometheus.ts';
import { numberOf, type ScannedPage } from '../scan.ts';

export const SOURCE = 'jindo-master';

/** The two series of one medium of the cache. */
interface Pair {
  readonly capacity: string;
  readonly used: string;
}

const MEM: Pair = {
  capacity: 'jindofsx_ns_total_mem_cap',
  used: 'jindofsx_ns_total_used_mem_cap',
};
const DISK: Pair = {
  capacity: 'jindofsx_ns_total_disk_cap',
  used: 'jindofsx_ns_total_used_disk_cap',
};
const WORKERS = 'jindofsx_ns_total_stsnodes_num';
const UFS_READ = 'jindofsx_ns_backend_read_bytes_total';
/** Bytes that came from the cache: of the reader's own node, and of others. What it did not have comes on top. */
const FROM_CACHE = ['jindofsx_ns_local_read_bytes_total', 'jindofsx_ns_remote_read_bytes_total'] as const;

/** What is taken from a master's page. */
export const WANTED = wanted([
  MEM.capacity,
  MEM.used,
  DISK.capacity,
  DISK.used,
  WORKERS,
  UFS_READ,
  ...FROM_CACHE,
]);

/**
 * The figures on the page of a Jindo namespace master (its names: the vendor's page on metrics, and Fluid's dashboard). Both pairs
 * are read; one counts: that of memory when the first tier is MEM, else that of disk, as Fluid chooses, and the other one when
 * the chosen one has no capacity. They are never added up: with a tier of memory Fluid gives the engine the same quota for
 * its memory and for the directories in it, so a sum would count each byte twice. There are no counters of lost workers or evictions.
 */
export function jindoFigures(page: ScannedPage, { at, address, runtime }: Asked): EngineFigures | Blind {
  const shown = { source: SOURCE, address, page };
  const foreign = faultOfPage(shown);
  if (foreign) return foreign;
  const pair = pairOf(shown, runtime);
  if (isBlind(pair)) return pair;
  const capacityBytes = required(shown, pair.capacity);
  if (typeof capacityBytes !== 'number') return capacityBytes;
  const usedBytes = required(shown, pair.used);
  if (typeof usedBytes !== 'number') return usedBytes;
  const workers = requiredCount(shown, WORKERS);
  if (typeof workers !== 'number') return workers;
  const absurd = nonsense(shown, { capacityBytes, usedBytes, workers });
  if (absurd) return absurd;
  const ufsReadBytes = numberOf(page, UFS_READ);
  const cached = optionalSum(page, FROM_CACHE);
  return {
    source: SOURCE,
    at,
    capacityBytes,
    usedBytes,
    workers,
    lostWorkers: null,
    ufsReadBytes,
    servedBytes: ufsReadBytes === null || cached === null ? null : ufsReadBytes + cached,
    evictions: null,
  };
}

/** The pair that counts. A capacity that is there and no number is no reason to take the other one. */
function pairOf(shown: Shown, runtime: Asked['runtime']): Pair | Blind {
  const [first] = pickList(runtime, 'spec', 'tieredstore', 'levels');
  const [chosen, other] = pickText(first, 'mediumtype') === 'MEM' ? [MEM, DISK] : [DISK, MEM];
  if (!shown.page.samples.has(chosen.capacity))
    return shown.page.samples.has(other.capacity) ? other : chosen;
  const capacity = required(shown, chosen.capacity);
  if (typeof capacity !== 'number') return capacity;
  return capacity === 0 && (numberOf(shown.page, other.capacity) ?? 0) > 0 ? other : chosen;
}
