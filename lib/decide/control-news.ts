/** What people said between two decisions. */
import { OVERRIDE, PAUSED, type Place, type Said, type Unclear } from '../model/control.ts';
import type { Reason } from '../model/observation.ts';
import { NOTHING, overrideReason, untilWords } from './control.ts';

/**
 * What came, was changed, ended by its time or was taken back.
 * @param before what was in force at the earlier decision; undefined: nothing
 * @param now instant of the later one, ms
 */
export function newsBetween(before: Said | undefined, after: Said, now: number): readonly Reason[] {
  const earlier = before ?? NOTHING;
  const unclear = after.unclear.filter((one) => !earlier.unclear.some((each) => same(each, one)));
  return [
    ...pauseNews('document', earlier, after, now),
    ...pauseNews('annotation', earlier, after, now),
    ...overrideNews(earlier.override, after.override, now),
    ...unclear.map(unclearNews),
  ];
}

/** Where a pause is written: the `where` of its news. */
export const BY_DOCUMENT = 'spec.paused of the policy document';

const WHERE: Readonly<Record<Place, string>> = {
  document: BY_DOCUMENT,
  annotation: `the annotation ${PAUSED}`,
};

function pauseNews(place: Place, before: Said, after: Said, now: number): readonly Reason[] {
  const [was, is] = [before, after].map(({ pauses }) => pauses.find((pause) => pause.place === place));
  if (is !== undefined) {
    if (same(was, is)) return [];
    const { by, why, until } = is;
    const code = was === undefined ? 'PauseCame' : 'PauseChanged';
    return [{ code, numbers: { by, why, until: untilWords(until), where: WHERE[place] } }];
  }
  if (was === undefined) return [];
  const { by, why, until } = was;
  return [{ code: 'PauseEnded', numbers: { by, why, how: howEnded(until, now) } }];
}

function overrideNews(was: Said['override'], is: Said['override'], now: number): readonly Reason[] {
  if (is !== null) {
    if (same(was, is)) return [];
    return [{ ...overrideReason(is), code: was === null ? 'OverrideCame' : 'OverrideChanged' }];
  }
  if (was === null) return [];
  const { by, why, workers, until } = was;
  return [{ code: 'OverrideEnded', numbers: { by, why, workers, how: howEnded(until, now) } }];
}

function howEnded(until: number | null, now: number): string {
  return until !== null && until <= now ? 'its time is over' : 'it was taken back';
}

function unclearNews({ annotation, problem }: Unclear): Reason {
  const code = annotation === OVERRIDE ? 'OverrideUnclear' : 'DoubtPauses';
  return { code, numbers: { annotation, problem } };
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** What people said at a decision that is recorded goes on until the next one; nothing is no field. */
export function keepSaid(memory: { said?: Said }, said: Said | undefined): void {
  if (said === undefined) delete memory.said;
  else memory.said = said;
}
