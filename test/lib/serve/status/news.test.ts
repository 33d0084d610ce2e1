import { expect } from 'chai';
import type { LedgerEntry } from '../../../../lib/model/records.ts';
import { createNews, MOST_NEWS_OF_ALL } from '../../../../lib/serve/status/news.ts';

const change = (dataset: string, at: number): LedgerEntry => ({
  kind: 'change',
  dataset,
  uid: 'u',
  changedAt: at,
  from: 1,
  to: 2,
  by: 'other',
  manager: 'kubectl',
});

describe('the news of a dataset', () => {
  it('are the last thirty, newest first, and a count of all', () => {
    const news = createNews();
    for (let at = 1; at <= 40; at++) news.heard(change('ns/a', at), at);
    const kept = news.of('ns/a');
    expect([kept.length, kept[0]?.at, kept.at(-1)?.at, news.count('ns/a')]).to.deep.equal([30, 40, 11, 40]);
    expect(kept[0]?.text).to.equal('kubectl changed the count 1 → 2');
    expect(news.marks('ns/a').map(({ at }) => at * 1000)).to.deep.equal(
      Array.from({ length: 40 }, (_, i) => i + 1),
    );
  });

  it('are fewer of each where there are many datasets, so that all together have a bound', () => {
    const news = createNews();
    const datasets = MOST_NEWS_OF_ALL / 5;
    for (let at = 1; at <= 7; at++) for (let i = 0; i < datasets; i++) news.heard(change(`ns/${i}`, at), at);
    expect(news.of('ns/7').map(({ at }) => at)).to.deep.equal([7, 6, 5, 4, 3]);
    expect(news.marks('ns/7')).to.have.lengthOf(5);
  });
});
