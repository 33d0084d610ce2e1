/** What windows cost: a decision with twenty of them, and the memory of ten thousand documents that have the same. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { decide } from '../../lib/decide/decide.ts';
import type { Plan } from '../../lib/decide/plan.ts';
import { ARTICLE, HOUR, history, NOON, observation, plan, SECOND } from '../lib/decide/make.ts';
import type { BenchRow } from './row.ts';

const FLOOR = 50_000;
const ROUND = 60_000;
const ROUNDS = 7;
const DOCUMENTS = 10_000;
/** Of what a plan with windows holds more than one without, KiB. */
const MOST_KIB = 2;

const ZONES = ['Europe/Berlin', 'America/New_York', 'Asia/Tokyo', 'UTC'];

/** Weekly ones, patterns, leads, days that are left out, in four zones. */
const windows = Array.from({ length: 20 }, (_, i) => ({
  name: `window ${i}`,
  ...(i % 2 === 0
    ? { weekly: `Mon-Fri ${String(i).padStart(2, '0')}:00-${String((i + 7) % 24).padStart(2, '0')}:30` }
    : { start: `${i} ${i} * * *`, duration: '5h' }),
  zone: ZONES[i % 4],
  exclude: ['2026-12-24..2027-01-02', '10-03'],
  ...(i % 3 === 0 ? { atMost: 4 } : { atLeast: 1 + (i % 3), lead: i % 5 === 0 ? 'measured' : '20m' }),
}));

const policies = { ...ARTICLE, schedule: windows };

export function benchSchedule(): Promise<BenchRow[]> {
  return Promise.resolve([evaluation(), memory()]);
}

/** A look every 15 s, so that every edge of the time is met; one core, median of rounds. */
function evaluation(): BenchRow {
  const made = plan({ policies });
  const [seen, past] = [observation({ replicas: 2 }), history()];
  const rates: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const start = NOON + round * 10 * 24 * HOUR;
    const began = process.hrtime.bigint();
    for (let i = 0; i < ROUND; i++) decide(made, seen, past, start + i * 15 * SECOND);
    const seconds = Number(process.hrtime.bigint() - began) / 1e9;
    if (round > 0) rates.push(ROUND / seconds);
  }
  rates.sort((a, b) => a - b);
  const median = rates[rates.length >> 1] as number;
  return {
    measure: 'decide: article’s policy with a schedule of 20 windows, a look every 15 s over ten days',
    result: `${Math.round(median / 1000)} k/s`,
    floor: `>= ${FLOOR / 1000} k/s`,
    ok: median >= FLOOR,
  };
}

/** All of them decide once a day for a week. */
function memory(): BenchRow {
  const each = heldBy(policies) - heldBy(ARTICLE);
  const kib = each / 1024 / DOCUMENTS;
  return {
    measure: `memory of a schedule of 20 windows that ${DOCUMENTS} documents have`,
    result: `${Math.max(0, kib).toFixed(2)} KiB a document`,
    floor: `under ${MOST_KIB} KiB`,
    ok: kib < MOST_KIB,
  };
}

function heldBy(given: Readonly<Record<string, unknown>>): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  const before = process.memoryUsage().heapUsed;
  const plans: Plan[] = [];
  for (let i = 0; i < DOCUMENTS; i++) plans.push(plan({ policies: given }));
  const [seen, past] = [observation(), history()];
  for (const made of plans)
    for (let day = 0; day < 7; day++) decide(made, seen, past, NOON + day * 24 * HOUR);
  collect();
  const held = process.memoryUsage().heapUsed - before;
  return plans.length === DOCUMENTS ? held : 0;
}
