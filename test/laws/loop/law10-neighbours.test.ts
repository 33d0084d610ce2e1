import { expect } from 'chai';
import fc from 'fast-check';
import { spread } from '../../../lib/daemon/slots.ts';
import { type Fleet, makeFleet, TROUBLES, type Trouble, type Wrap } from './fleet.ts';
import { casesOf, expectCaught, expectHolds, type LoopLaw } from './law.ts';

const INTERVAL = 5000;
const SPAN = 61_000;

const fleets = fc.record({
  broken: fc.array(fc.constantFrom(...TROUBLES), { minLength: 1, maxLength: 4 }),
  /** At which look the trouble begins. */
  from: fc.nat({ max: 4 }),
  healthy: fc.integer({ min: 1, max: 4 }),
});

async function run(broken: readonly Trouble[], from: number, healthy: number, wrap: Wrap): Promise<Fleet> {
  const fleet = makeFleet(wrap);
  await fleet.take([
    ...broken.map((trouble, i) => ({ name: `broken-${i}`, trouble, from })),
    ...Array.from({ length: healthy }, (_, i) => ({ name: `healthy-${i}`, trouble: null, from })),
  ]);
  await fleet.advance(SPAN);
  await fleet.stop();
  return fleet;
}

/** The instants at which a dataset is to be looked at: one an interval, from where its name puts it. */
function slotsOf(name: string): number[] {
  const first = Math.round(INTERVAL * spread(`default/${name}`));
  const count = Math.floor((SPAN - INTERVAL * spread(`default/${name}`)) / INTERVAL) + 1;
  return Array.from({ length: count }, (_, n) => first + n * INTERVAL);
}

/** Whatever the broken ones do: all others are looked at exactly on their slots, and grow when they are first seen. */
const neighboursAreOnTime: LoopLaw<Wrap> = (wrap) =>
  fc.asyncProperty(fleets, async ({ broken, from, healthy }) => {
    const fleet = await run(broken, from, healthy, wrap);
    return Array.from({ length: healthy }, (_, i) => `healthy-${i}`).every((name) => {
      const slots = slotsOf(name);
      const [looks, patches] = [fleet.looksOf(name), fleet.patchesOf(name)].map((at) => at.map(Math.round));
      return `${looks}` === `${slots}` && `${patches}` === `${slots[0]}`;
    });
  });

/** One after the other: the next may only when the one before is done. */
function oneAtATime() {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  };
}

const oneLookAtATime: Wrap = (ports) => {
  const inTurn = oneAtATime();
  const open = () => {
    const sight = ports.sight.open();
    return {
      ...sight,
      look: (...looked: Parameters<typeof sight.look>) => inTurn(() => sight.look(...looked)),
    };
  };
  return { ...ports, sight: { open } };
};

const onePatchAtATime: Wrap = (ports) => {
  const inTurn = oneAtATime();
  return {
    ...ports,
    cluster: { ...ports.cluster, patch: (request) => inTurn(() => ports.cluster.patch(request)) },
  };
};

/** A daemon that ends its work when one dataset fails in a way it does not expect. */
const oneFailureEndsAll: Wrap = (ports) => {
  let failed = false;
  const open = () => {
    const sight = ports.sight.open();
    const observe: typeof sight.observe = (...seen) => {
      if (failed) throw new Error('given up');
      try {
        return sight.observe(...seen);
      } catch (error) {
        failed = true;
        throw error;
      }
    };
    const look: typeof sight.look = async (...looked) => {
      if (!failed) await sight.look(...looked);
    };
    return { look, observe };
  };
  return { ...ports, sight: { open } };
};

const RUNS = 60;

describe("law 10: one dataset's broken engine, policy or runtime never delays another's", () => {
  it('all others are looked at on their slots, and grow at once', async () => {
    await expectHolds(neighboursAreOnTime, (ports) => ports, RUNS);
  });

  for (const trouble of TROUBLES) {
    it(`and the trouble comes about: ${trouble}`, async () => {
      const fleet = await run([trouble], 0, 1, (ports) => ports);
      expect(fleet.suffered('broken-0')).to.be.greaterThan(0);
    });
  }

  it('is held against every trouble', () => {
    const met = new Set(casesOf(fleets, RUNS).flatMap(({ broken }) => broken));
    expect(met.size).to.equal(TROUBLES.length);
  });

  for (const [what, broken] of [
    ['looks that wait for each other', oneLookAtATime],
    ['patches that wait for each other', onePatchAtATime],
    ['a failure that ends the work of all', oneFailureEndsAll],
  ] as const) {
    it(`notices ${what}`, async () => {
      await expectCaught(neighboursAreOnTime, broken, RUNS);
    });
  }
});
