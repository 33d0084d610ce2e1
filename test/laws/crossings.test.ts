import { expect } from 'chai';
import fc from 'fast-check';
import { actsAt, crossingsOf } from '../../lib/decide/crossings.ts';
import { fullness } from '../../lib/decide/fullness.ts';
import type { Plan } from '../../lib/decide/plan.ts';
import { sees } from '../../lib/model/observation.ts';
import { planOf, type Situation, situations } from './arbitraries.ts';
import { expectCaught, expectHolds, type Law } from './law.ts';

type Crossings = typeof crossingsOf;

/** A situation in which data comes in, so that nothing but how full the cache is may differ from what is supposed. */
function comingIn({ observation, ...rest }: Situation): Situation {
  const { reading } = observation;
  if (!sees(reading)) return { ...rest, observation };
  const peak = { usedBytes: reading.peakBytes, intake: 'rising', plateau: false } as const;
  return { ...rest, observation: { ...observation, reading: { ...reading, ...peak } } };
}

/** A forecast looks minutes ahead: no crossing of its own is worth a hurry. */
function withoutForecast({ spec, ...rest }: Situation): Situation {
  const { forecast: _, ...policies } = spec.policies ?? {};
  return { ...rest, spec: { ...spec, policies } };
}

/** The HPA multiplies by ready pods: while others are ready than asked for, its wish turns on more than its tolerance. */
const settled = ({ spec, observation: { workers, replicas } }: Situation) =>
  spec.semantics !== 'hpa' || (workers.serving === replicas && workers.asked === replicas);

const hurried = situations({ sight: 'seeing' }).filter(settled).map(withoutForecast).map(comingIn);
const levels = fc.integer({ min: 1, max: 112 }).map((percent) => percent * 1000 + 500);

/** Nothing that would be done at another fullness, and is not done at this one, lies beyond a level that no policy told. */
const allAreTold: Law<Crossings> = (told) =>
  fc.property(hurried, levels, (situation, level) => {
    const { observation, history, now } = situation;
    const plan = planOf(situation);
    const at = fullness(observation);
    if (at === null || acts(plan, situation, at) || !acts(plan, situation, level)) return true;
    return told(plan, observation, history, now).some((one) =>
      level > at ? one > at && one <= level : one < at && one >= level,
    );
  });

function acts(plan: Plan, { observation, history, now }: Situation, level: number): boolean {
  return actsAt(plan, observation, history, { level, at: now });
}

describe('the levels at which policies say they would answer otherwise', () => {
  it('are all at which the count would move, for any document, observation and history', () => {
    expectHolds(allAreTold, crossingsOf, 4000);
  });

  for (const [what, forgetful] of [
    ['nobody who tells any', () => []],
    [
      'one who tells only those above',
      (plan, observation, ...rest) => {
        const at = fullness(observation) ?? 0;
        return crossingsOf(plan, observation, ...rest).filter((level) => level > at);
      },
    ],
    [
      'one who tells only those below',
      (plan, observation, ...rest) => {
        const at = fullness(observation) ?? 0;
        return crossingsOf(plan, observation, ...rest).filter((level) => level < at);
      },
    ],
    [
      'one who is a tenth of the cache late',
      (...given) => crossingsOf(...given).map((level) => level + 10_000),
    ],
  ] as const satisfies readonly (readonly [string, Crossings])[]) {
    it(`notice ${what}`, () => {
      expectCaught(allAreTold, forgetful, 4000);
    });
  }

  it('are lively: many situations move at another fullness only', () => {
    let found = 0;
    fc.assert(
      fc.property(hurried, levels, (situation, level) => {
        const plan = planOf(situation);
        const at = fullness(situation.observation);
        if (at !== null && !acts(plan, situation, at) && acts(plan, situation, level)) found++;
      }),
      { seed: 1, numRuns: 1000 },
    );
    expect(found).to.be.above(10);
  });
});
