import { decide } from '../../lib/decide/decide.ts';
import type { Decision } from '../../lib/model/decision.ts';
import type { History } from '../../lib/model/history.ts';
import type { Observation } from '../../lib/model/observation.ts';
import {
  ARTICLE,
  change,
  history,
  MINUTE,
  NOON,
  observation,
  plan,
  SECOND,
  wished,
} from '../lib/decide/make.ts';
import type { BenchRow } from './row.ts';

/** Decisions a second, at least. */
const FLOOR = 1_000_000;
const ROUND = 400_000;
const ROUNDS = 15;

/** A look every 15 s for 20 minutes, no two wishes alike, so that nothing is merged: 80 samples. */
function twentyMinutes(): History {
  const wishes = Array.from({ length: 80 }, (_, i) => {
    const ago = (80 - i) * 15 * SECOND;
    return wished(1 + (i % 3), ago, ago);
  });
  return history({ wishes, changes: [change(19 * MINUTE, 1, 3)], servedAt: NOON - 18 * MINUTE });
}

interface Case {
  readonly name: string;
  readonly observation: Observation;
  readonly history: History;
}

const CASES: readonly Case[] = [
  {
    name: 'grows 1 -> 3',
    observation: observation({ reading: { used: 0.96 } }),
    history: { ...twentyMinutes(), changes: [] },
  },
  {
    name: 'rests at 3, cooling down',
    observation: observation({ replicas: 3, reading: { used: 2.71 } }),
    history: twentyMinutes(),
  },
];

/** The article's policy, a 20-minute history of 80 samples, the full ladder as data; one core, median of rounds. */
export function benchDecide(): Promise<BenchRow[]> {
  return Promise.resolve(CASES.map(measure));
}

function measure({ name, observation: seen, history: known }: Case): BenchRow {
  const article = plan({ policies: { ...ARTICLE } });
  const rates: number[] = [];
  let last: Decision | null = null;
  for (let round = 0; round <= ROUNDS; round++) {
    const began = process.hrtime.bigint();
    for (let i = 0; i < ROUND; i++) last = decide(article, seen, known, NOON + (i & 1));
    const seconds = Number(process.hrtime.bigint() - began) / 1e9;
    // The first round warms up.
    if (round > 0) rates.push(ROUND / seconds);
  }
  if (last === null || last.rungs.length < 3) throw new Error('the ladder is not there');
  rates.sort((a, b) => a - b);
  const median = rates[rates.length >> 1] as number;
  return {
    measure: `decide: article's policy, 80 samples, full ladder (${name})`,
    result: `${(median / 1e6).toFixed(2)} M/s`,
    floor: `>= ${(FLOOR / 1e6).toFixed(0)} M/s`,
    ok: median >= FLOOR,
  };
}
