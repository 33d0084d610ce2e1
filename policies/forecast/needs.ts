/** How many workers must be asked for now, so that none is late. */
import type { Setting } from '../../lib/decide/contract.ts';
import { capacityPerWorker } from '../../lib/decide/fullness.ts';
import { growthsTo, paceUp } from '../../lib/decide/pace.ts';
import { mayShrink } from '../../lib/decide/shrinking.ts';
import { startUpOf } from '../../lib/decide/start-up.ts';
import type { History } from '../../lib/model/history.ts';
import type { Reading } from '../../lib/model/observation.ts';
import { WHOLE } from '../../lib/units/share.ts';

export interface Filling {
  readonly current: number;
  /** No more workers than this can be had. */
  readonly most: number;
  readonly reading: Reading;
  /** What counts as full, thousandths of a percent. */
  readonly full: number;
  /** Bytes a ms, above 0. */
  readonly rate: number;
  readonly history: History;
}

export interface Need {
  /** `current` where no more are needed yet. */
  readonly wish: number;
  /** Until the cache is full as it is, ms. */
  readonly left: number;
  /** Until the last worker wished for serves, or the next one would, ms. */
  readonly lead: number;
}

export type Needs = (filling: Filling) => Need;

/** @returns the function of documents with these steps, cool-down and guards */
export function needsOf(setting: Setting): Needs {
  const pace = paceUp(setting);
  const { afterUp, waits } = restOf(setting);
  return ({ current, most, reading, full, rate, history }) => {
    const startUp = startUpOf(history).ms;
    const perWorker = (full / WHOLE) * capacityPerWorker(reading);
    const left = Math.max(0, Math.round((perWorker * current - reading.peakBytes) / rate));
    let [wish, lead] = [current, startUp];
    const rest = waits ? startUp + afterUp : 0;
    let had = current;
    for (const { to, after } of growthsTo(current, most, pace, rest)) {
      // Worker m is needed when m - 1 are full, and those of this growth serve after so long.
      const serves = after + startUp;
      const needed = Math.floor((reading.peakBytes + rate * serves) / perWorker) + 1;
      if (needed > had) [wish, lead] = [Math.min(to, needed), serves];
      had = to;
    }
    return { wish, left, lead };
  };
}

/** What holds a growth back after the one before: a cool-down, which begins when workers serve, or a guard until they do. */
function restOf({ policies, semantics }: Setting): { readonly afterUp: number; readonly waits: boolean } {
  const cooldown = policies.cooldown as { readonly afterUp?: number } | undefined;
  const guard = policies.guard as { readonly workers?: string } | undefined;
  const afterUp = cooldown?.afterUp ?? 0;
  const wanted = semantics === 'native' && mayShrink({ policies, semantics }) ? 'enabled' : 'disabled';
  return { afterUp, waits: afterUp > 0 || (guard?.workers ?? wanted) === 'enabled' };
}
