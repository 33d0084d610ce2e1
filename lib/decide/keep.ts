import type { Rung } from '../model/decision.ts';
import type { Observation, Reading } from '../model/observation.ts';
import { makeContext } from './context.ts';
import type { Context } from './contract.ts';
import { capacityPerWorker } from './fullness.ts';
import type { Plan } from './plan.ts';
import { askSizers } from './wishes.ts';

/**
 * Law 11: no move that the same sizers, on the observation as it would be at the new size, would at once take back;
 * the nearest size they would keep is taken instead. The HPA has no such rule.
 */
export function keepWhatStays(plan: Plan, context: Context, rungs: Rung[], target: number): number {
  const { current, reading } = context;
  if (target === current || reading === null || context.semantics === 'hpa' || plan.sizers.length === 0) {
    return target;
  }
  const kept = nearestKept(current, target, (size) => takesBack(plan, context, reading, size));
  if (kept === target) return target;
  rungs.push({
    by: 'keep',
    low: Math.min(current, kept),
    high: Math.max(current, kept),
    from: target,
    to: kept,
    reason: { code: 'TakenBack', numbers: { target, kept } },
  });
  return kept;
}

/** So many sizes are looked at one by one; further ones by halving, so that a huge `replicas.max` costs nothing. */
const ONE_BY_ONE = 64;

function nearestKept(current: number, target: number, takesBack: (size: number) => boolean): number {
  const back = target > current ? -1 : 1;
  let kept = target;
  for (let looked = 0; kept !== current && takesBack(kept); looked++) {
    if (looked === ONE_BY_ONE) return halve(current, kept, takesBack);
    kept += back;
  }
  return kept;
}

/** Sizes nearer to `current` are kept, sizes nearer to `taken` are not; the last one kept. */
function halve(current: number, taken: number, takesBack: (size: number) => boolean): number {
  let [kept, lost] = [current, taken];
  while (Math.abs(lost - kept) > 1) {
    const middle = Math.floor((kept + lost) / 2);
    if (takesBack(middle)) lost = middle;
    else kept = middle;
  }
  return kept;
}

function takesBack(plan: Plan, context: Context, reading: Reading, size: number): boolean {
  const { bounds, current } = context;
  const there = askSizers(plan.sizers, imagine(plan, context, reading, size)).outcome;
  const bounded = Math.min(Math.max(there, bounds.min), bounds.max);
  return size > current ? bounded < size : bounded > size;
}

/** The same instant, were `size` workers there, all serving, with the data that now lies in the cache. */
function imagine(plan: Plan, context: Context, reading: Reading, size: number): Context {
  const capacityBytes = Math.round(capacityPerWorker(reading) * size);
  const observation: Observation = {
    ...context.observation,
    replicas: size,
    reading: {
      ...reading,
      capacityBytes,
      workers: Math.max(1, size),
      usedBytes: Math.min(reading.usedBytes, capacityBytes),
      peakBytes: Math.min(reading.peakBytes, capacityBytes),
      plateau: false,
    },
    workers: { ...context.observation.workers, asked: size, serving: size },
  };
  return makeContext(plan, observation, context.history, context.now, context.inForce);
}
