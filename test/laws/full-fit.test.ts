import fc from 'fast-check';
import { decide } from '../../lib/decide/decide.ts';
import { sees } from '../../lib/model/observation.ts';
import { planOf, situations } from './arbitraries.ts';
import { boundsOf } from './checks.ts';
import { type Decide, expectCaught, expectHolds, type Law } from './law.ts';
import { reference } from './reference.ts';

/** Workers that hold the whole dataset, in whole bytes, worked out anew. */
function workersNeeded(
  { reading, dataset, perWorker }: Parameters<Decide>[1],
  sizeBytes: number | null,
): number | null {
  if (!sees(reading) || sizeBytes === null) return null;
  const worker = reading.capacityBytes / reading.workers;
  const block = worker > perWorker.blockBytes ? perWorker.blockBytes : 0;
  const usable = Math.max(1, Math.floor(Math.min(worker - block, worker * perWorker.highWatermark)));
  const lacking = BigInt(sizeBytes) * BigInt(dataset.copies);
  return Number((lacking + BigInt(usable) - 1n) / BigInt(usable));
}

const neverPastFullFit: Law<Decide> = (pipeline) =>
  fc.property(situations({ semantics: 'native', sight: 'seeing' }), (situation) => {
    const plan = planOf(situation);
    const { observation, history, now } = situation;
    const needed = workersNeeded(observation, plan.sizeBytes ?? observation.dataset.sizeBytes);
    const alone = plan.sizers.filter(({ policy }) => policy === 'threshold');
    const { current, target, wish } = pipeline({ ...plan, sizers: alone }, observation, history, now);
    if (needed === null) return true;
    // Where the bounds ask for more than fits, it is they that do.
    const most = Math.max(current, needed, boundsOf({ plan, observation, history, now }).min);
    return target <= most && (wish ?? 0) <= Math.max(current, needed);
  });

describe('a threshold with the size of the dataset known', () => {
  it('never grows past the workers at which the dataset fits whole', () => {
    expectHolds(neverPastFullFit, decide);
  });

  it('notices a pipeline that does not look at the size', () => {
    expectCaught(neverPastFullFit, reference('full fit is not looked at'));
  });
});
