import fc from 'fast-check';
import { decide } from '../../lib/decide/decide.ts';
import { planOf, situations } from './arbitraries.ts';
import { type Decide, expectCaught, expectHolds, type Law } from './law.ts';
import { reference } from './reference.ts';

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null)
    for (const inner of Object.values(Object.freeze(value))) freeze(inner);
  return value;
}

const sameInputsSameBytes: Law<Decide> = (pipeline) =>
  fc.property(situations(), (situation) => {
    const { observation, history, now } = situation;
    const once = JSON.stringify(pipeline(planOf(situation), observation, history, now));
    // As they come back out of the ledger, before a plan compiled anew.
    const [seen, past] = JSON.parse(JSON.stringify([observation, history]));
    return once === JSON.stringify(pipeline(planOf(situation), seen, past, now));
  });

const inputsStayAsTheyAre: Law<Decide> = (pipeline) =>
  fc.property(situations(), (situation) => {
    const { observation, history, now } = freeze(structuredClone(situation));
    // A write to a frozen object throws.
    pipeline(planOf(situation), observation, history, now);
  });

/** A ledger line that reads back as something else would not be what was decided. */
const survivesTheLedger: Law<Decide> = (pipeline) =>
  fc.property(situations(), (situation) => {
    const { observation, history, now } = situation;
    const decision = pipeline(planOf(situation), observation, history, now);
    const bytes = JSON.stringify(decision);
    const numbers = decision.rungs.flatMap(({ reason }) => Object.values(reason.numbers ?? {}));
    return (
      bytes === JSON.stringify(JSON.parse(bytes)) &&
      numbers.every((number) => typeof number !== 'number' || Number.isFinite(number))
    );
  });

describe('law 8: same inputs, same bytes', () => {
  it('decides the same after a way through JSON and another compilation of the document', () => {
    expectHolds(sameInputsSameBytes, decide);
  });

  it('changes nothing of what it is handed', () => {
    expectHolds(inputsStayAsTheyAre, decide);
  });

  it('decides nothing that JSON cannot hold', () => {
    expectHolds(survivesTheLedger, decide);
  });

  it('notices a pipeline that tosses a coin', () => {
    expectCaught(sameInputsSameBytes, reference('deciding tosses a coin'));
  });

  it('notices a pipeline that remembers by itself', () => {
    expectCaught(inputsStayAsTheyAre, reference('deciding remembers'));
  });

  it('notices a number that JSON turns into null', () => {
    const endless: Decide = (...inputs) => {
      const decision = decide(...inputs);
      const reason = { code: 'StepFree', numbers: { high: Number.POSITIVE_INFINITY } };
      return { ...decision, rungs: decision.rungs.map((rung) => ({ ...rung, reason })) };
    };
    expectCaught(survivesTheLedger, endless);
  });
});
