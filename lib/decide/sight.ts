import { type Reading, sees } from '../model/observation.ts';
import type { Answer, Context } from './contract.ts';

/** The answer of a sizer that should speak but has no reading: it carries the reading's own reason. */
export function blindAnswer(context: Context): Answer {
  const { reading } = context.observation;
  const reason = sees(reading)
    ? { code: 'NoReading' }
    : { code: reading.code, numbers: reading.numbers ?? {} };
  return { says: 'blind', wish: null, reason };
}

/**
 * After a scale-in an engine counts the worker that left, and its data, for minutes (Alluxio: 308 s). Its figures are of a
 * bigger cache than the one asked for, so a ratio of them would look too full.
 */
export function countsMoreWorkers(context: Context, reading: Reading): boolean {
  return reading.workers > context.current && context.semantics !== 'hpa';
}

/** A ratio never makes a wish below the current count while fewer serve: those that are missing may be about to be filled. */
export function stayUntilAllServe({ current, observation }: Context): Answer {
  const { serving } = observation.workers;
  return {
    says: 'wish',
    wish: current,
    reason: { code: 'NotAllServe', numbers: { serving, asked: current } },
  };
}
