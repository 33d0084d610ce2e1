import { roll } from '../dice.ts';
import { blockSize, type Cache, type Flow, type Worker } from './cache.ts';
import { flowOn } from './flow.ts';
import { type LiveCache, liven } from './live.ts';
import { noteOrder } from './whole.ts';

function thrown(cache: Cache, [low, high]: readonly [number, number]): readonly [number, number] {
  const [value, dice] = roll(cache.dice);
  return [low + Math.round(value * (high - low)), dice];
}

/** The same cache, the order in which blocks were read written down: it is told by the flow only while all is there. */
function noted(cache: Cache): Cache {
  if (!cache.reads?.unnoted) return cache;
  const live = liven(cache);
  noteOrder(live);
  return live;
}

/** A worker process has started; the master counts it from `registersAt`. One of the same id is replaced then, its blocks gone. */
export function addWorker(cache: Cache, id: string, capacityBytes: number, registersAt: number): Cache {
  const blocks: ReadonlySet<number> = new Set();
  const added: Worker = { id, capacityBytes, registersAt, lostAt: null, blocks, heldBytes: 0 };
  return { ...cache, workers: [...cache.workers, added] };
}

/** The worker is gone, asked or not: the master finds out 300 to 310 s later. One that had not registered leaves no trace. */
export function silenceWorker(before: Cache, id: string): Cache {
  const cache = noted(before);
  const [after, dice] = thrown(cache, cache.parameters.lostAfterMs);
  const workers = cache.workers.flatMap((worker) => {
    if (worker.id !== id || worker.lostAt !== null) return [worker];
    return worker.registersAt > cache.at ? [] : [{ ...worker, lostAt: cache.at + after }];
  });
  return { ...cache, dice, workers, whole: false };
}

function newFlow(kind: Flow['kind'], bytesPerSecond: number): Flow {
  return { kind, bytesPerSecond, pass: 1, index: 0, offset: 0, target: null, unnoted: 0 };
}

/** Begins to load the dataset; it ends by itself. A load that runs goes on at the new rate. */
export function startLoad(cache: Cache, bytesPerSecond: number): Cache {
  return { ...cache, load: { ...(cache.load ?? newFlow('load', 0)), bytesPerSecond } };
}

/** Applications read the whole dataset again and again, until the rate is 0. */
export function setReads(cache: Cache, bytesPerSecond: number): Cache {
  if (bytesPerSecond <= 0) return { ...noted(cache), reads: null };
  return { ...cache, reads: { ...(cache.reads ?? newFlow('reads', 0)), bytesPerSecond } };
}

/** The dataset has another size. Blocks that end elsewhere now are not cached any more: what lay behind the end, and a short last one. */
export function resizeDataset(before: Cache, datasetBytes: number): Cache {
  const cache = noted(before);
  const sized = { ...cache, datasetBytes, whole: false };
  const workers = cache.workers.map((worker) => {
    const blocks = [...worker.blocks].filter((i) => blockSize(sized, i) === blockSize(cache, i));
    const heldBytes = blocks.reduce((sum, index) => sum + blockSize(sized, index), 0);
    return blocks.length === worker.blocks.size ? worker : { ...worker, heldBytes, blocks: new Set(blocks) };
  });
  const within = (flow: Flow | null): Flow | null =>
    flow && blockSize(sized, flow.index) !== blockSize(cache, flow.index)
      ? {
          ...flow,
          index: Math.min(flow.index, Math.ceil(datasetBytes / cache.blockBytes)),
          offset: 0,
          target: null,
        }
      : flow;
  return { ...sized, workers, load: within(cache.load), reads: within(cache.reads) };
}

/** The master ends now and is started again `downMs` later; its counters begin at 0. */
export function restartMaster(cache: Cache, downMs: number): Cache {
  const { zerosMs, closedForMs, refusedAgainForMs } = cache.parameters;
  const [zeros, dice] = thrown(cache, zerosMs);
  const refusedUntil = cache.at + downMs;
  const closedUntil = refusedUntil + closedForMs;
  const refusedAgainUntil = closedUntil + refusedAgainForMs;
  const restart = { refusedUntil, closedUntil, refusedAgainUntil, zerosUntil: refusedAgainUntil + zeros };
  const none = { ufs: 0, remote: 0 };
  return { ...cache, dice, restart, counters: none, published: { ...none, at: cache.at } };
}

/** Takes out who is given up, and whose name another took: a process that registers under it takes its place. */
function settle(cache: LiveCache): void {
  const { at, workers } = cache;
  if (workers.every((worker) => worker.lostAt === null)) return;
  const returned = (w: Worker) =>
    w.lostAt !== null && workers.some((o) => o !== w && o.id === w.id && o.registersAt <= at);
  const given = workers.filter((w) => w.lostAt !== null && (w.lostAt <= at || returned(w)));
  if (given.length === 0) return;
  cache.workers = workers.filter((w) => !given.includes(w));
  cache.lostWorkers += given.filter((w) => !returned(w)).length;
}

/** What the page says of the counters: what passed until the last heartbeat, or a little later. */
function publish(cache: LiveCache): void {
  const { at, counters, published, parameters } = cache;
  if (at - published.at < parameters.heartbeatMs) return;
  cache.published = { ufs: counters.ufs, remote: counters.remote, at };
}

/** The next instant to look at: in between, data goes its way and nothing else happens. */
function nextLook(cache: LiveCache, to: number): number {
  const { load, reads, at } = cache;
  const still = load === null && (reads === null || cache.whole);
  // Nothing but counters can differ before the next change, so go there at once.
  const reach = still ? to : Math.min(to, at + cache.parameters.heartbeatMs);
  return Math.min(reach, nextChange(cache) ?? reach);
}

/** As `step`, on a cache that is changed in place. */
export function advance(cache: LiveCache, to: number): void {
  while (cache.at < to) {
    const at = nextLook(cache, to);
    const seconds = (at - cache.at) / 1000;
    if (cache.load !== null) flowOn(cache, 'load', cache.load.bytesPerSecond * seconds);
    if (cache.reads !== null) flowOn(cache, 'reads', cache.reads.bytesPerSecond * seconds);
    cache.at = at;
    settle(cache);
    publish(cache);
  }
  if (cache.restart !== null && cache.restart.zerosUntil <= cache.at) cache.restart = null;
}

/**
 * The cache at a later instant. Same cache, same instant, same outcome; in one go or in many
 * (but for when flows and worker changes meet within a second).
 * @param to ms; an earlier instant than `cache.at` leaves it as it is
 */
export function step(cache: Cache, to: number): Cache {
  const live = liven(cache);
  advance(live, to);
  return live;
}

/** The earlier of two instants after `at`; null stands for never. */
function earlier(at: number, one: number | null, other: number | null): number | null {
  if (other === null || other <= at) return one;
  return one === null || other < one ? other : one;
}

/** When the cache next changes by itself while no data moves, or null: a worker joins or is given up. */
export function nextChange(cache: Cache): number | null {
  const { at, restart, workers } = cache;
  let next: number | null = null;
  for (const { registersAt, lostAt } of workers) next = earlier(at, earlier(at, next, registersAt), lostAt);
  if (restart === null) return next;
  return Object.values<number>({ ...restart }).reduce<number | null>((so, one) => earlier(at, so, one), next);
}
