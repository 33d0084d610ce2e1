import { expect } from 'chai';
import { chart } from '../../../lib/simulate/chart.ts';
import type { Sample } from '../../../lib/simulate/samples.ts';

const START = Date.UTC(2026, 0, 1);
const PLAIN = { columns: 80, colour: false };

function samples(...stood: readonly (readonly [replicas: number, percent: number | null])[]): Sample[] {
  return stood.map(([replicas, percent], i) => ({
    at: START + i * 60_000,
    replicas,
    serving: replicas,
    usedBytes: null,
    capacityBytes: null,
    fullness: percent === null ? null : percent * 1000,
    wish: null,
    outcome: 'hold',
    reason: 'BelowThreshold',
    loading: false,
    readsPerSecond: 0,
    datasetBytes: 0,
  }));
}

describe('the chart', () => {
  it('draws utilization and workers, few samples several columns wide', () => {
    const lines = chart(samples([1, 0], [1, 50], [1, 100], [3, 33], [3, null], [2, 91]), {
      columns: 20,
      colour: false,
    });
    expect(lines).to.deep.equal([
      '        utilization',
      '  100% ┤    ██    ▄▄',
      '       ┤    ██    ██',
      '       ┤    ██    ██',
      '       ┤  ████    ██',
      '       ┤  ██████  ██',
      '    0% ┤  ██████··██',
      '        workers',
      '     3 ┤      ████',
      '       ┤      ██████',
      '     0 ┤████████████',
      '        +0s      +5m',
    ]);
  });

  it('puts several samples into a column, and shows the highest', () => {
    const many = samples(...Array.from({ length: 1000 }, (_, i) => [1, i === 500 ? 100 : 0] as const));
    const lines = chart(many, { columns: 20, colour: false });
    expect(lines.filter((line) => line.includes('█')).length).to.equal(7);
    expect(Math.max(...lines.map((line) => line.length))).to.be.at.most(20);
  });

  it('names the ends of its time where there is room: whole, as days, or not at all', () => {
    const axis = (columns: number) =>
      chart(samples(...Array.from({ length: 3000 }, () => [1, 9] as const)), { columns, colour: false })
        .at(-1)
        ?.trim();
    expect(axis(80)).to.match(/^2026-01-01T00:00:00Z +2026-01-03T01:59:00Z$/);
    expect(axis(40)).to.match(/^2026-01-01 +2026-01-03$/);
    expect(axis(20)).to.equal('');
  });

  it('is as wide as the terminal, and no wider', () => {
    const many = samples(...Array.from({ length: 3000 }, () => [2, 70] as const));
    for (const columns of [40, 80, 200]) {
      const lines = chart(many, { columns, colour: false });
      expect(Math.max(...lines.map((line) => line.length))).to.equal(columns);
    }
  });

  it('shows instants instead of times since the start for more than a day', () => {
    const [first, last] = samples([1, 10], [1, 20]);
    const week = [first, { ...last, at: START + 7 * 86_400_000 }] as Sample[];
    expect(chart(week, PLAIN).at(-1)).to.match(/2026-01-01T00:00:00Z +2026-01-08T00:00:00Z/);
  });

  it('has colour only where it is asked for', () => {
    const some = samples([1, 50], [2, 90]);
    const escapes = (colour: boolean) => chart(some, { columns: 80, colour }).join('').includes('\x1b[');
    expect([escapes(true), escapes(false)]).to.deep.equal([true, false]);
  });

  it('is empty where there is nothing to show', () => {
    expect(chart([], PLAIN)).to.deep.equal([]);
  });
});
