import fc from 'fast-check';
import { decide } from '../../lib/decide/decide.ts';
import { planOf, situations } from './arbitraries.ts';
import { type Decide, expectCaught, expectHolds, type Law } from './law.ts';
import { reference } from './reference.ts';

/** The pipeline says what the design's own words say, rung by rung (without the HPA's differences). */
const agreesWithTheDesign: Law<Decide> = (pipeline) =>
  fc.property(situations({ semantics: 'native' }), (situation) => {
    const { observation, history, now } = situation;
    const plan = planOf(situation);
    const plain = JSON.stringify(reference(null)(plan, observation, history, now), sorted);
    const quick = JSON.stringify(pipeline(plan, observation, history, now), sorted);
    if (plain !== quick) throw new Error(`design: ${plain}\npipeline: ${quick}`);
  });

/** Key order is no difference. */
function sorted(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

describe('the pipeline and a plain second one', () => {
  it('agree on every decision and every rung of its ladder', () => {
    expectHolds(agreesWithTheDesign, decide);
  });

  it('differ as soon as one of them forgets to take back', () => {
    expectCaught(agreesWithTheDesign, reference('moves are taken back'));
  });
});
