import type { Reason } from '../../model/observation.ts';
import { parseValue } from '../prometheus.ts';

/** What one worker's cache counts, since its process started; null: it does not say. */
export interface Counted {
  readonly usedBytes: number;
  readonly missedBytes: number | null;
  readonly hitBytes: number | null;
  readonly evictions: number | null;
}

/** Of the file, the four names that are taken. */
const NAMES = {
  used: 'blockcache.bytes',
  missed: 'blockcache.missBytes',
  hit: 'blockcache.hitBytes',
  evicted: 'blockcache.evict',
} as const;

/**
 * The file `.stats` at the mount of the enterprise edition: a line a figure, `name: value`. The bytes cached must be there once and
 * be a number, 0 or more; the others may be missing.
 * @param pod for the reasons
 */
export function countedIn(text: string, pod: string): Counted | { readonly why: Reason } {
  const values = valuesIn(text);
  const used = values.get(NAMES.used) ?? [];
  const numbers = { pod, metric: NAMES.used };
  if (used.length === 0) return { why: { code: 'StatsLackFigure', numbers } };
  if (used.length > 1) return { why: { code: 'StatsTwice', numbers } };
  const usedBytes = figure(used);
  if (usedBytes === null)
    return {
      why: { code: 'StatsMalformed', numbers: { ...numbers, text: (used[0] as string).slice(0, 40) } },
    };
  return {
    usedBytes,
    missedBytes: figure(values.get(NAMES.missed)),
    hitBytes: figure(values.get(NAMES.hit)),
    evictions: figure(values.get(NAMES.evicted)),
  };
}

function valuesIn(text: string): ReadonlyMap<string, readonly string[]> {
  const wanted: ReadonlySet<string> = new Set(Object.values(NAMES));
  const values = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const [, name = '', value = ''] = /^([\w.]+):?[ \t]+([^\r]*)\r?$/.exec(line) ?? [];
    if (!wanted.has(name)) continue;
    const before = values.get(name);
    if (before) before.push(value.trim());
    else values.set(name, [value.trim()]);
  }
  return values;
}

/** A number, 0 or more and finite, said once. */
function figure(values: readonly string[] | undefined): number | null {
  if (values?.length !== 1) return null;
  const value = parseValue(values[0] as string);
  return value !== null && Number.isFinite(value) && value >= 0 ? value + 0 : null;
}
