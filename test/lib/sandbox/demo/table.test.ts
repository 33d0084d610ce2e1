import { expect } from 'chai';
import { createTable, elapsedText, type Seen } from '../../../../lib/sandbox/demo/table.ts';
import { blind, GIB, type ObservationWishes, observation } from '../../decide/make.ts';

const reason = { code: 'FullNotNeeded', numbers: { fullness: 90_335, up: 90_000, current: 3, fullFit: 3 } };
const seen = (wishes: ObservationWishes, more: Partial<Seen> = {}): Seen => ({
  elapsedMs: 101_400,
  observation: observation(wishes),
  wanted: null,
  reason,
  ...more,
});
const full = { replicas: 3, reading: { used: 2.71 } };

describe('the table of the demo', () => {
  const table = createTable('spark', 90_000);
  /** The cells, which two spaces or more may not tell apart. */
  const cells = (row: string) => row.trim().split(/\s+/);

  it('has a row with size, cached, capacity, utilization against the threshold, replicas and the last reason', () => {
    const row = table.row(seen(full));
    expect(cells(row).slice(0, 8)).to.deep.equal([
      '1m41s',
      'spark',
      '2.71GiB',
      '2.71GiB',
      '3.00GiB',
      '90.3%/90%',
      '3/3',
      'FullNotNeeded:',
    ]);
    expect(row).to.contain('FullNotNeeded: the cache is 90.3% full, at or above 90%, but 3 workers hold');
  });

  it('puts every cell under its heading', () => {
    const row = table.row(seen(full));
    for (const [heading, value] of [
      ['NAME', 'spark'],
      ['CAPACITY', '3.00GiB'],
      ['UTILIZATION', '90.3%'],
      ['REPLICAS', '3/3'],
      ['LAST REASON', 'FullNotNeeded'],
    ] as const) {
      expect(row.indexOf(value), heading).to.equal(table.header.indexOf(heading));
    }
  });

  it('keeps its columns for a dataset with a long name', () => {
    const long = createTable('a-dataset-with-a-very-long-name', 90_000);
    expect(long.row(seen(full)).indexOf('3/3')).to.equal(long.header.indexOf('REPLICAS'));
  });

  it('shows how many are wanted beside how many there are', () => {
    expect(table.row(seen({}, { wanted: 3 }))).to.contain(' 1/3 ');
  });

  it('never shows 90 % where 89.96 % were seen beside a threshold of 90 %', () => {
    const usedBytes = Math.floor(0.8996 * GIB);
    expect(table.row(seen({ reading: { usedBytes } }))).to.contain(' 89.96%/90% ');
    expect(table.row(seen({ reading: { usedBytes: Math.ceil(0.9 * GIB) } }))).to.match(/ 90(\.001)?%\/90% /);
  });

  it('shows a threshold with all its digits, and a utilization that meets it', () => {
    const exact = createTable('spark', 50_001);
    expect(exact.row(seen({ reading: { usedBytes: 0.5 * GIB + 1 } }))).to.contain(' 50.001%/50.001% ');
  });

  it('does without a threshold, a size, a reading, and without any observation', () => {
    expect(createTable('spark', null).row(seen(full))).to.contain(' 90.3%/- ');
    expect(table.row(seen({ dataset: { sizeBytes: null } }))).to.contain(' unknown ');
    expect(table.row(seen({ reading: blind() }))).to.contain(' unknown/90% ');
    const waiting = {
      observation: null,
      reason: { code: 'NoDataset', numbers: { dataset: 'default/spark' } },
    };
    expect(table.row(seen({}, waiting))).to.match(
      /^1m41s +spark +- +- +- +- +- +NoDataset: there is no Dataset/,
    );
  });

  it('tells time in whole seconds', () => expect(elapsedText(59_600)).to.equal('1m'));
});
