import { expect } from 'chai';
import { addQuiet, type QuietMinute } from '../../../lib/daemon/quiet.ts';
import { decide } from '../../../lib/decide/decide.ts';
import { history, MINUTE, NOON, observation, plan, SECOND } from '../decide/make.ts';

const document = plan({ policies: { threshold: { up: '90%' } } });

/** A minute of looks, one every 15 s, at which this was wished for; null: nobody had a say. */
function minuteOf(wishes: readonly (number | null)[]): QuietMinute {
  let minute: QuietMinute | null = null;
  for (const [i, wish] of wishes.entries()) {
    const at = NOON + i * 15 * SECOND;
    const seen = observation({ at });
    const decision = { ...decide(document, seen, history(), at), wish };
    minute = addQuiet(minute, {
      dataset: 'default/spark',
      observation: seen,
      decision,
      inflow: null,
      changed: {},
      plan: document,
    });
  }
  return minute as QuietMinute;
}

describe('a quiet minute', () => {
  const whole = { from: NOON, until: NOON + MINUTE };
  const cases: readonly (readonly [
    string,
    readonly (number | null)[],
    { from: number; until: number } | undefined,
  ])[] = [
    ['heard at every look: as long as the minute', [1, 1, 1, 1, 1], undefined],
    ['never heard', [null, null, null], undefined],
    ['heard from its third look on', [null, null, 1, 1, 1], { ...whole, from: NOON + 30 * SECOND }],
    ['not heard any more after its second look', [1, 1, null, null], { ...whole, until: NOON + 15 * SECOND }],
    ['heard again at its end', [1, null, null, null, 1], whole],
    ['heard in between', [null, 1, 1, null], { from: NOON + 15 * SECOND, until: NOON + 30 * SECOND }],
  ];
  for (const [name, wishes, heard] of cases) {
    it(`says when its wish was heard: ${name}`, () => {
      expect(minuteOf(wishes).heard).to.deep.equal(heard);
    });
  }
});
