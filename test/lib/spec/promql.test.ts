import { expect } from 'chai';
import fc from 'fast-check';
import { ageQuery, readExpression } from '../../../lib/spec/promql.ts';

/** Expression, the series it rests on, whether it is as old as its oldest sample. */
const CASES: readonly [string, readonly string[], boolean][] = [
  ['used_bytes', ['used_bytes'], true],
  ['used_bytes{pool="a"}', ['used_bytes{pool="a"}'], true],
  ['  used_bytes { pool = "a" }  ', ['used_bytes { pool = "a" }'], true],
  ['{__name__="used_bytes"}', ['{__name__="used_bytes"}'], true],
  ['{"used.bytes", pool="a"}', ['{"used.bytes", pool="a"}'], true],
  ['sum(used_bytes)', ['used_bytes'], true],
  ['sum by (pod) (used_bytes)', ['used_bytes'], true],
  ['sum(used_bytes) by (pod, node)', ['used_bytes'], true],
  ['SUM WITHOUT (pod) (used_bytes)', ['used_bytes'], true],
  ['sum(used_bytes) / sum(capacity_bytes)', ['used_bytes', 'capacity_bytes'], true],
  ['sum(used_bytes) - sum(used_bytes)', ['used_bytes'], true],
  ['used * on(pod) group_left(node) info', ['used', 'info'], true],
  ['used * on(pod) group_left info', ['used', 'info'], true],
  ['used * ignoring(pod, code) info', ['used', 'info'], true],
  ['used and on() up{job="c"} == 1', ['used', 'up{job="c"}'], true],
  ['used > bool 1', ['used'], true],
  ['used or vector(0)', ['used'], true],
  ['topk(3, used) unless gone', ['used', 'gone'], true],
  ['1024 * used_kib + 1e3 - 0x1F + .5 + Inf + NaN', ['used_kib'], true],
  ['count(up == 1)', ['up'], true],
  // Words of the language may be names of series, too.
  ['count', ['count'], true],
  ['sum + min', ['sum', 'min'], true],
  ['used{a="}", b=\'}\', c=`}`}', ['used{a="}", b=\'}\', c=`}`}'], true],
  ['used{a="\\"}"} + more', ['used{a="\\"}"}', 'more'], true],
  ['used # + other\n + more', ['used', 'more'], true],
  ['label_replace(used, "a", "other", "", "")', ['used'], true],
  ['used{pod=~"spark-worker-.*"}', ['used{pod=~"spark-worker-.*"}'], true],
  ['sum(used_bytes[5m])', ['used_bytes'], false],
  ['max_over_time(used_bytes{a="b"}[1h])', ['used_bytes{a="b"}'], false],
  ['max_over_time(sum(used)[5m:30s])', ['used'], false],
  ['used offset 5m', ['used'], false],
  ['used @ 1700000000', ['used'], false],
  ['used @ end()', ['used'], false],
  ['job:used_bytes:sum', ['job:used_bytes:sum'], false],
  ['used{a="[5m] offset @"}', ['used{a="[5m] offset @"}'], true],
  ['1', [], true],
  ['vector(1)', [], true],
  ['time()', [], true],
  ['"used"', [], true],
];

describe('the series behind a PromQL expression', () => {
  for (const [query, selectors, exact] of CASES) {
    it(`of ${query.trim()} are ${selectors.join(', ') || 'none'}${exact ? '' : ', and its age cannot be told'}`, () => {
      expect(readExpression(query)).to.deep.equal({ selectors, exact });
    });
  }

  it('are found in any text without an error, each a piece of it', () => {
    const unit = fc.constantFrom(...'ab:_{}[]()"\'`\\#@,+-1.e \n');
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 40 }), (query) => {
        for (const selector of readExpression(query).selectors) expect(query).to.contain(selector);
      }),
    );
  });

  it('cost no more than reading the text, whatever it is', () => {
    for (const unit of ['{', '"', 'a{', '(', '\\', '1.', '[', '#', '`', 'by(']) {
      const query = unit.repeat(Math.floor(100_000 / unit.length));
      expect(() => readExpression(query.slice(0, 20_000))).to.not.throw();
    }
  });
});

describe('the query for the ages of samples', () => {
  it('asks for the oldest of the newest samples of each selector, and keeps the figures apart', () => {
    expect(ageQuery({ used: ['a', 'b{c="d"}'], capacity: ['e'] })).to.equal(
      'label_replace(min(timestamp(a)), "figure", "used0", "", "")' +
        ' or label_replace(min(timestamp(b{c="d"})), "figure", "used1", "", "")' +
        ' or label_replace(min(timestamp(e)), "figure", "capacity0", "", "")',
    );
  });

  it('is none where nothing is behind the expressions', () => {
    expect(ageQuery({ used: [] })).to.equal(null);
  });
});
