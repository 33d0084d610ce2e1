/** What a plug-in's thread said, held against what an answer may be. Nothing that comes out is of the plug-in's own making but texts. */
import type { PluginAnswer, PluginLimit, PluginWish } from '../model/plugin-answer.ts';
import { MOST_WORKERS } from '../units/int32.ts';
import type { FromThread, Given, Said, SaidLimit, SaidWish } from './worker/messages.ts';
import { brief } from './worker/words.ts';

/** What a failure holds: a plug-in that has limiters may have meant to forbid any move. */
export type Holds = Extract<PluginAnswer, { failed: unknown }>['holds'];

/** @returns the answer as it goes on record */
export function answerFrom(policy: string, said: FromThread, holds: Holds): PluginAnswer {
  switch (said.kind) {
    case 'answered': {
      const wishes = said.wishes.map(wishFrom);
      const limits = said.limits.map(limitFrom);
      const odd = [...wishes, ...limits].find((one) => typeof one === 'string');
      if (odd !== undefined) return nonsense(policy, odd, holds);
      return { wishes: wishes as PluginWish[], limits: limits as PluginLimit[] };
    }
    case 'nonsense':
      return nonsense(policy, said.answer, holds);
    case 'threw':
      return { failed: { code: 'PluginThrew', numbers: { policy, error: said.error } }, holds };
    case 'checked': {
      const error = brief(said.issues.map(({ path, message }) => [...path, message].join(' ')).join('; '));
      return { failed: { code: 'PluginRefusesConfig', numbers: { policy, error } }, holds };
    }
  }
  return nonsense(policy, 'what was not asked', holds);
}

function nonsense(policy: string, answer: string, holds: Holds): PluginAnswer {
  return { failed: { code: 'PluginNonsense', numbers: { policy, answer } }, holds };
}

/** @returns a text: what it is, where it is no wish */
function wishFrom(said: Said<SaidWish>): PluginWish | string {
  if ('nonsense' in said) return said.nonsense;
  const { why } = said;
  const says = valueIn(said.says);
  if (says === 'abstain' || says === 'blind') return { says, wish: null, why };
  if (says !== 'wish') return `says: ${shown(said.says)}, which is none of wish, abstain, blind`;
  const wish = valueIn(said.wish);
  if (typeof wish !== 'number' || !Number.isSafeInteger(wish) || wish < 0)
    return `a wish of ${shown(said.wish)}, which is no whole number of workers`;
  if (wish > MOST_WORKERS) return `a wish of ${wish}, which is more workers than any cluster has`;
  return { says, wish: Object.is(wish, -0) ? 0 : wish, why };
}

function limitFrom(said: Said<SaidLimit>): PluginLimit | string {
  if ('nonsense' in said) return said.nonsense;
  const scope = valueIn(said.scope);
  if (scope !== 'readings' && scope !== 'everything')
    return `a limiter of scope ${shown(said.scope)}, which is neither readings nor everything`;
  const [low, high] = [valueIn(said.low), valueIn(said.high)];
  if (!isLimit(low) || !isLimit(high) || low > high)
    return `an interval of ${shown(said.low)} to ${shown(said.high)}, which is none`;
  return { scope, low: finite(low), high: finite(high), why: said.why };
}

function isLimit(value: unknown): value is number {
  return typeof value === 'number' && !Number.isNaN(value);
}

/** No limit on a side is null, because JSON has no infinity. */
function finite(limit: number): number | null {
  return Number.isFinite(limit) ? limit : null;
}

function valueIn(said: Given): unknown {
  return 'value' in said ? said.value : undefined;
}

function shown(given: Given): string {
  if ('odd' in given) return given.odd;
  return typeof given.value === 'string' ? `"${brief(given.value)}"` : String(given.value);
}
