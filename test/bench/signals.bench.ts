import { ENGINE, STATUS } from '../../lib/model/source.ts';
import type { EngineFigures } from '../../lib/runtimes/contract.ts';
import { observe } from '../../lib/signals/observe.ts';
import { nothingRecent, type Recent, remember } from '../../lib/signals/recent.ts';
import { figures, momentOf } from '../lib/signals/moments.ts';
import type { BenchRow } from './row.ts';

const OBSERVE_FLOOR_US = 100;

/** Median microseconds of one call, over 25 rounds of `times` calls, after a round that is thrown away. */
function median(times: number, call: (i: number) => void): number {
  const rounds: number[] = [];
  for (let round = 0; round <= 25; round++) {
    const began = performance.now();
    for (let i = 0; i < times; i++) call(i);
    if (round > 0) rounds.push(((performance.now() - began) * 1000) / times);
  }
  return rounds.toSorted((a, b) => a - b)[12] as number;
}

function row(measure: string, microseconds: number, floor: number): BenchRow {
  const result = `${microseconds.toFixed(1)} µs`;
  return { measure, result, floor: `under ${floor} µs`, ok: microseconds < floor };
}

/** What making an observation of a look costs. */
export function benchObserve(): Promise<BenchRow[]> {
  const objects = momentOf('4-scaled-out-settled');
  const options = { staleAfterMs: 15_000 };
  let recent: Recent = nothingRecent;
  const sample = (i: number): EngineFigures =>
    figures({ at: i * 5000, usedBytes: (i % 24) * 1000, ufsReadBytes: i, workers: 3 });
  for (let i = 0; i < 24; i++) recent = remember(recent, sample(i));
  let at = 24;
  const observed = median(1000, () => {
    const now = sample(at++);
    recent = remember(recent, now);
    const sources = [
      { spec: ENGINE, look: { result: now }, recent },
      { spec: STATUS, look: null, recent: nothingRecent },
    ];
    observe({ objects, sources, now: now.at, options });
  });
  return Promise.resolve([
    row('remember and observe one dataset, two minutes of looks', observed, OBSERVE_FLOOR_US),
  ]);
}
