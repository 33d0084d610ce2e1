/** What must hold of a page of metrics, and of the figures on it, before they are believed. */
import type { Blind } from '../../model/observation.ts';
import { blind } from '../blind.ts';
import { failureOfPage } from '../failures.ts';
import { type Found, numberOf, onlyOf, type ScannedPage } from '../scan.ts';

/** Above this share of capacity `used` cannot be blocks: the aligner's reserve of a second tier of Alluxio is counted in. */
const MOST_USED = 1.1;

/** A page, and who shows it. */
export interface Shown {
  readonly source: string;
  /** Host and port, for the reasons. */
  readonly address: string;
  readonly page: ScannedPage;
}

/** Why the page as a whole says nothing; null: it may. */
export function faultOfPage({ source, address, page }: Shown): Blind | null {
  const failure = failureOfPage(page, address);
  return failure && blind(source, failure.code, failure.numbers);
}

/** A series that must be there, once, with one number, 0 or more; or why it is not so. */
export function required(shown: Shown, metric: string): number | Blind {
  const { source, address, page } = shown;
  const found = onlyOf(page, metric);
  if (!found) return blind(source, 'EngineLacksMetrics', { address, metric });
  return faultOf(found, { source, address, metric }) ?? numberOf(page, metric) ?? 0;
}

/** The same, of what can be counted only in wholes. */
export function requiredCount(shown: Shown, metric: string): number | Blind {
  const { source, address } = shown;
  const found = required(shown, metric);
  if (typeof found !== 'number' || Number.isInteger(found)) return found;
  return blind(source, 'EngineMalformed', { address, metric, text: String(found) });
}

function faultOf(
  found: Found,
  { source, address, metric }: { readonly source: string; readonly address: string; readonly metric: string },
): Blind | null {
  if ('fault' in found) {
    const code = found.fault === 'duplicate' ? 'EngineDuplicateSeries' : 'EngineMalformed';
    return blind(source, code, { address, metric, text: found.text });
  }
  const { value } = found;
  if (Number.isNaN(value)) return blind(source, 'EngineNaN', { address, metric });
  if (!Number.isFinite(value)) return blind(source, 'EngineInfinite', { address, metric });
  return value < 0 ? blind(source, 'EngineNegative', { address, metric, value }) : null;
}

/** The sum of series that may each be missing; null when all are. */
export function optionalSum(page: ScannedPage, metrics: readonly string[]): number | null {
  const values = metrics.map((metric) => numberOf(page, metric)).filter((value) => value !== null);
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0);
}

export interface Sizes {
  readonly capacityBytes: number;
  readonly usedBytes: number;
  readonly workers: number;
}

/** What cannot be, although each number is one. @param shown.address host and port, for the reasons */
export function nonsense(
  { source, address }: Pick<Shown, 'source' | 'address'>,
  { capacityBytes: capacity, usedBytes: used, workers }: Sizes,
): Blind | null {
  if (capacity === 0 && used === 0 && workers === 0) return blind(source, 'EngineAllZero', { address });
  if (capacity === 0) return blind(source, 'EngineCapacityZero', { address, workers });
  if (workers === 0) return blind(source, 'EngineNoWorkers', { address, capacity });
  return used > capacity * MOST_USED
    ? blind(source, 'EngineUsedAboveCapacity', { address, used, capacity })
    : null;
}
