import { expect } from 'chai';
import { createLimits } from '../../../../lib/daemon/events/limits.ts';

const MINUTES = 60_000;

describe('the limits of Events', () => {
  it('count nothing against a dataset while too many are written about all', () => {
    const limits = createLimits();
    const others = Array.from({ length: 100 }, (_, i) => limits.allow(`team/other-${i}`, 0));
    expect(others).to.not.include(false);
    for (let i = 0; i < 50; i++) expect(limits.allow('team/spark', 0)).to.equal(false);
    const later = Array.from({ length: 26 }, () => limits.allow('team/spark', 20_000));
    expect(later.filter((one) => one)).to.have.lengthOf(25);
  });

  it('let go only of datasets that have all of their share again', () => {
    const limits = createLimits();
    const spend = (dataset: string, now: number) =>
      Array.from({ length: 25 }, () => limits.allow(dataset, now)).filter((one) => one).length;
    expect(spend('team/spark', 0)).to.equal(25);
    // So many others that buckets are let go of, twice: at once, and when that of spark holds one again.
    for (let i = 0; i < 1000; i++) limits.allow(`team/other-${i}`, 5 * MINUTES + i * 100);
    expect(spend('team/spark', 9 * MINUTES)).to.equal(1);
  });
});
