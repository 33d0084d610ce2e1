import { expect } from 'chai';
import { javaDouble, page, series } from '../../../../../lib/sandbox/engine/pages/alluxio.ts';

const figures = {
  capacityBytes: 3_221_225_472,
  usedBytes: 2_909_879_074,
  workers: 3,
  lostWorkers: 1,
  readUfsBytes: 2_869_105_536,
  readRemoteBytes: 2_645_139_051,
  ufsBytesPerSecond: 0,
};

/** A value of the page by its series' name. */
function shownFor(text: string, name: string): string | undefined {
  return new RegExp(`^${name} (.*)$`, 'm').exec(text)?.[1];
}

describe('the engine page', () => {
  for (const [value, printed] of [
    [0, '0.0'],
    [1, '1.0'],
    [-1, '-1.0'],
    [133_169, '133169.0'],
    [9_999_999, '9999999.0'],
    [10_000_000, '1.0E7'],
    [134_217_728, '1.34217728E8'],
    [2_909_879_074, '2.909879074E9'],
    [-134_217_728, '-1.34217728E8'],
    [0.5, '0.5'],
    [0.0001, '1.0E-4'],
    [-0.0888989, '-0.0888989'],
    [Number.NaN, 'NaN'],
    [Number.POSITIVE_INFINITY, '+Inf'],
  ] as const) {
    it(`prints ${value} as Java does: ${printed}`, () => {
      expect(javaDouble(value)).to.equal(printed);
      if (Number.isFinite(value)) expect(Number(printed)).to.equal(value);
    });
  }

  const text = page(series(figures));

  it('has the figures where a real page has them', () => {
    expect(shownFor(text, 'Cluster_CapacityTotal')).to.equal('3.221225472E9');
    expect(shownFor(text, 'Cluster_CapacityUsed')).to.equal('2.909879074E9');
    expect(shownFor(text, 'Cluster_CapacityFree')).to.equal('3.11346398E8');
    expect(shownFor(text, 'Cluster_Workers')).to.equal('3.0');
    expect(shownFor(text, 'Cluster_LostWorkers')).to.equal('1.0');
    expect(shownFor(text, 'Cluster_BytesReadUfsAll')).to.equal('2.869105536E9');
    expect(Number(shownFor(text, 'Cluster_CacheHitRate'))).to.be.closeTo(-0.084671, 1e-6);
  });

  it('has all capacity in one tier and zeros in the other two', () => {
    const ssd = page(series(figures, 'SSD'));
    expect(shownFor(ssd, 'Cluster_CapacityTotalTierSSD')).to.equal('3.221225472E9');
    expect(shownFor(ssd, 'Cluster_CapacityUsedTierMEM')).to.equal('0.0');
    expect(shownFor(ssd, 'Cluster_CapacityFreeTierHDD')).to.equal('0.0');
  });

  it('replaces only series that the recorded page has, each once, and leaves the rest as recorded', () => {
    const names = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    for (const name of series(figures).keys()) {
      expect(names.filter((line) => line.startsWith(`${name} `)).length, name).to.equal(1);
    }
    expect(shownFor(text, 'Cluster_RootUfsCapacityTotal')).to.equal('2.70553174016E11');
    expect(text.length).to.be.within(91_000, 110_000);
    expect(text).to.match(/^# HELP Master_CreateFileOps /);
  });
});
