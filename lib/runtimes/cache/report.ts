import type { Reason } from '../../model/observation.ts';
import { parseSize } from '../../units/size.ts';
import { pick, shownValue } from '../fields.ts';

/** What a cache reports of itself, bytes. */
export interface Report {
  readonly usedBytes: number;
  readonly capacityBytes: number;
}

const USED = 'cached';
const CAPACITY = 'cacheCapacity';
/** As for other engines: above this share of capacity it cannot be cached data. */
const MOST_USED = 1.1;
const KEPT = 60;

/**
 * The JSON that Fluid's contract for caches asks for: an object of texts, of which `cached` and `cacheCapacity` matter, each whole
 * bytes or a number with a unit (`500Gi`, `500GiB`; `500G` is decimal, as for Kubernetes). Bare numbers are taken, too.
 * `cachedPercentage` is the class author's and is not read. Fluid itself copies the texts unparsed (api/v1alpha1/common.go).
 * @param from whoever printed it, for the reasons
 */
export function reportIn(text: string, from: string): Report | { readonly why: Reason } {
  if (text.trim() === '') return why('ReportEmpty', { from });
  const value = parsed(text);
  if (value === null) return why('ReportNotJson', { from, text: piece(text) });
  const sizes: number[] = [];
  for (const key of [USED, CAPACITY]) {
    const found = pick(value, key);
    const size = sizeOf(found);
    if (found === undefined || found === null || found === '') return why('ReportLacks', { from, key });
    if (size === null) return why('ReportMalformed', { from, key, text: shownValue(found) });
    if (timesIn(text, key) > 1) return why('ReportTwice', { from, key });
    sizes.push(size);
  }
  const [usedBytes, capacityBytes] = sizes as [number, number];
  if (capacityBytes === 0) return why('ReportCapacityZero', { from });
  if (usedBytes > capacityBytes * MOST_USED)
    return why('ReportUsedAboveCapacity', { from, used: usedBytes, capacity: capacityBytes });
  return { usedBytes, capacityBytes };
}

function parsed(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

function sizeOf(value: unknown): number | null {
  const bytes = typeof value === 'string' ? parseSize(value) : value;
  return typeof bytes === 'number' && Number.isFinite(bytes) && bytes >= 0 ? bytes + 0 : null;
}

/** JSON keeps the last of two equal keys without a word; which one is true cannot be told. */
function timesIn(text: string, key: string): number {
  return text.match(new RegExp(`"${key}"\\s*:`, 'g'))?.length ?? 0;
}

function piece(text: string): string {
  return text.trim().slice(0, KEPT);
}

function why(code: string, numbers: Reason['numbers'] & object): { readonly why: Reason } {
  return { why: { code, numbers } };
}
