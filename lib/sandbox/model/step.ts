import { roll } from '../dice.ts';
import type { Cache, Flow, Worker } from './cache.ts';
import { flowOn } from './flow.ts';

/** How often workers tell the master of the bytes that passed, ms. */
const HEARTBEAT = 1000;
/** A worker that went silent is counted for 305 to 308 s, ms. */
const LOST_AFTER: readonly [low: number, high: number] = [305_000, 308_000];
/** A master that is up again shows zeros for 2.4 to 2.8 s, ms. */
const ZEROS: readonly [low: number, high: number] = [2400, 2800];
const CLOSED_FOR = 6000;
const REFUSED_AGAIN_FOR = 200;
/** The longest stretch in which nothing of the workers is looked at anew, ms. */
const STRIDE = 1000;

function thrown(cache: Cache, [low, high]: readonly [number, number]): readonly [number, number] {
  const [value, dice] = roll(cache.dice);
  return [low + Math.round(value * (high - low)), dice];
}

/** A worker process has started; the master counts it from `registersAt`. One of the same id is replaced then, its blocks gone. */
export function addWorker(cache: Cache, id: string, capacityBytes: number, registersAt: number): Cache {
  const added: Worker = { id, capacityBytes, registersAt, lostAt: null, blocks: new Set() };
  return { ...cache, workers: [...cache.workers, added] };
}

/** The worker is gone, asked or not: the master finds out 305 to 308 s later. One that had not registered leaves no trace. */
export function silenceWorker(cache: Cache, id: string): Cache {
  const [after, dice] = thrown(cache, LOST_AFTER);
  const workers = cache.workers.flatMap((worker) => {
    if (worker.id !== id || worker.lostAt !== null) return [worker];
    return worker.registersAt > cache.at ? [] : [{ ...worker, lostAt: cache.at + after }];
  });
  return { ...cache, dice, workers };
}

function newFlow(kind: Flow['kind'], bytesPerSecond: number): Flow {
  return { kind, bytesPerSecond, pass: 1, index: 0, offset: 0, target: null };
}

/** Begins to load the dataset; it ends by itself. A load that runs goes on at the new rate. */
export function startLoad(cache: Cache, bytesPerSecond: number): Cache {
  return { ...cache, load: { ...(cache.load ?? newFlow('load', 0)), bytesPerSecond } };
}

/** Applications read the whole dataset again and again, until the rate is 0. */
export function setReads(cache: Cache, bytesPerSecond: number): Cache {
  if (bytesPerSecond <= 0) return { ...cache, reads: null };
  return { ...cache, reads: { ...(cache.reads ?? newFlow('reads', 0)), bytesPerSecond } };
}

/** The master ends now and is started again `downMs` later; its counters begin at 0. */
export function restartMaster(cache: Cache, downMs: number): Cache {
  const [zeros, dice] = thrown(cache, ZEROS);
  const refusedUntil = cache.at + downMs;
  const closedUntil = refusedUntil + CLOSED_FOR;
  const refusedAgainUntil = closedUntil + REFUSED_AGAIN_FOR;
  const restart = { refusedUntil, closedUntil, refusedAgainUntil, zerosUntil: refusedAgainUntil + zeros };
  const none = { ufs: 0, remote: 0 };
  return { ...cache, dice, restart, counters: none, published: { ...none, at: cache.at } };
}

function settled(cache: Cache): Cache {
  const { at } = cache;
  if (cache.workers.every((worker) => worker.lostAt === null)) return cache;
  const given = cache.workers.filter((w) => w.lostAt !== null && w.lostAt <= at);
  // A process that registers under the name of one that is gone takes its place.
  const returned = (w: Worker) =>
    w.lostAt !== null &&
    cache.workers.some((other) => other !== w && other.id === w.id && other.registersAt <= at);
  const workers = cache.workers.filter((w) => !given.includes(w) && !returned(w));
  if (workers.length === cache.workers.length) return cache;
  return { ...cache, workers, lostWorkers: cache.lostWorkers + given.filter((w) => !returned(w)).length };
}

function publish(cache: Cache): Cache {
  if (cache.at - cache.published.at < HEARTBEAT) return cache;
  return { ...cache, published: { ...cache.counters, at: cache.at } };
}

/**
 * The cache at a later instant. Same cache, same instant, same outcome; in one go or in many
 * (but for when flows and worker changes meet within a second).
 * @param to ms; an earlier instant than `cache.at` leaves it as it is
 */
export function step(cache: Cache, to: number): Cache {
  let here = cache;
  while (here.at < to) {
    const idle = here.load === null && here.reads === null;
    // Idle: nothing between here and the next change can differ, so go there at once.
    const reach = idle ? to : Math.min(to, here.at + STRIDE);
    const at = Math.min(reach, nextChange(here) ?? reach);
    const seconds = (at - here.at) / 1000;
    if (!idle) {
      here = flowOn(here, 'load', (here.load?.bytesPerSecond ?? 0) * seconds);
      here = flowOn(here, 'reads', (here.reads?.bytesPerSecond ?? 0) * seconds);
    }
    here = publish(settled({ ...here, at }));
  }
  return here.restart !== null && here.restart.zerosUntil <= here.at ? { ...here, restart: null } : here;
}

/** When the cache next changes by itself while no data moves, or null: a worker joins or is given up. */
export function nextChange(cache: Cache): number | null {
  const { at, restart, workers } = cache;
  let next = Number.POSITIVE_INFINITY;
  const consider = (instant: number | null) => {
    if (instant !== null && instant > at && instant < next) next = instant;
  };
  for (const worker of workers) {
    consider(worker.registersAt);
    consider(worker.lostAt);
  }
  if (restart) for (const instant of Object.values(restart)) consider(instant);
  return Number.isFinite(next) ? next : null;
}
