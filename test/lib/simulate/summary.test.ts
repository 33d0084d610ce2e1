import { expect } from 'chai';
import fc from 'fast-check';
import { createMeter } from '../../../lib/simulate/summary.ts';
import type { Truth } from '../../../lib/simulate/truth.ts';

const GIB = 2 ** 30;
const HOUR = 3_600_000;
const EMPTY: Truth = {
  replicas: 1,
  serving: 1,
  capacityBytes: GIB,
  heldBytes: 0,
  full: false,
  blind: false,
  loading: false,
  readsPerSecond: 0,
  datasetBytes: GIB,
  evictedBytes: 0,
  lostBytes: 0,
  underStoreBytes: 0,
};
const ours = (from: number, to: number) => ({ at: 0, from, to, manager: 'fluid-autoscaler' });

describe('a summary', () => {
  it('integrates over time: an hour of one empty GiB, two hours of three with half of it held', () => {
    const meter = createMeter(0, GIB);
    meter.note(EMPTY, 0);
    meter.note({ ...EMPTY, replicas: 3, heldBytes: 1.5 * GIB, full: true }, HOUR);
    meter.note({ ...EMPTY, replicas: 3, heldBytes: 1.5 * GIB, blind: true }, 2 * HOUR);
    const { provisionedGibHours, wastedGibHours, fullMs, blindMs, workers } = meter.summary(3 * HOUR, 9);
    expect([provisionedGibHours, wastedGibHours]).to.deep.equal([7, 4]);
    expect([fullMs, blindMs]).to.deep.equal([HOUR, HOUR]);
    expect(workers).to.deep.equal({ min: 1, max: 3, mean: 7 / 3 });
  });

  it('wastes nothing of what is held beyond the capacity asked for', () => {
    const meter = createMeter(0, GIB);
    meter.note({ ...EMPTY, heldBytes: 5 * GIB }, 0);
    expect(meter.summary(HOUR, 1).wastedGibHours).to.equal(0);
  });

  it('counts changes of direction, of its own scalings only', () => {
    const meter = createMeter(0, GIB);
    for (const change of [ours(1, 3), { ...ours(3, 1), manager: 'ana' }, ours(1, 2), ours(2, 1), ours(1, 4)])
      meter.scaled(change);
    const { scalings, oscillations, scalingsByOthers } = meter.summary(HOUR, 1);
    expect({ scalings, oscillations, scalingsByOthers }).to.deep.equal({
      scalings: 4,
      oscillations: 2,
      scalingsByOthers: 1,
    });
  });

  it('does not depend on how often it was looked at, to the bit', () => {
    const stretches = fc.array(
      fc.record({
        ms: fc.integer({ min: 1, max: 1e9 }),
        looks: fc.integer({ min: 1, max: 5 }),
        held: fc.integer({ min: 0, max: 4 * GIB }),
        replicas: fc.integer({ min: 0, max: 9 }),
      }),
      { minLength: 1, maxLength: 20 },
    );
    fc.assert(
      fc.property(stretches, (list) => {
        const [often, once] = [createMeter(0, GIB), createMeter(0, GIB)];
        let now = 0;
        for (const { ms, looks, held, replicas } of list) {
          const truth = { ...EMPTY, replicas, heldBytes: held };
          once.note(truth, now);
          for (let i = 0; i < looks; i++) often.note({ ...truth }, now + Math.floor((i * ms) / looks));
          now += ms;
        }
        expect(often.summary(now, 1)).to.deep.equal(once.summary(now, 1));
      }),
    );
  });
});
