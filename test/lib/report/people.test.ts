import { expect } from 'chai';
import { type Control, OVERRIDE, PAUSED } from '../../../lib/model/control.ts';
import { observationLines } from '../../../lib/report/observed.ts';
import { peopleLines } from '../../../lib/report/people.ts';
import { HOUR, NOON, observation } from '../decide/make.ts';

const pause = { by: 'jane', why: 'an audit', until: NOON };
const override = {
  ...{ workers: 5, by: 'jane', why: 'a load test', since: NOON, until: NOON + HOUR },
  immediately: false,
};

describe('what people say, as lines', () => {
  const cases: readonly (readonly [string, Control | undefined, number, readonly string[]])[] = [
    ['nothing', undefined, NOON, []],
    [
      'a pause',
      { pause },
      NOON - 1,
      [
        `paused by jane (an audit) until 2026-01-01T12:00:00Z, by the annotation ${PAUSED} of the Dataset: decides and records, changes nothing`,
      ],
    ],
    ['one that is over', { pause }, NOON, ['the pause of jane (an audit) was over at 2026-01-01T12:00:00Z']],
    [
      'an override to come',
      { override },
      NOON - 1,
      ['the override of jane (5 workers, a load test) begins at 2026-01-01T12:00:00Z'],
    ],
    ['one', { override }, NOON, ['jane asked for 5 workers until 2026-01-01T13:00:00Z (a load test)']],
    [
      'one that is over',
      { override },
      NOON + HOUR,
      ['the override of jane (5 workers, a load test) was over at 2026-01-01T13:00:00Z'],
    ],
    [
      'what nobody understands',
      {
        unclear: [
          { annotation: PAUSED, problem: 'no' },
          { annotation: OVERRIDE, problem: 'no' },
        ],
      },
      NOON,
      [
        `the annotation ${PAUSED} of the Dataset is not understood, so it counts as a pause: no`,
        `the annotation ${OVERRIDE} of the Dataset is not understood, so it asks for nothing, and nothing shrinks until it is mended or taken back: no`,
      ],
    ],
  ];
  for (const [name, control, at, lines] of cases) {
    it(name, () => expect(peopleLines(control, at)).to.deep.equal(lines));
  }

  it('stand among what was observed, as explain shows it', () => {
    const lines = observationLines({ ...observation(), control: { pause } }, NOON - 1);
    expect(lines.find((line) => line.startsWith('  people'))).to.include('paused by jane (an audit)');
  });
});
