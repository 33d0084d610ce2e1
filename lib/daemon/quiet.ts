import type { Decision } from '../model/decision.ts';
import { type Observation, sees } from '../model/observation.ts';
import type { QuietRecord } from '../model/records.ts';

/** Ticks that decided nothing new are one record a minute (design, law 9). */
export const QUIET_MS = 60_000;

/** The minute that is being gathered. */
export type QuietMinute = { -readonly [K in keyof QuietRecord]: QuietRecord[K] };

/** Adds a tick to the minute, or begins one. */
export function addQuiet(
  minute: QuietMinute | null,
  dataset: string,
  observation: Observation,
  decision: Decision,
): QuietMinute {
  const reading = sees(observation.reading) ? observation.reading : null;
  const used = reading?.usedBytes ?? null;
  if (minute === null) {
    return {
      kind: 'quiet',
      dataset,
      uid: observation.uid,
      from: decision.at,
      to: decision.at,
      ticks: 1,
      used: used === null ? null : { min: used, max: used, last: used },
      capacity: reading?.capacityBytes ?? null,
      current: decision.current,
      wish: decision.wish,
      outcome: decision.outcome,
      reason: decision.reason,
    };
  }
  minute.to = decision.at;
  minute.ticks++;
  // A wish heard at any of its ticks is one the minute vouches for.
  minute.wish = decision.wish ?? minute.wish;
  minute.reason = decision.reason;
  if (used !== null) {
    const { min, max } = minute.used ?? { min: used, max: used };
    minute.used = { min: Math.min(min, used), max: Math.max(max, used), last: used };
    minute.capacity = reading?.capacityBytes ?? null;
  }
  return minute;
}
