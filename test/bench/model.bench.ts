import { type Cache, emptyCache } from '../../lib/sandbox/model/cache.ts';
import { figuresOf } from '../../lib/sandbox/model/figures.ts';
import { liven } from '../../lib/sandbox/model/live.ts';
import { addWorker, advance, setReads, startLoad, step } from '../../lib/sandbox/model/step.ts';
import type { BenchRow } from './row.ts';

const MIB = 2 ** 20;
const GIB = 2 ** 30;
const HOUR = 3_600_000;
/** What a simulation asks of the model between two looks. */
const TICK_MS = 15_000;
const ROUNDS = 9;

function loaded(workers: number): Cache {
  let cache = emptyCache({ at: 0, seed: 1, datasetBytes: 2_909_879_074, blockBytes: 64 * MIB });
  for (let i = 0; i < workers; i++) cache = addWorker(cache, `w${i}`, GIB, 0);
  return step(startLoad(cache, 100 * MIB), HOUR);
}

const CASES = [
  { name: 'idle', cache: () => loaded(3), ticks: 20_000, floorUs: 5 },
  {
    name: 'reads at 200 MiB/s, all cached',
    cache: () => setReads(loaded(3), 200 * MIB),
    ticks: 20_000,
    floorUs: 5,
  },
  {
    name: 'reads at 200 MiB/s that evict, 47 blocks a tick',
    cache: () => setReads(loaded(1), 200 * MIB),
    ticks: 2000,
    floorUs: 100,
  },
] as const;

/** What 15 s cost the cache model, and its page at the end; one core, median of rounds. */
export function benchModel(): BenchRow[] {
  return CASES.map(({ name, cache, ticks, floorUs }) => {
    const live = liven(cache());
    const costs: number[] = [];
    for (let round = 0; round <= ROUNDS; round++) {
      const began = process.hrtime.bigint();
      for (let i = 0; i < ticks; i++) {
        advance(live, live.at + TICK_MS);
        figuresOf(live);
      }
      // The first round warms up.
      if (round > 0) costs.push(Number(process.hrtime.bigint() - began) / 1000 / ticks);
    }
    costs.sort((a, b) => a - b);
    const median = costs[costs.length >> 1] as number;
    return {
      measure: `cache model: 15 s, ${name}`,
      result: `${median.toFixed(2)} µs`,
      floor: `under ${floorUs} µs`,
      ok: median < floorUs,
    };
  });
}
