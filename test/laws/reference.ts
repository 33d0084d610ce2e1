/**
 * The pipeline once more, as plainly as the design words it, with nothing left out for speed; and the same with one named
 * flaw, which is what the laws must catch. That the flawless one agrees with `decide` is itself a law (`agreement.test.ts`).
 */

import { makeContext } from '../../lib/decide/context.ts';
import type { Answer, Context, Interval, Limiter } from '../../lib/decide/contract.ts';
import { keepWhatStays } from '../../lib/decide/keep.ts';
import type { Plan } from '../../lib/decide/plan.ts';
import { HOLDING_RULES, ownRules } from '../../lib/decide/rules.ts';
import { type Control, OVERRIDE, PAUSED } from '../../lib/model/control.ts';
import type { Decision, Rung } from '../../lib/model/decision.ts';
import type { History } from '../../lib/model/history.ts';
import type { Observation, Reading, Reason } from '../../lib/model/observation.ts';
import { sees } from '../../lib/model/observation.ts';
import type { Decide } from './law.ts';

export type Flaw =
  | 'bounds are not looked at'
  | 'a count outside its bounds crosses to the other one'
  | 'half a worker'
  | 'a missing reading is zero'
  | 'a blind sizer is passed over'
  | 'a shrink rests on the status'
  | 'guards let go in the dark'
  | 'a pause decides nothing'
  | 'a dry run has no ladder'
  | 'a pause never ends'
  | 'a pause by annotation is passed over'
  | 'an override never ends'
  | 'deciding remembers'
  | 'deciding tosses a coin'
  | 'moves are taken back'
  | 'the last limiter has the last word'
  | 'intervals forget the current count'
  | 'a reason of its own'
  | 'a reason without its numbers'
  | 'full fit is not looked at'
  | 'a cool-down begins with the patch'
  | 'a step is never spent'
  | 'others are not respected';

/** @param flaw null: none */
export function reference(flaw: Flaw | null): Decide {
  return (plan, observation, history, now) => climb(flaw, plan, observation, history, now);
}

let coin = 0;

function isLagging({ reading }: Context): boolean {
  return reading?.source === 'status' || reading?.quality === 'lagging';
}

function laggingBy({ reading }: Context): [string, Reason] {
  const source = reading?.source ?? '';
  if (source === 'status') return ['status', { code: 'FallbackHoldsShrink' }];
  return ['reading', { code: 'LaggingHoldsShrink', numbers: { source } }];
}

function climb(flaw: Flaw | null, plan: Plan, seen: Observation, past: History, now: number): Decision {
  const observation = distort(flaw, seen);
  const history = forgetful(flaw, past);
  const context = makeContext(plan, observation, history, now);
  const { current, bounds } = context;

  const answers = plan.sizers.map((sizer) => ({ policy: sizer.policy, ...sizer.size(context) }));
  const said = answers.filter((answer) => answer.says === 'wish').map(({ wish }) => wish as number);
  const blind = answers.find(({ says }) => says === 'blind');
  const wish = said.length === 0 ? current : Math.max(...said);
  const holds = blind !== undefined && wish < current && flaw !== 'a blind sizer is passed over';
  const fallback =
    !holds &&
    wish < current &&
    isLagging(context) &&
    plan.semantics === 'native' &&
    flaw !== 'a shrink rests on the status';
  context.wish = holds || fallback ? current : wish;

  const rungs: Rung[] = [];
  let target = wish;
  const narrow = (by: string, low: number, high: number, reason: Interval['reason']) => {
    const to =
      flaw === 'the last limiter has the last word' && by !== 'bounds'
        ? lastWord(wish, low, high)
        : inside(target, low, high);
    const [from, less] = [target, (limit: number) => (Number.isFinite(limit) ? limit : null)];
    rungs.push({ by, low: less(low), high: less(high), from, to, reason: spoil(flaw, reason) });
    target = to;
  };
  const limit = (limiters: readonly Limiter[]) => {
    for (const { policy, limit } of limiters) {
      const interval = limit(context);
      if (interval === null) continue;
      const stretch = flaw === 'intervals forget the current count' ? 1 : 0;
      narrow(policy, interval.low + stretch, interval.high + stretch, interval.reason);
    }
  };

  if (holds) narrow(blind.policy, current, Number.POSITIVE_INFINITY, blindReason(blind));
  const [by, why] = laggingBy(context);
  if (fallback) narrow(by, current, Number.POSITIVE_INFINITY, why);
  limit(plan.readingLimiters);
  letPass(plan, answers, Math.max(target, current), narrow);
  rungs.push(...claimsOn(context, target, flaw));
  if (flaw !== 'bounds are not looked at') {
    const [low, high] = boundsOf(flaw, context);
    narrow('bounds', low, high, boundsReason(target, context));
  }
  limit(flaw === 'others are not respected' ? [] : ownRules(plan, context));
  const inTheDark = context.reading === null && flaw === 'guards let go in the dark';
  limit(plan.limiters.filter(({ policy }) => !(inTheDark && policy.startsWith('guard.'))));
  if (flaw !== 'moves are taken back') target = keepWhatStays(plan, context, rungs, target);
  if (flaw === 'half a worker') target = target === current ? current : (target + current) / 2;

  if (flaw === 'deciding remembers')
    past.wishes = past.wishes.concat({ wish, from: now, until: now, record: 0 });
  if (flaw === 'deciding tosses a coin' && ++coin % 7 === 0) target = current;
  const enters = said.length === 0 || holds || fallback ? null : wish;
  return conclude(flaw, plan, {
    at: now,
    override: overrideOf(context),
    control: observation.control,
    current,
    target,
    enters,
    rungs,
    answers,
    blind: blind ?? null,
    bounds,
  });
}

/** The largest wish above `most` of a sizer that rests on no reading lifts the number. */
function letPass(
  { sizers }: Plan,
  answers: Climbed['answers'],
  most: number,
  narrow: (by: string, low: number, high: number, reason: Rung['reason']) => void,
): void {
  const passing = answers.filter(({ wish }, i) => sizers[i]?.passes && wish !== null && wish > most);
  const [largest] = passing.toSorted((a, b) => (b.wish as number) - (a.wish as number));
  if (largest?.wish != null) narrow(largest.policy, largest.wish, Number.POSITIVE_INFINITY, largest.reason);
}

interface Climbed {
  readonly override: Rung['reason'] | null;
  readonly control: Control | undefined;
  readonly at: number;
  readonly current: number;
  readonly target: number;
  readonly enters: number | null;
  readonly rungs: Rung[];
  readonly answers: readonly (Answer & { readonly policy: string })[];
  readonly blind: (Answer & { readonly policy: string }) | null;
  readonly bounds: Plan['bounds'];
}

function conclude(flaw: Flaw | null, plan: Plan, climbed: Climbed): Decision {
  const { at, current, target, enters, rungs, answers } = climbed;
  const wishes = answers.map(({ policy, says, wish, reason }) => ({ policy, says, wish, reason }));
  const decided = { at, current, wish: enters, wishes };
  const held = rungs.findLast(({ by }) => HOLDING_RULES.has(by));
  const moved = (held ?? rungs.findLast((rung) => rung.from !== rung.to))?.reason;
  const reason = moved ?? climbed.override ?? reasonOfWishes(climbed);
  if (target === current) return { ...decided, outcome: 'hold', target, rungs, reason };

  const ended = plan.pause?.until != null && at >= plan.pause.until && flaw !== 'a pause never ends';
  const annotated = flaw === 'a pause by annotation is passed over' ? null : pausedBy(climbed, target);
  const paused = plan.mode === 'paused' && !ended;
  const mode = paused || annotated !== null ? 'paused' : plan.mode === 'paused' ? 'auto' : plan.mode;
  if (mode === 'auto') return { ...decided, outcome: 'move', target, rungs, reason };
  if (mode === 'paused' && flaw === 'a pause decides nothing') {
    return { ...decided, outcome: 'hold', target: current, rungs, reason };
  }
  const numbers = { from: current, to: target };
  const why =
    mode === 'dry-run'
      ? { code: 'DryRun', numbers }
      : !paused && annotated !== null
        ? annotated
        : { code: 'Paused', numbers: { by: plan.pause?.by ?? '', why: plan.pause?.why ?? '', ...numbers } };
  const last: Rung = { by: 'mode', low: current, high: current, from: target, to: current, reason: why };
  const shown = flaw === 'a dry run has no ladder' ? [last] : [...rungs, last];
  return { ...decided, outcome: 'would', target, rungs: shown, reason: why };
}

function overrideOf({ inForce }: Context): Rung['reason'] | null {
  return (inForce?.override ? inForce.claims[0]?.reason : null) ?? null;
}

/** The annotation that pauses it, else one that nobody understands and that is not of an override. */
function pausedBy({ control, at, current: from }: Climbed, to: number): Rung['reason'] | null {
  const { pause, unclear = [] } = control ?? {};
  if (pause !== undefined && (pause.until === null || at < pause.until)) {
    const { by, why } = pause;
    const until =
      pause.until === null
        ? 'until it is taken back'
        : `until ${new Date(pause.until).toISOString().replace('.000Z', 'Z')}`;
    return { code: 'PausedByAnnotation', numbers: { by, why, until, annotation: PAUSED, from, to } };
  }
  const doubt = unclear.find(({ annotation }) => annotation !== OVERRIDE);
  return doubt === undefined ? null : { code: 'PausedByDoubt', numbers: { ...doubt, from, to } };
}

/** The winning wish, else who is blind, else who abstained; with a shrink that was held, who is blind. */
function reasonOfWishes({ answers, blind, enters }: Climbed): Decision['reason'] {
  const best = answers.find(({ wish }) => wish !== null && wish === enters);
  return best?.reason ?? blind?.reason ?? answers[0]?.reason ?? { code: 'NoSizer' };
}

function inside(number: number, low: number, high: number): number {
  return Math.min(Math.max(number, low), high);
}

function lastWord(wish: number, low: number, high: number): number {
  return inside(wish, low, high);
}

function blindReason({ policy, reason }: Answer & { readonly policy: string }): Interval['reason'] {
  return { code: 'BlindHoldsShrink', numbers: { policy, why: reason.code } };
}

function boundsOf(flaw: Flaw | null, { current, bounds }: Context): readonly [number, number] {
  if (flaw !== 'a count outside its bounds crosses to the other one') return [bounds.min, bounds.max];
  // As far beyond the bounds on the other side as it was on this one.
  if (current > bounds.max) return [bounds.min - 1, bounds.min - 1];
  return current < bounds.min ? [bounds.max + 1, bounds.max + 1] : [bounds.min, bounds.max];
}

/** Who claims what of the bounds, which changes no number by itself. */
function claimsOn({ inForce }: Context, target: number, flaw: Flaw | null): readonly Rung[] {
  return (inForce?.claims ?? []).map(({ by, min: low = null, max: high = null, reason }) => {
    return { by, low, high, from: target, to: target, reason: spoil(flaw, reason) };
  });
}

function boundsReason(
  target: number,
  { current, inForce, bounds: { min, max } }: Context,
): Interval['reason'] {
  const claim = target > max ? inForce?.high : target < min ? inForce?.low : null;
  if (claim) return claim.reason;
  let code = 'WithinBounds';
  if (target > max) code = current > max ? 'CountAboveMax' : 'AboveMax';
  if (target < min) code = current < min ? 'CountBelowMin' : 'BelowMin';
  return { code, numbers: { min, max, current } };
}

function spoil(flaw: Flaw | null, reason: Interval['reason']): Interval['reason'] {
  if (flaw === 'a reason of its own') return { ...reason, code: `My${reason.code}` };
  return flaw === 'a reason without its numbers' ? { code: reason.code } : reason;
}

function distort(flaw: Flaw | null, observation: Observation): Observation {
  const { reading, replicas, dataset } = observation;
  if (flaw === 'full fit is not looked at') {
    return { ...observation, dataset: { ...dataset, sizeBytes: 2 ** 60 } };
  }
  if (flaw === 'an override never ends' && observation.control?.override !== undefined) {
    const override = { ...observation.control.override, until: 2 ** 52 };
    return { ...observation, control: { ...observation.control, override } };
  }
  if (flaw !== 'a missing reading is zero' || sees(reading)) return observation;
  const empty: Reading = {
    source: reading.source,
    at: observation.at,
    capacityBytes: Math.max(1, replicas) * 2 ** 30,
    usedBytes: 0,
    workers: Math.max(1, replicas),
    peakBytes: 0,
    intake: 'still',
    plateau: false,
    notes: [],
  };
  return { ...observation, reading: empty };
}

function forgetful(flaw: Flaw | null, history: History): History {
  if (flaw === 'a step is never spent') return { ...history, changes: history.changes.slice(0, 0) };
  if (flaw === 'a cool-down begins with the patch') {
    return { ...history, servedAt: history.changes.at(-1)?.at ?? null };
  }
  return history;
}
