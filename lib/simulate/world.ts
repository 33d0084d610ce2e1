/** One dataset's cluster and cache in memory, on the scenario's time. Nothing here decides anything. */
import type { PatchRequest, PatchResult } from '../daemon/ports.ts';
import type { DatasetObjects } from '../kube/objects.ts';
import { MANAGER } from '../ledger/replay.ts';
import type { Blind } from '../model/observation.ts';
import type { EngineFigures } from '../runtimes/contract.ts';
import { emptyCache } from '../sandbox/model/cache.ts';
import { mannerOf } from '../sandbox/model/figures.ts';
import { liven } from '../sandbox/model/live.ts';
import { warm } from '../sandbox/model/read-block.ts';
import {
  addWorker,
  advance,
  nextChange,
  resizeDataset,
  restartMaster,
  setReads,
  silenceWorker,
  startLoad,
} from '../sandbox/model/step.ts';
import { createAgenda } from './agenda.ts';
import { answerOf, outOf, untoldBy } from './engine.ts';
import { objectsOf } from './objects.ts';
import { createOperations } from './operations.ts';
import { createPeople } from './people.ts';
import { nobody, type Readers, strideOf } from './readers.ts';
import type { Happening, Outage, Scenario } from './scenario.ts';
import { heldBy, moves, type Truth, truthOf } from './truth.ts';
import { createUsers } from './users.ts';
import { createWorkerPods, idOf } from './workers.ts';

export interface World {
  now(): number;
  /** Grows with every change of the objects that a watch would see. */
  version(): number;
  objects(): DatasetObjects;
  /** What the engine answers one who asks now. */
  ask(): EngineFigures | Blind;
  /** Whether the pods that have the volume are looked at. */
  wantUsers(wanted: boolean): void;
  patch(request: PatchRequest): PatchResult;
  truth(): Truth;
  /**
   * Lets time pass, at most to `to`.
   * @param passing called at every instant at which anything may have changed (while data flows, at each of the model's steps of
   * a second), and at the end
   * @returns true when it stopped early, or ends, at a change that a watch would see
   */
  advance(to: number, passing?: () => void): boolean;
  /** When something happens next by itself; Infinity: never again. While data moves, that is now. */
  nextEvent(): number;
  /** Each change of the count, whoever made it. */
  onScaled(listener: (change: Scaled) => void): void;
}

export interface Scaled {
  readonly at: number;
  readonly from: number;
  readonly to: number;
  readonly manager: string;
}

/** Of the runtime of every simulated world. */
export const SIMULATED_UID = 'simulated';

export interface WorldOptions {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly namespace: string;
  readonly name: string;
  /** Who else asks the cache for data. */
  readonly readers?: Readers;
  /** What the cache holds at the start, bytes: the first blocks of the dataset. */
  readonly heldBytes?: number;
}

export function createWorld(options: WorldOptions): World {
  const { scenario, seed, namespace, name, readers = nobody, heldBytes = 0 } = options;
  const { workers, dataset, happenings, startMs } = scenario;
  const { capacityBytes, blockBytes } = workers;
  const kind = dataset.runtime ?? 'AlluxioRuntime';
  const untold = untoldBy(kind, `${namespace}/${name}`);
  const people = createPeople();
  const users = createUsers();
  const operations = createOperations();
  const agenda = createAgenda(happenings, (happening) => happen(happening));
  let now = startMs;
  let cache = liven(emptyCache({ at: now, seed, datasetBytes: dataset.sizeBytes, blockBytes }));
  let [replicas, generation, version] = [workers.replicas, 1, 1];
  let manager: string | null = null;
  let [reads, lostBytes] = [0, 0];
  let objects: DatasetObjects | null = null;
  const outages: Outage[] = [];
  const listeners: ((change: Scaled) => void)[] = [];
  /** What the counters said before the master last began them anew. */
  let readBefore = 0;

  const changed = () => {
    version++;
    objects = null;
  };
  const pods = createWorkerPods({
    workers,
    seed: seed ^ 0x5eed,
    agenda,
    now: () => now,
    onStarted: (ordinal, registersAt) => {
      cache = liven(addWorker(cache, idOf(ordinal), capacityBytes, registersAt));
    },
    onEnded: (ordinal) => {
      lostBytes += heldBy(cache, idOf(ordinal));
      cache = liven(silenceWorker(cache, idOf(ordinal)));
    },
    onChange: changed,
  });
  warm(cache, heldBytes);
  const scale = (to: number, by: string) => {
    if (to === replicas) return;
    const change = { at: now, from: replicas, to, manager: by };
    replicas = to;
    manager = by;
    generation++;
    pods.follow(to);
    changed();
    for (const listener of listeners) listener(change);
  };
  const happen = (happening: Happening) => {
    if (people.hear(happening, now)) return changed();
    if (users.hear(happening)) changed();
    if (operations.hear(happening, now)) changed();
    switch (happening.what) {
      case 'load is made':
        return;
      case 'load':
        cache = liven(startLoad({ ...cache, load: null }, happening.bytesPerSecond));
        return;
      case 'load is broken off':
        if (cache.load === null) return;
        cache.load = null;
        operations.end(now);
        return changed();
      case 'pods':
        return;
      case 'reads':
        // Rates are sums of what may be no whole number.
        reads = Math.max(0, Math.round(reads + happening.by));
        cache = liven(setReads(cache, reads));
        return;
      case 'dataset grows':
        cache = liven(resizeDataset(cache, cache.datasetBytes + happening.bytes));
        return changed();
      case 'outage begins':
        outages.push(happening.engine);
        return;
      case 'outage ends':
        outages.splice(outages.indexOf(happening.engine), 1);
        return;
      case 'master restarts':
        readBefore += cache.counters.ufs;
        cache = liven(restartMaster(cache, happening.downMs));
        return;
      case 'someone scales':
        return scale(happening.to, happening.manager);
      case 'worker is lost':
      case 'worker starts again':
      case 'worker crashes':
      case 'worker crashes no more':
        return pods.happen(happening);
    }
  };

  return {
    now: () => now,
    version: () => version,
    objects: () => {
      objects ??= objectsOf({
        namespace,
        name,
        kind,
        ...{ uid: SIMULATED_UID, labels: dataset.labels },
        resourceVersion: version,
        generation,
        replicas,
        manager,
        asked: pods.asked,
        pods: pods.views(),
        annotations: people.annotations(),
        sizeBytes: cache.datasetBytes,
        sizeKnown: dataset.sizeKnown,
        capacityBytes,
        blockBytes,
        operations: operations.seen(namespace, name),
        users: users.seen(namespace),
      });
      return objects;
    },
    ask: () => untold ?? (outages.length === 0 ? answerOf(cache) : outOf(outages.at(-1) as Outage)),
    wantUsers: (wanted) => {
      if (users.want(wanted)) changed();
    },
    patch: ({ from, to }) => {
      if (from !== replicas) return { result: 'lost', text: `the count is ${replicas}, not ${from}` };
      scale(to, MANAGER);
      return { result: 'applied', text: '', resourceVersion: String(version) };
    },
    truth: () =>
      truthOf(cache, {
        replicas,
        serving: pods.serving(),
        blind: untold !== null || outages.length > 0 || mannerOf(cache) !== 'up',
        readsPerSecond: reads,
        lostBytes,
        underStoreBytes: readBefore + cache.counters.ufs,
      }),
    advance: (to, passing = () => undefined) => {
      const before = version;
      agenda.runDue(now);
      while (now < to && version === before) {
        const loading = cache.load !== null;
        const step = moves(cache) ? now + cache.parameters.heartbeatMs : to;
        now = Math.min(to, step, agenda.next(), nextChange(cache) ?? to, strideOf(readers, now));
        readers.read(cache, now);
        advance(cache, now);
        if (loading && cache.load === null) {
          operations.end(now);
          changed();
        }
        agenda.runDue(now);
        passing();
      }
      return version !== before;
    },
    nextEvent: () => {
      if (moves(cache)) return now;
      return Math.min(agenda.next(), nextChange(cache) ?? Number.POSITIVE_INFINITY, readers.next(now));
    },
    onScaled: (listener) => {
      listeners.push(listener);
    },
  };
}
