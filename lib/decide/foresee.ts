/** What is known of the future of a decision, while nothing else changes: which limits end when, and what would follow. */
import type { Decision, Rung } from '../model/decision.ts';
import type { Change, History } from '../model/history.ts';
import type { Observation, Reason } from '../model/observation.ts';
import type { NextChange } from './contract.ts';
import { decide } from './decide.ts';
import { nextChanges } from './next-change.ts';
import type { Plan } from './plan.ts';
import { prolongWish } from './remember.ts';
import { HOUR_MS, reversals, TUG_OF_WAR } from './reversals.ts';

export interface Coming {
  /** When it happens, ms since the epoch. */
  readonly at: number;
  readonly what: string;
  /** What would be decided then, on the observation as it is now. */
  readonly next: Pick<Decision, 'outcome' | 'current' | 'target' | 'reason'>;
}

/** Reasons that carry how long they still hold, as `left` in ms, and what their end is. */
const ENDS: Readonly<Record<string, string>> = {
  CooldownRunning: 'the cool-down ends',
  CooldownWaiting: 'workers that do not serve are given up, and the cool-down begins',
  Respected: 'somebody else’s change may be reversed again',
  LedgerGone: 'the missing ledger no longer forbids a shrink',
  TookOver: 'the windows that were taken for full have passed',
  MemoryDamaged: 'the damaged memory no longer forbids a shrink',
  GuardOperationsEnded: 'the ended data operation no longer forbids a shrink',
  GuardRegrown: 'the engine counts no worker any more that has left',
  ClockJumped: 'the clock’s jump no longer forbids a shrink',
  MemoryUnwritable: 'the memory is written, and the patch sent, again',
  PluginResting: 'the plug-in that failed is asked again',
  PatchFailed: 'the patch is tried again',
};

const BACK_OFFS: ReadonlySet<string> = new Set(['PatchFailed', 'MemoryUnwritable']);

/** Soonest first; each is told once. Pure, as `decide` is. */
export function foresee(
  plan: Plan,
  observation: Observation,
  history: History,
  decision: Decision,
): readonly Coming[] {
  const now = decision.at;
  const ends = [...limitEnds(decision, history), ...nextChanges(plan, observation, history, now)];
  const once = new Map(ends.filter(({ at }) => at > now).map((end) => [`${end.at} ${end.what}`, end]));
  const inOrder = [...once.values()].sort((a, b) => a.at - b.at);
  return inOrder.map(({ at, what }) => ({
    at,
    what,
    next: decidedAt(at, plan, observation, history, decision),
  }));
}

/** When the limits that have a say in a decision end, each by itself; not in order. */
function limitEnds(decision: Decision, history: History): readonly NextChange[] {
  const now = decision.at;
  const reasons = [decision.reason, ...decision.rungs.map(({ reason }) => reason)];
  return [
    ...reasons.flatMap((reason) => endOfReason(reason, now)),
    ...decision.rungs.flatMap((rung) => [...returnsOfStep(rung, history, now), ...windowEnd(rung, history)]),
    ...tugOfWarEnd(reasons, history, now),
  ];
}

/** When the first limit ends that holds back what was wished for, ms since the epoch; Infinity: nothing is held, or nobody knows. */
export function heldUntil(decision: Decision, history: History): number {
  if (decision.outcome !== 'hold' || decision.rungs.every(({ from, to }) => from === to))
    return Number.POSITIVE_INFINITY;
  const ends = limitEnds(decision, history).map(({ at }) => at);
  return Math.min(Number.POSITIVE_INFINITY, ...ends.filter((at) => at > decision.at));
}

/** The wish goes on until then; a back-off after a failed patch is over by then. */
function decidedAt(at: number, plan: Plan, observation: Observation, history: History, decision: Decision) {
  const { obstacle } = observation;
  const later = { ...observation, at, obstacle: BACK_OFFS.has(obstacle?.code ?? '') ? null : obstacle };
  const past = structuredClone(history);
  prolongWish(past, decision, at - 1);
  const { outcome, current, target, reason } = decide(plan, later, past, at);
  return { outcome, current, target, reason };
}

function numberOf({ numbers }: Reason, name: string): number | null {
  const value = numbers?.[name];
  return typeof value === 'number' ? value : null;
}

function endOfReason(reason: Reason, now: number): readonly NextChange[] {
  const left = numberOf(reason, 'left');
  const what = ENDS[reason.code];
  if (what !== undefined && left !== null) return [{ at: now + left, what }];
  if (reason.code !== 'WindowUncovered') return [];
  const [window, covered] = [numberOf(reason, 'window'), numberOf(reason, 'covered')];
  if (window === null || covered === null) return [];
  return [{ at: now + window - covered, what: 'wishes have lasted a whole stabilization window' }];
}

/** What was spent of a step comes back when the oldest change of its period leaves it. */
function returnsOfStep({ reason }: Rung, { changes }: History, now: number): readonly NextChange[] {
  const per = /^Step(Default)?(Up|Down)/.test(reason.code) ? numberOf(reason, 'per') : null;
  if (per === null) return [];
  const grows = reason.code.includes('Up');
  const spent = changes.find(({ at, from, to }) => now - at < per && (grows ? to > from : to < from));
  return spent === undefined ? [] : [{ at: spent.at + per, what: 'what was spent of the step comes back' }];
}

/** A window that changes the number lets go when the last wish that held it leaves it. */
function windowEnd({ reason, from, to }: Rung, { wishes }: History): readonly NextChange[] {
  if (reason.code !== 'Stabilized' || from === to) return [];
  const window = numberOf(reason, to > from ? 'down' : 'up');
  const last = wishes.findLast(({ wish }) => (to > from ? wish > from : wish < from));
  if (window === null || last === undefined) return [];
  return [{ at: last.until + window, what: 'the stabilization window lets go' }];
}

/** When so few reversals are within the last hour that they are no tug of war any more. */
function tugOfWarEnd(reasons: readonly Reason[], { changes }: History, now: number): readonly NextChange[] {
  if (!reasons.some(({ code }) => code === 'TugOfWar')) return [];
  const over = ({ at }: Change) => at + HOUR_MS > now && reversals(changes, at).count < TUG_OF_WAR;
  const last = changes.find(over);
  return last === undefined ? [] : [{ at: last.at + HOUR_MS, what: 'the tug of war is over' }];
}
