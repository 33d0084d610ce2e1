import { expect } from 'chai';
import fc from 'fast-check';
import type { Observation } from '../../lib/model/observation.ts';
import { target } from '../../policies/target/index.ts';
import { answerOf, blind, observation, plan, type SpecWishes, serving } from '../lib/decide/make.ts';

/** One worker of a million bytes, so that shares can be read off. */
const per = 1_000_000;

function used(replicas: number, usedBytes: number, serves = replicas): Observation {
  const workers = Math.max(1, replicas);
  return observation({
    replicas,
    reading: { workers, capacityBytes: workers * per, usedBytes },
    workers: serving(serves, replicas),
  });
}

interface Case {
  readonly name: string;
  readonly seen: Observation;
  readonly config?: Readonly<Record<string, unknown>>;
  readonly spec?: SpecWishes;
  readonly wish: number | null;
  readonly code: string;
}

const exact = { utilization: '50%', tolerance: { up: '0%', down: '0%' } };

const cases: readonly Case[] = [
  { name: 'stays at its target', seen: used(4, 2_000_000), wish: 4, code: 'WithinTolerance' },
  { name: 'grows by the ratio above it', seen: used(4, 3_000_000), wish: 6, code: 'AboveTarget' },
  { name: 'shrinks by the ratio below it', seen: used(4, 1_000_000), wish: 2, code: 'BelowTarget' },
  { name: 'rounds workers up', seen: used(4, 2_210_000), wish: 5, code: 'AboveTarget' },
  { name: 'keeps one worker of an empty cache', seen: used(4, 0), wish: 1, code: 'BelowTarget' },
  {
    name: 'wishes past the bounds, which cut the wish later',
    seen: used(4, 4_000_000),
    config: { utilization: '10%' },
    wish: 40,
    code: 'AboveTarget',
  },
  // The default tolerance is a tenth of the target, as the HPA's.
  { name: 'tolerates exactly a tenth above', seen: used(4, 2_200_000), wish: 4, code: 'WithinTolerance' },
  {
    name: 'does not tolerate a thousandth of a percent more',
    seen: used(4, 2_200_001),
    wish: 5,
    code: 'AboveTarget',
  },
  { name: 'tolerates exactly a tenth below', seen: used(4, 1_800_000), wish: 4, code: 'WithinTolerance' },
  {
    name: 'rounds a reading up, so a hair under a tenth below is still a tenth below',
    seen: used(4, 1_799_999),
    wish: 4,
    code: 'WithinTolerance',
  },
  {
    name: 'does not tolerate a whole thousandth of a percent less',
    seen: used(4, 1_799_960),
    wish: 4,
    code: 'BelowTarget',
  },
  {
    name: 'has no tolerance where it is 0 %',
    seen: used(4, 2_000_001),
    config: exact,
    wish: 5,
    code: 'AboveTarget',
  },
  {
    name: 'has a tolerance for each direction',
    seen: used(4, 1_600_000),
    config: { utilization: '50%', tolerance: { up: '0%', down: '20%' } },
    wish: 4,
    code: 'WithinTolerance',
  },
  // 0.06 x 35 / 0.3 is 7.000000000000001 in doubles, and 0.1 x 24 / 0.3 is 8.000000000000002.
  {
    name: 'makes 7 of 35 workers at a fifth of their target, where doubles make 8',
    seen: used(35, 2_100_000),
    config: { ...exact, utilization: '30%' },
    wish: 7,
    code: 'BelowTarget',
  },
  {
    name: 'makes 8 of 24 workers at a third of their target, where doubles make 9',
    seen: used(24, 2_400_000),
    config: { ...exact, utilization: '30%' },
    wish: 8,
    code: 'BelowTarget',
  },
  {
    name: 'makes 10 of ten workers at exactly their target',
    seen: used(10, 9_000_000),
    config: { ...exact, utilization: '90%' },
    wish: 10,
    code: 'WithinTolerance',
  },
  {
    name: 'wishes for none fewer while fewer serve than are asked for',
    seen: used(4, 400_000, 3),
    wish: 4,
    code: 'NotAllServe',
  },
  {
    name: 'stays by the ratio, not for want of workers, where the ratio says so itself',
    seen: used(4, 1_760_000, 3),
    wish: 4,
    code: 'BelowTarget',
  },
  {
    name: 'shrinks once all of them serve',
    seen: used(4, 400_000, 4),
    wish: 1,
    code: 'BelowTarget',
  },
  {
    name: 'grows while fewer serve, by what is really used',
    seen: used(4, 3_000_000, 3),
    wish: 6,
    code: 'AboveTarget',
  },
  {
    name: 'is not fooled by workers that are starting',
    seen: observation({ replicas: 4, reading: { workers: 1, used: 0.9 }, workers: serving(1, 4) }),
    wish: 4,
    code: 'NotAllServe',
  },
  {
    name: 'is not fooled by a lost worker that is dropped',
    seen: observation({ replicas: 3, reading: { workers: 2, used: 1.4 }, workers: serving(2, 3) }),
    wish: 3,
    code: 'WithinTolerance',
  },
  {
    name: 'is blind while the engine counts a worker that left',
    seen: observation({ replicas: 2, reading: { workers: 3, used: 2.9 } }),
    wish: null,
    code: 'EngineCountsMoreWorkers',
  },
  {
    name: 'is blind without a reading',
    seen: observation({ reading: blind() }),
    wish: null,
    code: 'EngineRefused',
  },
  {
    name: 'has no say where no worker is asked for',
    seen: observation({ replicas: 0, reading: blind() }),
    wish: null,
    code: 'NoWorkersNoRatio',
  },
  {
    name: 'has no say there either while a leftover engine still answers',
    seen: observation({ replicas: 0, reading: { workers: 1, used: 0.5 } }),
    wish: null,
    code: 'NoWorkersNoRatio',
  },
];

describe('target', () => {
  for (const { name, seen, config = { utilization: '50%' }, spec, wish, code } of cases) {
    it(name, () => {
      const answer = answerOf({ ...spec, policies: { target: config } }, seen);
      expect([answer.wish, answer.reason.code]).to.deep.equal([wish, code]);
    });
  }

  it('makes of any whole-number case what whole-number arithmetic makes of it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5000 }),
        fc.integer({ min: 1, max: 100_000 }),
        fc.integer({ min: 0, max: 110_000 }),
        (replicas, goal, share) => {
          const reading = {
            workers: replicas,
            capacityBytes: replicas * 100_000,
            usedBytes: replicas * share,
          };
          const config = { utilization: `${goal / 1000}%`, tolerance: { up: '0%', down: '0%' } };
          const answer = answerOf({ policies: { target: config } }, observation({ replicas, reading }));
          const wanted = (BigInt(share) * BigInt(replicas) + BigInt(goal) - 1n) / BigInt(goal);
          expect(answer.wish).to.equal(Math.max(1, Number(wanted)));
        },
      ),
      { seed: 1 },
    );
  });

  it("multiplies ready pods under HPA semantics, as the HPA does: half of them make an overload's wish a shrink", () => {
    const seen = used(10, 7_500_000, 5);
    const spec = { policies: { target: { utilization: '50%' } } };
    expect(answerOf({ ...spec, semantics: 'hpa' }, seen).wish).to.equal(8);
    expect(answerOf(spec, seen).wish).to.equal(15);
  });

  for (const [what, config] of [
    ['no utilization', {}],
    ['a utilization of 0 %', { utilization: '0%' }],
    ['a utilization above 100 %', { utilization: '120%' }],
    ['a tolerance without its unit', { utilization: '50%', tolerance: { up: 0.1 } }],
    ['one tolerance for both directions', { utilization: '50%', tolerance: '10%' }],
  ] as const) {
    it(`refuses ${what}`, () => expect(() => plan({ policies: { target: config } })).to.throw());
  }

  it('remarks that a target whose tolerance ends at 100 % can never grow the cache', () => {
    const setting = {
      semantics: 'native' as const,
      bounds: { min: 1, max: 4 },
      policies: { scaleDown: 'enabled' },
    };
    expect(target.notes?.({ utilization: 91_000 }, setting)?.[0]).to.include('can never grow');
    // 90.909 % x 1.1 is 99.9999 %, which a cache that is whole full exceeds.
    expect(target.notes?.({ utilization: 90_910 }, setting)).to.have.lengthOf(1);
    expect(target.notes?.({ utilization: 90_909 }, setting)).to.deep.equal([]);
  });
});
