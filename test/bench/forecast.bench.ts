import { makeContext } from '../../lib/decide/context.ts';
import type { Answer } from '../../lib/decide/contract.ts';
import { GIB, history, levelsOf, NOON, observation, plan } from '../lib/decide/make.ts';
import type { BenchRow } from './row.ts';

/** A forecast, at most, µs. */
const CEILING = 50;
const ROUND = 5_000;
const ROUNDS = 15;
const DAY_MINUTES = 1440;

/** A day of levels, a minute apart, of a cache that fills unevenly; its size unknown, so that nothing cuts the work short. */
const levels = levelsOf((minute) => 0.8 + minute / 4000 + 0.02 * Math.sin(minute), DAY_MINUTES);

/** All a forecast is: fill rate, whether there is a trend, how far off it was so far, what to wish for. Median of rounds. */
export function benchForecast(): Promise<BenchRow[]> {
  const made = plan({
    max: 64,
    policies: { forecast: { window: '24h' }, step: { up: [{ pods: 2, per: '10m' }] } },
  });
  const seen = observation({ reading: { used: 0.85 }, dataset: { sizeBytes: 100 * GIB } });
  const context = makeContext(made, seen, history({ levels }), NOON);
  const [sizer] = made.sizers;
  const times: number[] = [];
  let last: Answer | null = null;
  for (let round = 0; round <= ROUNDS; round++) {
    const began = process.hrtime.bigint();
    for (let i = 0; i < ROUND; i++) last = sizer?.size(context) ?? null;
    // The first round warms up.
    if (round > 0) times.push(Number(process.hrtime.bigint() - began) / 1e3 / ROUND);
  }
  if (last?.reason.code !== 'ForecastLater') throw new Error(`not the whole forecast: ${last?.reason.code}`);
  const median = times.sort((a, b) => a - b)[times.length >> 1] as number;
  const row = {
    measure: `forecast over 24 h of samples (${levels.length})`,
    result: `${median.toFixed(1)} µs`,
    floor: `<= ${CEILING} µs`,
    ok: median <= CEILING,
  };
  return Promise.resolve([row]);
}
