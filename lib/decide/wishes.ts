import type { Rung, Wish } from '../model/decision.ts';
import { lags, type Reading, type Reason, STATUS_SOURCE } from '../model/observation.ts';
import type { Answer, Context, Sizer } from './contract.ts';

/** What the sizers say together. */
export interface Wishes {
  readonly list: readonly Wish[];
  /** The number the ladder starts from: the largest wish, or the current count. */
  readonly outcome: number;
  /** What enters the stabilization window, or null when nothing does. */
  readonly enters: number | null;
  /** Why the outcome is what it is. */
  readonly reason: Reason;
  /** The rung that forbids a shrink because a sizer is blind, or null. */
  readonly held: Rung | null;
}

const NO_SIZER: Reason = { code: 'NoSizer' };

/**
 * The largest wish wins, the first on ties; no wish means stay; one blind sizer forbids every shrink, and then nothing
 * enters the window (design, section 2; the HPA does the same with a metric that failed).
 */
export function askSizers(sizers: readonly Sizer[], context: Context): Wishes {
  const list: Wish[] = [];
  let best: Answer | null = null;
  let blind: Wish | null = null;
  let reason = NO_SIZER;
  for (const sizer of sizers) {
    const answer = checked(sizer, sizer.size(context));
    const wish: Wish = { policy: sizer.policy, says: answer.says, wish: answer.wish, reason: answer.reason };
    list.push(wish);
    if (answer.says === 'wish') {
      if (best?.wish == null || answer.wish > best.wish) best = answer;
    } else if (answer.says === 'blind') {
      blind ??= wish;
    } else if (reason === NO_SIZER) {
      reason = answer.reason;
    }
  }
  const { current } = context;
  if (best?.wish == null) {
    return { list, outcome: current, enters: null, reason: blind?.reason ?? reason, held: null };
  }
  if (blind !== null && best.wish < current) {
    return {
      list,
      outcome: current,
      enters: null,
      reason: blind.reason,
      held: blindRung(blind, best.wish, current),
    };
  }
  if (
    best.wish < current &&
    context.semantics === 'native' &&
    context.reading !== null &&
    lags(context.reading)
  ) {
    const held = laggingRung(context.reading, best.wish, current);
    return { list, outcome: current, enters: null, reason: held.reason, held };
  }
  return { list, outcome: best.wish, enters: best.wish, reason: best.reason, held: null };
}

function laggingRung({ source }: Reading, from: number, current: number): Rung {
  const fallback = source === STATUS_SOURCE;
  const reason = fallback
    ? { code: 'FallbackHoldsShrink' }
    : { code: 'LaggingHoldsShrink', numbers: { source } };
  return { by: fallback ? 'status' : 'reading', low: current, high: null, from, to: current, reason };
}

/** A policy of the user's own may answer anything; what is no count of workers is no answer. */
function checked({ policy }: Sizer, answer: Answer): Answer {
  if (answer.says !== 'wish' || (Number.isSafeInteger(answer.wish) && answer.wish >= 0)) return answer;
  const reason: Reason = { code: 'NotACount', numbers: { policy, wish: String(answer.wish) } };
  return { says: 'blind', wish: null, reason };
}

function blindRung(blind: Wish, from: number, current: number): Rung {
  return {
    by: blind.policy,
    low: current,
    high: null,
    from,
    to: current,
    reason: { code: 'BlindHoldsShrink', numbers: { policy: blind.policy, why: blind.reason.code } },
  };
}
