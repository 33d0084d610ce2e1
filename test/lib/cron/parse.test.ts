import { expect } from 'chai';
import { CRONHPA, type Dialect, KEDA } from '../../../lib/cron/dialect.ts';
import { parseCron } from '../../../lib/cron/parse.ts';

const refusals: readonly [string, Dialect, string][] = [
  ['', KEDA, 'empty spec string'],
  ['0 8 * *', KEDA, 'expected exactly 5 fields, found 4: 0 8 * *'],
  ['0 0 8 * * *', KEDA, 'expected exactly 5 fields, found 6: 0 0 8 * * *'],
  ['0 8 * *', CRONHPA, 'Expected 5 to 6 fields, found 4: 0 8 * *'],
  ['60 8 * * *', KEDA, 'end of range (60) above maximum (59): 60'],
  ['0 8 0 * *', KEDA, 'beginning of range (0) below minimum (1): 0'],
  ['0 22-6 * * *', KEDA, 'beginning of range (22) beyond end of range (6): 22-6'],
  ['0 1-2-3 * * *', KEDA, 'too many hyphens: 1-2-3'],
  ['*/2/3 * * * *', KEDA, 'too many slashes: */2/3'],
  ['*/0 * * * *', KEDA, 'step of range should be a positive number: */0'],
  ['*/-5 * * * *', KEDA, 'negative number (-5) not allowed: -5'],
  ['0 8 L * *', KEDA, 'failed to parse int from L: strconv.Atoi: parsing "L": invalid syntax'],
  ['0 8 * * 7', KEDA, 'end of range (7) above maximum (6): 7'],
  ['@daily', KEDA, 'parser does not accept descriptors: @daily'],
  ['@fortnightly', CRONHPA, 'Unrecognized descriptor: @fortnightly'],
  ['@constructor', CRONHPA, 'Unrecognized descriptor: @constructor'],
  ['@every soon', CRONHPA, 'Failed to parse duration @every soon: time: invalid duration "soon"'],
  ['@every 2562048h', CRONHPA, 'Failed to parse duration @every 2562048h: time: invalid duration "2562048h"'],
  [
    '@date 2026-02-30 08:00:00',
    CRONHPA,
    'Failed to parse date @date 2026-02-30 08:00:00: must be such as @date 2026-10-27 21:54:00',
  ],
  ['TZ=Mars/Base 0 8 * * *', KEDA, 'provided bad location Mars/Base: unknown time zone Mars/Base'],
  [`${'1,'.repeat(600)}1 * * * *`, KEDA, 'longer than 1000 characters'],
];

describe('An expression that cannot be read', () => {
  for (const [text, dialect, error] of refusals) {
    it(`${text.slice(0, 40) || 'nothing'}: ${error}`, () => {
      expect(parseCron(text, dialect)).to.deep.equal({ ok: false, error });
    });
  }
});

describe('An expression that looks odd and can be read', () => {
  const odd: readonly [string, string, Dialect, number[]][] = [
    ['a name in any case', '0 8 * JAN-feb *', KEDA, [1, 2]],
    ['a question mark', '0 8 * ? *', KEDA, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]],
    ['N/step', '0 8 * 5/3 *', KEDA, [5, 8, 11]],
    ['empty items of a list', '0 8 * 1,,2 *', KEDA, [1, 2]],
    [
      'a star with an end, which is passed over',
      '0 8 * *-3 *',
      KEDA,
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
    ],
  ];
  for (const [what, text, dialect, months] of odd) {
    it(what, () => {
      const parsed = parseCron(text, dialect);
      const values = parsed.ok && parsed.schedule.type === 'fields' ? [...parsed.schedule.month.values] : [];
      expect(values).to.deep.equal(months);
    });
  }
});
