/** One figure for all out of what each worker said by itself. */
import type { Blind, PodFigures, Reason } from '../../model/observation.ts';
import { blind } from '../blind.ts';
import type { EngineFigures, Look } from '../contract.ts';
import type { Counted } from './stats.ts';

export const SOURCE = 'juicefs-workers';

/** What one pod answered, or why it did not. */
export type PodAnswer = { readonly pod: string } & (Counted | { readonly why: Reason });

export interface Asked {
  /** When they were asked, ms. */
  readonly at: number;
  /** Of one worker. */
  readonly declaredBytes: number;
  /** Pods that may not have counted all they hold yet. */
  readonly young: readonly string[];
}

/** Pods that are told of, those without a figure first: a record of a thousand workers is for nobody. */
const MOST_PODS = 16;

/**
 * Used is what the workers hold together; no worker counted more than it can hold, since above its size it evicts (1.19 and 1.35
 * times were seen in passing, 3.13 where eviction was off). Capacity is the declared one of every worker that serves: the engine
 * tells none.
 *
 * **When some do not answer**, used is a lower bound: enough to grow on, never to shrink on (`lagging`), and a note says so.
 * When none does, it is blind with the first one's reason. One that has just begun counts up from nothing: it is a lower bound, too.
 */
export function together(
  answers: readonly PodAnswer[],
  { at, declaredBytes, young }: Asked,
): EngineFigures | Blind {
  const told = answers.filter((answer) => 'usedBytes' in answer);
  const silent = answers.filter((answer) => 'why' in answer);
  if (told.length === 0) {
    const { code, numbers } = silent[0]?.why ?? { code: 'NoReading' };
    return blind(SOURCE, code, numbers);
  }
  const all = silent.length === 0;
  return {
    source: SOURCE,
    at,
    ...(all && young.length === 0 ? {} : { quality: 'lagging' as const }),
    capacityBytes: declaredBytes * answers.length,
    usedBytes: told.reduce((sum, { usedBytes }) => sum + Math.min(usedBytes, declaredBytes), 0),
    workers: answers.length,
    lostWorkers: null,
    // A sum over fewer pods would look like counters that fell.
    ufsReadBytes: all ? sumOf(told, 'missedBytes') : null,
    servedBytes: all ? servedOf(told) : null,
    evictions: all ? sumOf(told, 'evictions') : null,
    notes: [
      { code: 'CapacityFromSpec', numbers: { declared: declaredBytes, workers: answers.length } },
      ...partial(silent, answers.length),
      ...young.slice(0, 1).map((pod) => ({ code: 'PodsYoung', numbers: { pods: young.length, pod } })),
      ...overfull(told, declaredBytes),
    ],
  };
}

/** What is shown of the pods, beside whatever came out of them together. */
export function podsOf(
  answers: readonly PodAnswer[],
  declaredBytes: number | null,
): Required<Pick<Look, 'pods'>> {
  const figures = answers.map((answer): PodFigures => {
    const { pod } = answer;
    return 'why' in answer
      ? { pod, why: answer.why }
      : { pod, usedBytes: answer.usedBytes, capacityBytes: declaredBytes };
  });
  const silent = figures.filter((one) => 'why' in one);
  const shown = new Set([...silent, ...figures].slice(0, Math.max(MOST_PODS, 0)));
  return { pods: figures.filter((one) => shown.has(one)) };
}

function sumOf(told: readonly Counted[], name: 'missedBytes' | 'hitBytes' | 'evictions'): number | null {
  return told.reduce<number | null>((sum, counted) => {
    const more = counted[name];
    return sum === null || more === null ? null : sum + more;
  }, 0);
}

function servedOf(told: readonly Counted[]): number | null {
  const [hit, missed] = [sumOf(told, 'hitBytes'), sumOf(told, 'missedBytes')];
  return hit === null || missed === null ? null : hit + missed;
}

function partial(silent: readonly { readonly pod: string; readonly why: Reason }[], asked: number): Reason[] {
  const [first] = silent;
  if (first === undefined) return [];
  const numbers = { silent: silent.length, asked, pod: first.pod, why: first.why.code };
  return [{ code: 'PodsPartial', numbers }];
}

function overfull(told: readonly Counted[], declared: number): Reason[] {
  const over = told.filter(({ usedBytes }) => usedBytes > declared);
  if (over.length === 0) return [];
  const used = Math.max(...over.map(({ usedBytes }) => usedBytes));
  return [{ code: 'PodsOverfull', numbers: { pods: over.length, used, declared } }];
}
