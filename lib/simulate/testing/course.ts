/** What a run looked like at every instant, as expectations ask of it. */
import { MANAGER } from '../../ledger/replay.ts';
import { formatDuration } from '../../units/duration.ts';
import type { SimulatedDecision } from '../decisions.ts';
import type { Moment } from '../moments.ts';
import type { Summary } from '../summary.ts';
import type { Scaled } from '../world.ts';

/** What may be the case for a while. */
export const WHILES = ['loading', 'reading', 'full', 'blind'] as const;
export type While = (typeof WHILES)[number];

/** How things stood from `at` until the next state. */
export interface State extends Readonly<Record<While, boolean>> {
  readonly at: number;
  /** Workers asked for, and those that serve. */
  readonly replicas: number;
  readonly serving: number;
  /** Code of the reason of the decision in force. */
  readonly reason: string;
}

/** Instants in ms. */
export interface Course {
  readonly startMs: number;
  readonly endMs: number;
  /** In order of time, each unlike the one before; of several at one instant the last counts from there on. */
  readonly states: readonly State[];
  readonly changes: readonly Scaled[];
  readonly decisions: readonly SimulatedDecision[];
  readonly summary: Summary;
  /** Those of all datasets of the scenario, this one included; absent: it is the only one. */
  readonly together?: readonly Course[];
}

/** Keeps states, each unlike the one before. */
export function createStates(): { readonly states: readonly State[]; note(state: State): void } {
  const states: State[] = [];
  return {
    states,
    note: (state) => {
      const last = states.at(-1);
      if (last === undefined || !alike(last, state)) states.push(state);
    },
  };
}

function alike(one: State, other: State): boolean {
  return (
    one.replicas === other.replicas &&
    one.serving === other.serving &&
    one.reason === other.reason &&
    WHILES.every((what) => one[what] === other[what])
  );
}

export function instantOf(moment: Moment, { startMs }: Course): number {
  return 'instant' in moment ? moment.instant : startMs + moment.after;
}

/** `47s`: since the start of the scenario. */
export function sinceStart(at: number, { startMs }: Course): string {
  return formatDuration(at - startMs);
}

export function stateAt(course: Course, at: number): State | null {
  return course.states.findLast((state) => state.at <= at) ?? null;
}

/** The states in force at some instant from `from` on and before `to`. */
export function statesIn({ states }: Course, from: number, to: number): readonly State[] {
  const first = Math.max(
    0,
    states.findLastIndex((state) => state.at <= from),
  );
  return states.slice(first).filter((state) => state.at < to);
}

/** What the policy itself changed, up or down. */
export function ownChanges({ changes }: Course, direction: 'up' | 'down'): readonly Scaled[] {
  return changes.filter(
    ({ manager, from, to }) => manager === MANAGER && (direction === 'up' ? to > from : to < from),
  );
}

/** How things stood when a change was made, not what it made of them. */
export function stateBefore({ states }: Course, { at, from }: Scaled): State | null {
  return states.findLast((state) => state.at <= at && state.replicas === from) ?? null;
}
