import { allot, type Member, type Purse } from '../../lib/budget/allot.ts';
import type { BenchRow } from './row.ts';

const DATASETS = 10_000;
const ROUNDS = 25;
const FLOOR_MS = 50;

/** Sharing a budget out among many datasets: where it suffices, and where all of one priority, or of many, are cut. */
export function benchBudget(): BenchRow[] {
  return [
    roundRow('it suffices', 100 * DATASETS, () => 0),
    roundRow('one priority shares what is left', 4 * DATASETS, () => 0),
    roundRow('of 100 priorities', 4 * DATASETS, (i) => i % 100),
  ];
}

function roundRow(what: string, limit: number, priorityOf: (i: number) => number): BenchRow {
  const purse: Purse = { name: 'pool', unit: 'workers', limit };
  // Names in no order, as they come.
  const members = Array.from({ length: DATASETS }, (_, i): Member => {
    const n = (i * 7919) % DATASETS;
    const counts = {
      current: 1 + (n % 3),
      intent: n % 50 === 0 ? 5 : null,
      wish: n % 20 === 0 ? null : 1 + (n % 17),
    };
    return {
      dataset: `team-${n % 90}/data-${n}`,
      priority: priorityOf(n),
      looked: true,
      acts: true,
      bytesPerWorker: 2 ** 30,
      ...counts,
    };
  });
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const began = performance.now();
    const given = allot(purse, members);
    times.push(performance.now() - began);
    if (given.size !== DATASETS) throw new Error('somebody was forgotten');
  }
  const median = times.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)] as number;
  return {
    measure: `a budget over ${DATASETS} datasets, ${what}: a round`,
    result: `${median.toFixed(1)} ms`,
    floor: `under ${FLOOR_MS} ms`,
    ok: median < FLOOR_MS,
  };
}
