/** Asks a policy, and takes apart what it says field by field: nothing of the module's own making leaves the thread. */
import type { Parts } from '../../decide/contract.ts';
import type { LoadedPolicy } from './describe.ts';
import type { FromThread, Given, Question, Said, SaidLimit, SaidWish } from './messages.ts';
import { brief, described, isPromise } from './words.ts';

/** More sizers or limiters than any policy has. */
const MOST_PARTS = 16;
const PARTS = ['sizers', 'limiters'];

/**
 * @param config as the policy's schema reads it
 * @throws whatever the policy throws
 */
export function answered(
  { build }: LoadedPolicy,
  config: unknown,
  { setting, context }: Pick<Question, 'setting' | 'context'>,
): FromThread {
  const frozen = freeze(context);
  const built: unknown = build(config, freeze(setting));
  const parts = partsOf(built);
  if (typeof parts === 'string') return { kind: 'nonsense', answer: parts };
  return {
    kind: 'answered',
    wishes: parts.sizers.map((sizer) => wishOf(sizer.size(frozen))),
    limits: parts.limiters.flatMap((limiter) => {
      const interval: unknown = limiter.limit(frozen);
      return interval === null ? [] : [limitOf(interval, limiter.scope)];
    }),
  };
}

/** @returns what is wrong with it, where something is */
function partsOf(built: unknown): Required<Pick<Parts, 'sizers' | 'limiters'>> | string {
  if (typeof built !== 'object' || built === null || isPromise(built))
    return `${described(built)} from build, which is to give { sizers, limiters }`;
  const unknown = Object.keys(built).find((key) => !PARTS.includes(key));
  if (unknown !== undefined)
    return `${described(unknown)} from build: a plug-in has sizers and limiters only`;
  const { sizers = [], limiters = [] } = built as Parts;
  if (!isListOf(sizers, 'size')) return 'sizers that are no list of { size(context) }';
  if (!isListOf(limiters, 'limit')) return 'limiters that are no list of { scope, limit(context) }';
  return { sizers, limiters };
}

function isListOf(list: unknown, method: string): boolean {
  return (
    Array.isArray(list) &&
    list.length <= MOST_PARTS &&
    list.every((one) => typeof one === 'object' && one !== null && typeof one[method] === 'function')
  );
}

function wishOf(answer: unknown): Said<SaidWish> {
  if (!isRecord(answer)) return { nonsense: `${described(answer)} as a wish` };
  const { says, wish, reason } = answer;
  return { says: given(says), wish: given(wish), why: whyOf(reason) };
}

function limitOf(interval: unknown, scope: unknown): Said<SaidLimit> {
  if (!isRecord(interval)) return { nonsense: `${described(interval)} as an interval` };
  const { low, high, reason } = interval;
  return { scope: given(scope), low: given(low), high: given(high), why: whyOf(reason) };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isPromise(value);
}

function given(value: unknown): Given {
  const passes =
    value === null || typeof value === 'number' || (typeof value === 'string' && value.length < 40);
  return passes ? { value } : { odd: described(value) };
}

/** A reason is a text, or a code with numbers as the built-in policies give it. */
function whyOf(reason: unknown): string {
  if (typeof reason === 'string') return brief(reason);
  if (!isRecord(reason)) return `gives ${described(reason)} for a reason`;
  const { code, numbers } = reason;
  const figures = isRecord(numbers) ? Object.entries(numbers).slice(0, 16) : [];
  const words = figures.map(([name, value]) => `${name} ${plainly(value)}`);
  return brief([plainly(code), ...words].join(' '));
}

function plainly(value: unknown): string {
  return typeof value === 'string' ? value : described(value);
}

/** Whoever writes to what all of its sizers and limiters are shown throws: modules are strict. */
function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) freeze(inner);
  }
  return value;
}
