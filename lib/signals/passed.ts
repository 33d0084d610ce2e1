import { type Blind, type Passed, type Reading, sees } from '../model/observation.ts';
import type { EngineFigures } from '../runtimes/contract.ts';

/** The counters of a look as a reading carries them; nothing when the engine offers none. */
export function countersOf(look: EngineFigures): { counters?: Passed } {
  const { ufsReadBytes: ufs, servedBytes: served, evictions: evicted } = look;
  if (ufs === null && served === null && evicted === null) return {};
  const counters: { -readonly [K in keyof Passed]: Passed[K] } = {};
  if (ufs !== null) counters.ufs = ufs;
  if (served !== null) counters.served = served;
  if (evicted !== null) counters.evicted = evicted;
  return { counters };
}

/** The counters of an observation's reading, or null when it is blind or has none. */
export function passedBy(reading: Reading | Blind): Passed | null {
  return (sees(reading) ? reading.counters : undefined) ?? null;
}

const FIGURES = ['ufs', 'served', 'evicted'] as const;

type Figures = { -readonly [K in keyof Passed]: Passed[K] };

/**
 * What passed between two looks. An engine that restarted begins again at 0, with all its counters at once: what they show by
 * now is then what passed, as far as anybody can know. A figure that either look lacks is left out.
 * @param before null when no look was before
 * @returns null when nothing can be told
 */
export function passedSince(before: Passed | null, after: Passed | null): Passed | null {
  if (before === null || after === null) return null;
  const told = FIGURES.filter((one) => before[one] !== undefined && after[one] !== undefined);
  if (told.length === 0) return null;
  const restarted = told.some((one) => (after[one] ?? 0) < (before[one] ?? 0));
  const passed: Figures = {};
  for (const one of told) passed[one] = (after[one] ?? 0) - (restarted ? 0 : (before[one] ?? 0));
  return passed;
}

/** The sum of two stretches next to each other; of a figure that one lacks, what the other says. */
export function passedInAll(a: Passed | null | undefined, b: Passed | null | undefined): Passed | null {
  if (!a || !b) return a ?? b ?? null;
  const passed: Figures = {};
  for (const one of FIGURES)
    if (a[one] !== undefined || b[one] !== undefined) passed[one] = (a[one] ?? 0) + (b[one] ?? 0);
  return passed;
}
