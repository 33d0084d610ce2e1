/**
 * What stands in the pipeline for a policy of the user's own: it reads the plug-in's answer off the observation, so that a
 * decision is the same wherever and whenever it is made again, with the plug-in or without. Pure.
 */
import type { Answer, Context, Interval, Limiter, Policy, Setting, Sizer } from '../decide/contract.ts';
import type { PluginAnswer, PluginWish } from '../model/plugin-answer.ts';

/** What is known of a plug-in without running it. */
export interface Described {
  readonly name: string;
  readonly summary: string;
  /** Reads its config as written; what comes out is never looked at here. */
  readonly schema: Policy['schema'];
  /** The longest time back its answers look, ms. */
  readonly window: number;
  readonly byClock: boolean;
}

/** A document that does not name the plug-in is none of its business: no defaults, nothing asked. */
export function standIn({ name, summary, schema, window, byClock }: Described): Policy {
  return {
    name,
    summary,
    schema,
    build: (config, setting) => {
      if (config === undefined) return {};
      return {
        sizers: [sizerOf(name)],
        limiters: [limiterOf(name, 'readings'), limiterOf(name, 'everything')],
        window,
        asks: { policy: name, config, setting: plain(setting), byClock },
      };
    },
  };
}

/** What crosses into a thread: no functions, no classes. */
function plain(setting: Setting): Setting {
  return JSON.parse(JSON.stringify(setting)) as Setting;
}

function answerOf({ observation }: Context, policy: string): PluginAnswer {
  const { plugins } = observation;
  const answer = plugins !== undefined && Object.hasOwn(plugins, policy) ? plugins[policy] : undefined;
  return answer ?? { failed: { code: 'PluginNotAsked', numbers: { policy } }, holds: 'moves' };
}

/**
 * One sizer for all of a plug-in's. Of several the largest wish counts; a blind one among them holds shrinks as ever: where the
 * largest wish is below the current count, the answer is blind.
 */
function sizerOf(policy: string): Sizer {
  return {
    policy,
    size: (context) => {
      const answer = answerOf(context, policy);
      if ('failed' in answer) return { says: 'blind', wish: null, reason: answer.failed };
      const best = largest(answer.wishes);
      const blind = answer.wishes.find(({ says }) => says === 'blind');
      if (best !== null && (blind === undefined || best.wish >= context.current)) {
        const numbers = { policy, wish: best.wish, why: best.why };
        return { says: 'wish', wish: best.wish, reason: { code: 'PluginWishes', numbers } };
      }
      return blind === undefined ? abstains(policy, answer.wishes[0]) : sees(policy, blind);
    },
  };
}

function sees(policy: string, { why }: PluginWish): Answer {
  return { says: 'blind', wish: null, reason: { code: 'PluginBlind', numbers: { policy, why } } };
}

function abstains(policy: string, said: PluginWish | undefined): Answer {
  const why = said?.why ?? 'it only limits';
  return { says: 'abstain', wish: null, reason: { code: 'PluginAbstains', numbers: { policy, why } } };
}

function largest(wishes: readonly PluginWish[]): { readonly wish: number; readonly why: string } | null {
  let best: { readonly wish: number; readonly why: string } | null = null;
  for (const { wish, why } of wishes) {
    if (wish !== null && (best === null || wish > best.wish)) best = { wish, why };
  }
  return best;
}

/** One limiter for all of a plug-in's of one scope: between which numbers all of them let it move. */
function limiterOf(policy: string, scope: Limiter['scope']): Limiter {
  return {
    policy,
    scope,
    limit: (context) => {
      const answer = answerOf(context, policy);
      if ('failed' in answer) return scope === 'everything' ? heldFor(answer, context.current) : null;
      const limits = answer.limits.filter((limit) => limit.scope === scope);
      if (limits.length === 0) return null;
      const low = Math.max(...limits.map((limit) => limit.low ?? Number.NEGATIVE_INFINITY));
      const high = Math.min(...limits.map((limit) => limit.high ?? Number.POSITIVE_INFINITY));
      const why = [...new Set(limits.map((limit) => limit.why))].join('; ');
      return { low, high, reason: { code: 'PluginLimits', numbers: { policy, why } } };
    },
  };
}

/** What a plug-in that limits would have forbidden nobody knows: nothing moves. One that only wishes is blind, and no more. */
function heldFor(
  { failed, holds }: Extract<PluginAnswer, { failed: unknown }>,
  current: number,
): Interval | null {
  return holds === 'moves' ? { low: current, high: current, reason: failed } : null;
}
