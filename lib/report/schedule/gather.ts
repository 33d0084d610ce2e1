/** What a schedule makes of the bounds between two instants: found by asking the same claimants the daemon asks. */
import { boundsInForce } from '../../decide/bounds.ts';
import { makeContext } from '../../decide/context.ts';
import type { Context } from '../../decide/contract.ts';
import type { Plan } from '../../decide/plan.ts';
import type { Observation } from '../../model/observation.ts';

/** A stretch of time in which the same holds. Instants, ms. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly min: number;
  readonly max: number;
  /** What a window says of scaling down, or null: none says anything. */
  readonly scaleDown: 'enabled' | 'disabled' | null;
  /** Windows that hold, in the document's order. */
  readonly windows: readonly string[];
  /** Windows whose lead has begun. */
  readonly leads: readonly string[];
}

const NOWHERE = { kind: '', namespace: '', name: '' };

/** Nobody has looked: a schedule rests on no reading. */
function unseen(at: number, replicas: number): Observation {
  return {
    at,
    runtime: NOWHERE,
    uid: '',
    replicas,
    reading: { blind: true, source: '', code: 'NoReading' },
    workers: { asked: replicas, serving: replicas, pending: 0, terminating: 0, servingOrdinals: [] },
    dataset: { phase: '', sizeBytes: null, sizeNote: null, copies: 1 },
    perWorker: { blockBytes: 0, highWatermark: 1 },
    operations: [],
    owners: [],
    obstacle: null,
  };
}

/** A year of a window that opens every minute is more than anyone reads. */
const MOST_STRETCHES = 20_000;

/**
 * @param plan of a document; what other policies than the schedule make of its bounds is left out
 * @returns in order, without a gap. A lead that is measured is taken from `replicas.min`, with the default for a worker's start
 */
export function stretchesOf(plan: Plan, from: number, to: number): readonly Stretch[] {
  const own = { ...plan, claimants: plan.claimants.filter(({ policy }) => policy === 'schedule') };
  const stretches: Stretch[] = [];
  for (let at = from; at < to && stretches.length < MOST_STRETCHES; ) {
    const context = contextAt(own, at);
    const until = Math.min(
      to,
      ...own.nextChanges.map((ask) => ask(context)?.at ?? to).filter((next) => next > at),
    );
    const stretch = { from: at, to: until, ...stateAt(own, context) };
    const last = stretches.at(-1);
    if (last !== undefined && sameState(last, stretch))
      stretches[stretches.length - 1] = { ...last, to: until };
    else stretches.push(stretch);
    at = until;
  }
  return stretches;
}

function contextAt(plan: Plan, at: number): Context {
  const history = {
    uid: '',
    firstSeen: { at, replicas: plan.bounds.min },
    adopted: true,
    changes: [],
    wishes: [],
    servedAt: null,
  };
  return makeContext(plan, unseen(at, plan.bounds.min), history, at, null);
}

function stateAt(plan: Plan, context: Context): Omit<Stretch, 'from' | 'to'> {
  const inForce = boundsInForce(plan, context);
  const { min, max } = inForce?.bounds ?? plan.bounds;
  const claims = inForce?.claims ?? [];
  const named = (lead: boolean) => {
    const of = claims.filter(({ reason }) => reason.code.startsWith('WindowLead') === lead);
    return [...new Set(of.map(({ reason }) => String(reason.numbers?.window)))];
  };
  const scaleDown = inForce?.shrinking?.scaleDown ?? null;
  return { min, max, scaleDown, windows: named(false), leads: named(true) };
}

/** What tells stretches apart, and the letter they have in the strip. */
export function stateKey({ min, max, scaleDown, windows, leads }: Omit<Stretch, 'from' | 'to'>): string {
  return JSON.stringify([min, max, scaleDown, windows, leads]);
}

function sameState(a: Stretch, b: Stretch): boolean {
  return stateKey(a) === stateKey(b);
}
