import type { Reason } from './observation.ts';

/** One sizer's answer. `wish` is a whole number of workers, or null when it abstains or is blind. */
export interface Wish {
  readonly policy: string;
  readonly says: 'wish' | 'abstain' | 'blind';
  readonly wish: number | null;
  readonly reason: Reason;
}

/** One rung of the ladder: who may have changed the number, between which limits, from what to what. */
export interface Rung {
  /** The policy or rule that spoke: `bounds`, `step`, `cooldown`, `guard.settle`, ... */
  readonly by: string;
  /** null: no limit on that side. */
  readonly low: number | null;
  readonly high: number | null;
  readonly from: number;
  readonly to: number;
  readonly reason: Reason;
}

/** `move`: patch it. `hold`: stay. `would`: dry run or pause, it would have moved. */
export type Outcome = 'move' | 'hold' | 'would';

/** A decision as data: same inputs, same bytes. */
export interface Decision {
  readonly at: number;
  readonly outcome: Outcome;
  /** The count it was decided on. */
  readonly current: number;
  /** Where to go: `current` unless the outcome is `move`; where it would have gone if the outcome is `would`. */
  readonly target: number;
  /** The raw wish that enters the stabilization window, or null when no sizer had a say (nothing enters). */
  readonly wish: number | null;
  readonly wishes: readonly Wish[];
  readonly rungs: readonly Rung[];
  /** The reason that decided: of the last rung that changed the number, else of the winning wish. */
  readonly reason: Reason;
}
