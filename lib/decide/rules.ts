/**
 * The rules every dataset has without asking: who else is here, what a person meant, what forbids any change.
 * Each is a limiter; under HPA semantics only those remain that protect against doing harm.
 */
import type { Change } from '../model/history.ts';
import type { Reason } from '../model/observation.ts';
import { budgetLimiters } from './budget.ts';
import type { Context, Interval, Limiter } from './contract.ts';
import { doubtfulOverride } from './control.ts';
import type { Plan } from './plan.ts';
import { HOUR_MS, reversals, TUG_OF_WAR } from './reversals.ts';

/** The rules that, while they speak, hold the count where it is; `respect` only keeps it from going back. */
export const HOLDING_RULES: ReadonlySet<string> = new Set([
  'obstacle',
  'owners',
  'daemon',
  'off',
  'adopt',
  'reversals',
  'follow',
]);

const FREE: readonly Limiter[] = [];

/** The rules that have a say now; most ticks none has, and the list is empty without being built. */
export function ownRules(plan: Plan, context: Context): readonly Limiter[] {
  const { observation, history, current } = context;
  const { changes } = history;
  const quiet =
    observation.obstacle === null &&
    observation.owners.length === 0 &&
    observation.control?.unclear === undefined &&
    (observation.unseen === undefined || observation.unseen.length === 0) &&
    history.noShrinkBefore === undefined &&
    current !== 0 &&
    observation.workers.asked === current &&
    (history.adopted || insideBounds(context)) &&
    (changes.length === 0 || onlyOurs(changes));
  const rules = quiet ? FREE : rulesOf(plan);
  const { budgets } = observation;
  return budgets === undefined ? rules : [...rules, ...budgetLimiters(budgets)];
}

const built = new WeakMap<Plan, readonly Limiter[]>();

function rulesOf(plan: Plan): readonly Limiter[] {
  let rules = built.get(plan);
  if (rules === undefined) {
    rules = [
      { policy: 'obstacle', scope: 'everything', limit: (c) => hold(c, c.observation.obstacle) },
      { policy: 'owners', scope: 'everything', limit: (c) => owned(plan, c) },
      { policy: 'daemon', scope: 'everything', limit: anotherDaemon },
      doubtfulOverride,
      unlessOverridden({ policy: 'off', scope: 'everything', limit: offByPerson }),
      unlessOverridden({ policy: 'adopt', scope: 'everything', limit: (c) => notAdopted(plan, c) }),
      unlessOverridden({ policy: 'respect', scope: 'everything', limit: (c) => respected(plan, c) }),
      { policy: 'unseen', scope: 'everything', limit: operationsUnseen },
      { policy: 'memory', scope: 'everything', limit: pastUnknown },
      unlessOverridden({ policy: 'reversals', scope: 'everything', limit: tugOfWar }),
      { policy: 'follow', scope: 'everything', limit: notFollowed },
    ];
    built.set(plan, rules);
  }
  return rules;
}

/** Who says where the count is to be has the last word on what people and others did before. */
function unlessOverridden({ policy, scope, limit }: Limiter): Limiter {
  return { policy, scope, limit: (context) => (context.inForce?.override ? null : limit(context)) };
}

function onlyOurs(changes: readonly Change[]): boolean {
  for (const change of changes) if (change.by !== 'self') return false;
  return true;
}

function insideBounds({ current, bounds }: Context): boolean {
  return current >= bounds.min && current <= bounds.max;
}

function hold({ current }: Context, reason: Reason | null): Interval | null {
  return reason === null ? null : { low: current, high: current, reason };
}

function owned(plan: Plan, context: Context): Interval | null {
  const [owner] = context.observation.owners;
  if (owner === undefined || plan.otherAutoscalers === 'ignore') return null;
  return hold(context, { code: 'OwnedByOther', numbers: { owner } });
}

/** Law 7: a write by our own manager without our intent stops the dataset until someone else sets the count. */
function anotherDaemon(context: Context): Interval | null {
  const last = context.history.changes.at(-1);
  if (last?.by !== 'twin') return null;
  return hold(context, { code: 'AnotherDaemon', numbers: { manager: last.manager } });
}

/** A 0 the daemon did not write is a person's off. */
function offByPerson(context: Context): Interval | null {
  if (context.current !== 0) return null;
  const last = context.history.changes.at(-1);
  const ours = last !== undefined && last.to === 0 && (last.by === 'self' || last.by === 'peer');
  return ours ? null : hold(context, { code: 'OffByPerson' });
}

function notAdopted(plan: Plan, context: Context): Interval | null {
  if (plan.adopt === 'move' || context.history.adopted || insideBounds(context)) return null;
  if (context.semantics === 'hpa') return null;
  const { min, max } = context.bounds;
  return hold(context, { code: 'NotAdopted', numbers: { current: context.current, min, max } });
}

/** Somebody else's change is the new starting point and is not reversed for `respect`, bounds included. */
function respected(plan: Plan, context: Context): Interval | null {
  const { current, history, now, semantics } = context;
  if (semantics === 'hpa' || plan.respectMs === 0) return null;
  let low = Number.NEGATIVE_INFINITY;
  let high = Number.POSITIVE_INFINITY;
  let latest: Change | null = null;
  for (const change of history.changes) {
    if (change.by !== 'other' || now - change.at >= plan.respectMs) continue;
    // The newest one speaks for its person; an older one the other way has been overruled by it.
    latest = change;
    low = change.to > change.from ? Math.min(current, change.to) : Number.NEGATIVE_INFINITY;
    high = change.to < change.from ? Math.max(current, change.to) : Number.POSITIVE_INFINITY;
  }
  if (latest === null) return null;
  const left = latest.at + plan.respectMs - now;
  const { manager, from, to } = latest;
  return { low, high, reason: { code: 'Respected', numbers: { manager, from, to, left } } };
}

/** What cannot be seen may be running: no shrink on doubt. */
function operationsUnseen({ current, observation, semantics }: Context): Interval | null {
  const kind = observation.unseen?.[0];
  if (kind === undefined || semantics === 'hpa') return null;
  return {
    low: current,
    high: Number.POSITIVE_INFINITY,
    reason: { code: 'OperationsUnseen', numbers: { kind } },
  };
}

/** Law 4: where nobody surely remembers why the count is what it is, nothing shrinks for one window. */
function pastUnknown({ current, history, now, semantics }: Context): Interval | null {
  const left = (history.noShrinkBefore ?? now) - now;
  if (left <= 0 || semantics === 'hpa') return null;
  const code = history.noShrinkWhy ?? 'LedgerGone';
  return { low: current, high: Number.POSITIVE_INFINITY, reason: { code, numbers: { left } } };
}

/** Three reversals in an hour: hold and name both managers. */
function tugOfWar(context: Context): Interval | null {
  if (context.semantics === 'hpa') return null;
  const { count, manager, other } = reversals(context.history.changes, context.now - HOUR_MS);
  if (count < TUG_OF_WAR) return null;
  return hold(context, { code: 'TugOfWar', numbers: { manager, other, reversals: count } });
}

/** Fluid makes the set of workers follow within a second or two; a round of its controller that is under way may take some more. */
const FOLLOWS_MS = 60_000;

/** A count that nobody acts on: more of them would help as little. */
function notFollowed(context: Context): Interval | null {
  const { current, observation, history, now, semantics } = context;
  const { asked } = observation.workers;
  const age = now - (history.changes.at(-1)?.at ?? history.firstSeen.at);
  if (asked === current || age < FOLLOWS_MS || semantics === 'hpa') return null;
  const { kind } = observation.runtime;
  return hold(context, { code: 'SetDoesNotFollow', numbers: { kind, asked, current, age } });
}
