import { expect } from 'chai';
import type { Catalogue } from '../../../../lib/model/reasons/catalogue.ts';
import { catalogue, describeReason, entryOf, fieldOf } from '../../../../lib/model/reasons/index.ts';
import { fillSentence } from '../../../../lib/model/reasons/sentence.ts';

const UNITS = ['share', 'duration', 'size'];

describe('the sentence of a reason', () => {
  const says = (sentence: string, numbers?: Record<string, number | string | null>) =>
    fillSentence({ says: sentence, field: null }, { code: 'Any', ...(numbers && { numbers }) });

  const cases: readonly [string, string, Record<string, number | string | null> | undefined, string][] = [
    ['fills in its numbers', '{a} of {b}', { a: 1, b: 3 }, '1 of 3'],
    ['prints a share with one decimal', '{a:share} full', { a: 90_334 }, '90.3% full'],
    [
      'prints as many more as keep it on its side of another share of the sentence',
      '{a:share} full, under {b:share}',
      { a: 89_960, b: 90_000 },
      '89.96% full, under 90%',
    ],
    ['prints a duration', 'for {a:duration}', { a: 5_400_000 }, 'for 1h30m'],
    ['prints a duration of a minute and more in whole seconds', '{a:duration}', { a: 61_499 }, '1m1s'],
    ['prints a shorter one to the millisecond', '{a:duration}', { a: 1250 }, '1s250ms'],
    ['prints a size', '{a:size}', { a: 2 ** 30 }, '1.00GiB'],
    ['takes words as they are', '{a:duration} by {b}', { a: 'long', b: 'ops' }, 'long by ops'],
    [
      'lets no text act on a terminal',
      '{a} by {b}',
      { a: '\u001b[2J', b: '\u202eops' },
      '\\u{1b}[2J by \\u{202e}ops',
    ],
    ['shows a 0', '{a}', { a: 0 }, '0'],
    ['marks a number that is not there', '{a} of {b}', { a: 1 }, '1 of ?'],
    ['marks a number that is null', '{a}', { a: null }, '?'],
    ['marks all of them where there are none', '{a}', undefined, '?'],
    ['fills each in as often as it is named', '{a} and {a}', { a: 2 }, '2 and 2'],
    ['does not take the text of one number for the name of another', '{a}', { a: '{b}', b: 3 }, '{b}'],
  ];
  for (const [name, sentence, numbers, expected] of cases) {
    it(name, () => expect(says(sentence, numbers)).to.equal(expected));
  }
});

describe('a reason of another version', () => {
  it('is shown by its code, which cannot act on a terminal', () => {
    expect(describeReason({ code: 'Odd\u009b2J' })).to.equal('Odd\\u{9b}2J');
  });
});

describe('the catalogue', () => {
  const entries = Object.entries(catalogue satisfies Catalogue);

  it('finds an entry by its code, its sentence and its field', () => {
    expect(fieldOf({ code: 'AboveMax' })).to.equal('spec.replicas.max');
    expect(describeReason({ code: 'AboveMax', numbers: { max: 4 } })).to.equal('more than replicas.max 4');
  });

  it('prints a code of another version as it is, and the names of objects’ own members, too', () => {
    for (const code of ['FromTheFuture', 'constructor', '__proto__', 'toString']) {
      expect(entryOf(code)).to.equal(null);
      expect(describeReason({ code })).to.equal(code);
      expect(fieldOf({ code })).to.equal(null);
    }
    expect(describeReason(null)).to.equal('no reason given');
  });

  it('names only units there are', () => {
    for (const [code, { says }] of entries) {
      for (const [, unit] of says.matchAll(/\{\w+:(\w+)\}/g)) expect(UNITS, code).to.include(unit);
    }
  });

  it('has sentences that begin in small letters and do not end in a full stop, so that they can be put together', () => {
    for (const [code, { says }] of entries) {
      expect(says, code).to.not.match(/\.$/);
      expect(says, code).to.not.equal('');
    }
  });
});
