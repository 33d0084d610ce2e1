/** At which fullness a document would act otherwise than it does, and whether it could: what a look is hurried for. Pure. */
import type { History } from '../model/history.ts';
import { type Observation, type Reading, sees } from '../model/observation.ts';
import { WHOLE } from '../units/share.ts';
import { makeContext } from './context.ts';
import { decide } from './decide.ts';
import { capacityPerWorker } from './fullness.ts';
import { modeInForce } from './mode.ts';
import type { Plan } from './plan.ts';

/** All that its policies tell, thousandths of a percent; none while nobody can tell how full it is. */
export function crossingsOf(
  plan: Plan,
  observation: Observation,
  history: History,
  now: number,
): readonly number[] {
  const { crossings = [] } = plan;
  if (crossings.length === 0 || !sees(observation.reading) || observation.replicas === 0) return [];
  const context = makeContext(plan, observation, history, now);
  return crossings.flatMap((told) => told(context));
}

export interface Supposed {
  /** How full it is then. */
  readonly level: number;
  /** When, ms since the epoch. */
  readonly at: number;
}

/** Whether the count would move, or would but for a dry run, were the cache so full then and all else as it is. */
export function actsAt(plan: Plan, observation: Observation, history: History, supposed: Supposed): boolean {
  const { reading } = observation;
  if (!sees(reading)) return false;
  const then = {
    ...observation,
    at: supposed.at,
    reading: readingAt(reading, observation.replicas, supposed),
  };
  if (modeInForce(plan, then, supposed.at) === 'paused') return false;
  return decide(plan, then, history, supposed.at).outcome !== 'hold';
}

/** The most bytes that are not above this fullness. */
function readingAt(reading: Reading, replicas: number, { level, at }: Supposed): Reading {
  const bytes = Math.floor((capacityPerWorker(reading) * replicas * level) / WHOLE);
  return { ...reading, at, usedBytes: bytes, peakBytes: bytes, intake: 'rising' };
}
