/** What it costs to say how soon a dataset is to be looked at again, and whether a change that a watch shows calls for a look. */
import { DEFAULT_PACE, follow, lookAfter, NO_TRAIL } from '../../lib/daemon/cadence.ts';
import { createKeeper } from '../../lib/daemon/keeper.ts';
import { nextSlot, spread } from '../../lib/daemon/slots.ts';
import { actsAt, crossingsOf } from '../../lib/decide/crossings.ts';
import type { KubeObject } from '../../lib/kube/objects.ts';
import { objectsOf, sightOn } from '../lib/daemon/watched.ts';
import { ARTICLE, history, NOON, observation, plan } from '../lib/decide/make.ts';
import { steppedClock } from '../support/stepped-clock.ts';
import type { BenchRow } from './row.ts';

const WAIT_US = 20;
const HEAR_US = 100;

/** @returns µs a call, the best of some rounds */
function best(times: number, work: (i: number) => unknown): number {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 5; round++) {
    const began = performance.now();
    for (let i = 0; i < times; i++) work(i);
    least = Math.min(least, ((performance.now() - began) / times) * 1000);
  }
  return least;
}

/** A cache that fills and is near its threshold: a level that is told, and a decision on whether anything could be done there. */
function wait(): number {
  const document = plan({ policies: ARTICLE });
  const past = history();
  const seen = observation({ reading: { used: 0.8 } });
  const before = follow(NO_TRAIL, { at: NOON - 15_000, fullness: 20_000, room: 1 });
  const place = spread('default/spark');
  return best(100_000, (i) => {
    const trail = follow(before, { at: NOON, fullness: 80_000, room: 1 });
    const levels = crossingsOf(document, seen, past, NOON);
    const acts = (level: number, inMs: number) => actsAt(document, seen, past, { level, at: NOON + inMs });
    const wantMs = lookAfter({ now: NOON, trail, levels, acts, sinceNewsMs: 60_000 }, DEFAULT_PACE);
    return nextSlot({ ...DEFAULT_PACE, now: i, from: i, wantMs, place });
  });
}

/** Fluid writes its counters again. */
async function hear(): Promise<number> {
  const { clock } = steppedClock();
  const { sight, close } = sightOn(clock, () => null);
  const objects = objectsOf('spark', 20_001);
  const written = (cached: string) =>
    ({ ...objects.runtime, status: { cacheStates: { cached } } }) as unknown as KubeObject;
  const states = [written('0.10GiB'), written('0.20GiB')];
  const keeper = createKeeper(
    {
      clock,
      sight,
      cluster: {
        synced: () => true,
        objects: () => ({ ...objects }),
        unseen: () => [],
        onDatasetChange: () => undefined,
        patch: async () => ({ result: 'applied', text: '' }),
      },
      ledger: { append: async (entries) => entries.map((_, seq) => ({ seq, hash: '' })) },
      leadership: { holds: () => true, term: () => 1 },
      log: { info() {}, warn() {}, error() {}, debug() {} },
      hashes: new Map(),
      version: 'bench',
      namespace: null,
    },
    plan({ policies: ARTICLE }),
    null,
  );
  await keeper.tick(new AbortController().signal);
  const us = best(20_000, (i) => {
    objects.runtime = states[i % 2] as KubeObject;
    if (keeper.hear()) throw new Error('a status alone calls for no look');
  });
  close();
  return us;
}

export async function benchCadence(): Promise<BenchRow[]> {
  const [waiting, hearing] = [wait(), await hear()];
  return [
    {
      measure: 'how soon to look again at a dataset that fills',
      result: `${waiting.toFixed(2)} µs`,
      floor: `under ${WAIT_US} µs`,
      ok: waiting < WAIT_US,
    },
    {
      measure: 'a status that Fluid wrote again is found to call for no look',
      result: `${hearing.toFixed(1)} µs`,
      floor: `under ${HEAR_US} µs`,
      ok: hearing < HEAR_US,
    },
  ];
}
