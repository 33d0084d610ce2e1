/** Asking all plug-ins of a document at once, with a rest after each question that ended a thread. */
import type { Clock } from '../clock/clock.ts';
import { makeContext } from '../decide/context.ts';
import type { Ask } from '../decide/contract.ts';
import type { Plan } from '../decide/plan.ts';
import type { History } from '../model/history.ts';
import type { Observation } from '../model/observation.ts';
import type { PluginAnswer, PluginAnswers } from '../model/plugin-answer.ts';
import type { PluginThread } from './thread.ts';

export interface PluginPort {
  /**
   * What the plan's plug-ins say of this observation, or why they do not. All are asked at once, each in its own thread.
   * Never throws, and takes no longer than the slowest limit.
   */
  ask(plan: Plan, observation: Observation, history: History, now: number): Promise<PluginAnswers>;
  /** The modules behind the plan's plug-ins. */
  modules(plan: Plan): readonly LoadedModule[];
}

/** A module that was loaded: which code answers. */
export interface LoadedModule {
  readonly name: string;
  readonly file: string;
  /** SHA-256 of the file, hex. */
  readonly hash: string;
}

interface Rest {
  readonly failures: number;
  /** Monotonic instant of the clock of those who ask. */
  readonly until: number;
  readonly answer: Extract<PluginAnswer, { failed: unknown }>;
}

/** 1 s, 2 s, 4 s, ... at most 5 min. */
export function restAfter(failures: number): number {
  return Math.min(300_000, 1000 * 2 ** (failures - 1));
}

/** @param clock of those who ask: a simulation's rests pass on its own time */
export function createPluginPort(threads: ReadonlyMap<string, PluginThread>, clock: Clock): PluginPort {
  /** By plug-in and dataset: one that only hangs about a certain dataset goes on for the others. By plug-in alone: no thread. */
  const rests = new Map<string, Rest>();

  const resting = (key: string, policy: string): PluginAnswer | null => {
    const rest = rests.get(key);
    if (rest === undefined || rest.until <= clock.monotonic()) return null;
    const { failed, holds } = rest.answer;
    const numbers = { policy, why: failed.code, left: Math.ceil(rest.until - clock.monotonic()) };
    return { failed: { code: 'PluginResting', numbers }, holds };
  };
  const askOne = async (
    { policy, config, setting }: Ask,
    dataset: string,
    context: () => ReturnType<typeof makeContext>,
  ) => {
    const thread = threads.get(policy);
    if (thread === undefined) return unknown(policy);
    const own = `${policy} ${dataset}`;
    const rest = resting(policy, policy) ?? resting(own, policy);
    if (rest !== null) return rest;
    const { answer, cost } = await thread.ask({ config, setting, context: context() });
    if (cost === 'nothing') {
      rests.delete(own);
      rests.delete(policy);
    } else if ('failed' in answer) {
      const key = cost === 'gone' ? policy : own;
      const failures = (rests.get(key)?.failures ?? 0) + 1;
      rests.set(key, { failures, until: clock.monotonic() + restAfter(failures), answer });
    }
    return answer;
  };

  return {
    ask: async (plan, observation, history, now) => {
      const context = () => makeContext(plan, observation, history, now);
      const dataset = `${plan.namespace}/${plan.dataset}`;
      const answers = await Promise.all(
        (plan.asks ?? []).map(async (ask) => [ask.policy, await askOne(ask, dataset, context)] as const),
      );
      return Object.fromEntries(answers);
    },
    modules: ({ asks = [] }) => asks.flatMap(({ policy }) => threads.get(policy)?.module ?? []),
  };
}

function unknown(policy: string): PluginAnswer {
  return { failed: { code: 'PluginNotAsked', numbers: { policy } }, holds: 'moves' };
}
