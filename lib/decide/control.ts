/** What people say about a dataset, in its document or by annotations, as it counts at one instant. */
import { type Control, OVERRIDE, type Override, PAUSED, type Pause, type Said } from '../model/control.ts';
import type { Observation, Reason } from '../model/observation.ts';
import { formatInstant } from '../units/instant.ts';
import type { Claimant, Context, Interval, Limiter, NextChange } from './contract.ts';
import type { Plan } from './plan.ts';

/** People leave the dataset to its policies. */
export const NOTHING: Said = { pauses: [], override: null, unclear: [] };

/** Of the observation only what people said is looked at. */
type Seen = Pick<Observation, 'control'> | null;

/** Whether anything of it is in force. */
export function isSaid({ pauses, override, unclear }: Said): boolean {
  return pauses.length > 0 || override !== null || unclear.length > 0;
}

/** @param now ms since the epoch */
export function saidNow(plan: Pick<Plan, 'mode' | 'pause'>, seen: Seen, now: number): Said {
  const control = seen?.control;
  if (control === undefined && plan.mode !== 'paused') return NOTHING;
  const lasts = ({ until }: Pause) => until === null || now < until;
  const { pause, override, unclear = [] } = control ?? {};
  const pauses = [
    ...(plan.mode === 'paused' ? [{ ...(plan.pause ?? NOBODY), place: 'document' as const }] : []),
    ...(pause === undefined ? [] : [{ ...pause, place: 'annotation' as const }]),
  ].filter(lasts);
  const holds = override !== undefined && override.since <= now && now < override.until;
  return { pauses, override: holds ? override : null, unclear };
}

const NOBODY: Pause = { by: '', why: '', until: null };

/** Why a dataset is paused, or null: the document's word first, since who takes back the annotation has to know of it. */
export interface PausedBy {
  /** In the middle of a decision. */
  readonly would: (from: number, to: number) => Reason;
  /** As it stands. */
  readonly standing: Reason;
}

export function pausedBy({ pauses, unclear }: Said): PausedBy | null {
  const [pause] = pauses;
  if (pause !== undefined) {
    const { by, why, until, place } = pause;
    const numbers = { by, why };
    if (place === 'document')
      return {
        would: (from, to) => ({ code: 'Paused', numbers: { ...numbers, from, to } }),
        standing: { code: 'PauseInForce', numbers },
      };
    const more = { ...numbers, until: untilWords(until), annotation: PAUSED };
    return {
      would: (from, to) => ({ code: 'PausedByAnnotation', numbers: { ...more, from, to } }),
      standing: { code: 'AnnotationPauses', numbers: more },
    };
  }
  const doubt = unclear.find(({ annotation }) => annotation !== OVERRIDE);
  if (doubt === undefined) return null;
  const numbers = { annotation: doubt.annotation, problem: doubt.problem };
  return {
    would: (from, to) => ({ code: 'PausedByDoubt', numbers: { ...numbers, from, to } }),
    standing: { code: 'DoubtPauses', numbers },
  };
}

export function untilWords(until: number | null): string {
  return until === null ? 'until it is taken back' : `until ${formatInstant(until)}`;
}

export function overrideReason({ workers, by, why, until }: Override): Reason {
  return { code: 'Override', numbers: { workers, by, why, until: formatInstant(until) } };
}

/** Who an override makes claim the bounds, before the claimants of the policies. */
export function personsClaimants({ override }: Control): readonly Claimant[] {
  return override === undefined ? NOBODY_CLAIMS : OVERRIDING;
}

const NOBODY_CLAIMS: readonly Claimant[] = [];

const POLICY = 'override';

const OVERRIDING: readonly Claimant[] = [{ policy: POLICY, rank: 'override', claim: claimOverride }];

function claimOverride({ observation, now }: Context) {
  const override = observation.control?.override;
  if (override === undefined || now < override.since || now >= override.until) return [];
  const { workers, immediately } = override;
  const bounds = { min: workers, max: workers, replaces: true as const };
  return [{ ...bounds, ...(immediately ? { immediately } : {}), reason: overrideReason(override) }];
}

/** An override that nobody understands asks for nothing; but it may have kept what is there, so nothing shrinks meanwhile. */
export const doubtfulOverride: Limiter = { policy: POLICY, scope: 'everything', limit: holdInDoubt };

function holdInDoubt({ observation, current }: Context): Interval | null {
  const doubt = observation.control?.unclear?.find(({ annotation }) => annotation === OVERRIDE);
  if (doubt === undefined) return null;
  const { annotation, problem } = doubt;
  const reason = { code: 'OverrideUnclear', numbers: { annotation, problem } };
  return { low: current, high: Number.POSITIVE_INFINITY, reason };
}

/** When what people said begins or ends, after `now`. */
export function turnsOf(plan: Pick<Plan, 'mode' | 'pause'>, seen: Seen, now: number): readonly NextChange[] {
  const control = seen?.control;
  const turns: NextChange[] = [];
  const turn = (at: number | null | undefined, what: string) => {
    if (at != null && at > now) turns.push({ at, what });
  };
  if (plan.mode === 'paused') turn(plan.pause?.until, 'the pause ends');
  turn(control?.pause?.until, 'the pause ends');
  turn(control?.override?.since, 'the override begins');
  if ((control?.override?.since ?? now) <= now) turn(control?.override?.until, 'the override ends');
  return turns;
}
