import { setMaxListeners } from 'node:events';
import type { Clock } from '../clock/clock.ts';
import { backoffMs } from './backoff.ts';
import { createChanges, type OnDatasetChange } from './changes.ts';
import { type KubeClient, type KubeLog, silentLog } from './client.ts';
import { createClusterIndex } from './cluster-index.ts';
import { type Discovery, discover, fluidGroup, type ServedResource } from './discovery.ts';
import type { WorkerSetOf } from './filing.ts';
import type { DatasetObjects } from './objects.ts';
import { createReflector, type Reflector, type ReflectorState } from './reflector.ts';
import { createSharing } from './sharing.ts';
import { createUsersWatch } from './users-watch.ts';
import { type Needed, requiredGroups, type Watched, watchedKinds } from './watched.ts';

export interface ClusterOptions {
  readonly client: KubeClient;
  /** One namespace, or null for all. */
  readonly namespace: string | null;
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly workerSetOf: WorkerSetOf;
  readonly log?: KubeLog | undefined;
  /** How often the cluster is asked again which kinds it serves; 5 minutes, and 30 s while Fluid is not there. */
  readonly rediscoverMs?: number | undefined;
  /** Passed on to every reflector. */
  readonly relistMs?: number | undefined;
  readonly idleMs?: number | undefined;
}

/** A kind that cannot be seen, and why, in words for a person. */
export interface BlindSpot {
  readonly kind: string;
  readonly why: string;
  readonly needed: Needed;
}

export interface Watch {
  readonly kind: string;
  readonly needed: Needed;
  readonly objects: number;
  readonly state: ReflectorState;
}

/** What the watches know of a cluster, by dataset. */
export interface Cluster {
  /** Follows the cluster until the signal aborts; then resolves with nothing left open. Call once. */
  run(signal: AbortSignal): Promise<void>;
  /** Every kind that may be read has been listed at least once. Once true it stays true until a new kind appears. */
  synced(): boolean;
  /** Resolves when first synced, or when the signal aborts. */
  whenSynced(signal?: AbortSignal): Promise<void>;
  objects(namespace: string, name: string): DatasetObjects;
  /** Whether the pods that use this dataset (`namespace/name`) are watched from now on; at first none are. */
  wantUsers(key: string, wanted: boolean): void;
  /** Whether what `wantUsers` asked for has been listed, or may not be. */
  usersListed(): boolean;
  /** Every dataset or runtime there is, sorted. */
  datasets(): readonly { readonly namespace: string; readonly name: string }[];
  /** Nothing is told before the first sync; then each dataset that exists once. Returns a function that ends it. */
  onDatasetChange(listener: OnDatasetChange): () => void;
  /** Runtime kinds the cluster serves. */
  kinds(): readonly ServedResource[];
  blindSpots(): readonly BlindSpot[];
  watches(): readonly Watch[];
}

interface Running {
  readonly watched: Watched;
  readonly reflector: Reflector;
  readonly stop: AbortController;
  readonly done: Promise<void>;
}

const soonMs = 30_000;
const fluid = `${fluidGroup.group}/${fluidGroup.version}`;

function idOf({ resource: { group, version, plural }, labelSelector }: Watched): string {
  return `${group}/${version}/${plural}?${labelSelector ?? ''}`;
}

/** Discovery, one reflector per kind, and the index over them. Does nothing before `run`. */
export function createCluster(options: ClusterOptions): Cluster {
  const {
    client,
    namespace,
    clock,
    random,
    relistMs,
    idleMs,
    log = silentLog,
    rediscoverMs = 300_000,
  } = options;
  const changes = createChanges(log);
  const index = createClusterIndex(options.workerSetOf, (key) => {
    changes.add(key);
    users.follow(key);
  });
  const users = createUsersWatch({
    making: { client, clock, random, relistMs, idleMs, log },
    namespace,
    index,
    onChange: (key) => changes.add(key),
  });
  const sharing = createSharing();
  const running = new Map<string, Running>();
  const stopped = new Set<Promise<void>>();
  const waiters = new Set<() => void>();
  let discovery: Discovery | null = null;
  /** Discoveries in a row in which a group did not answer. */
  let failures = 0;

  function synced(): boolean {
    if (!discovery || discovery.failures.some(({ groupVersion }) => requiredGroups.includes(groupVersion)))
      return false;
    return [...running.values()].every(({ reflector }) => {
      const { synced: listed, access } = reflector.state();
      return listed || access === 'forbidden' || access === 'absent';
    });
  }
  function checkSynced(): void {
    if (!synced()) return;
    changes.open();
    for (const wake of waiters) wake();
    waiters.clear();
  }

  function start(watched: Watched, signal: AbortSignal): void {
    const { resource, role, labelSelector, transform } = watched;
    const stop = new AbortController();
    const reflector = createReflector({
      client,
      clock,
      random,
      resource,
      namespace,
      labelSelector,
      transform: (object) => {
        const kept = transform(object);
        return kept === null ? null : sharing.share(kept);
      },
      relistMs,
      idleMs,
      log,
      onChange: (type, object, previous) => index.apply(role, type, object, previous),
      onState: checkSynced,
    });
    const cancel = () => stop.abort();
    signal.addEventListener('abort', cancel, { once: true });
    const done = reflector.run(stop.signal).finally(() => signal.removeEventListener('abort', cancel));
    running.set(idOf(watched), { watched, reflector, stop, done });
  }
  /** The kind is served no more: so its objects are no more. */
  function end(id: string, { watched, reflector, stop, done }: Running): void {
    running.delete(id);
    stop.abort();
    stopped.add(done);
    for (const object of reflector.objects.values()) index.apply(watched.role, 'deleted', object, object);
    log.warn({ kind: watched.resource.kind }, 'a kind is not served any more');
  }
  function follow(found: Discovery, signal: AbortSignal): void {
    discovery = found;
    const wanted = watchedKinds(found).filter(({ resource }) => resource.namespaced);
    for (const watched of wanted) {
      const known = running.get(idOf(watched));
      if (known === undefined) start(watched, signal);
      // A kind may get its /scale later.
      else running.set(idOf(watched), { ...known, watched });
    }
    const ids = new Set(wanted.map(idOf));
    const unsure = new Set(found.failures.map(({ groupVersion }) => groupVersion));
    for (const [id, entry] of [...running]) {
      const { group, version } = entry.watched.resource;
      // A group that did not answer has not lost its kinds.
      const asked = !unsure.has(group === '' ? version : `${group}/${version}`);
      if (asked && !ids.has(id)) end(id, entry);
    }
    checkSynced();
  }

  /** Until the next discovery, in ms: soon again while Fluid is not there, sooner still while groups do not answer. */
  function pauseAfter(found: Discovery): number {
    failures = found.failures.length === 0 ? 0 : failures + 1;
    if (failures > 0) return backoffMs(failures, random, { baseMs: 1_000, capMs: soonMs });
    const pause = found.runtimes.length > 0 ? rediscoverMs : Math.min(rediscoverMs, soonMs);
    return pause * (0.9 + random() * 0.2);
  }

  function blindSpots(): readonly BlindSpot[] {
    const unasked = discovery?.failures ?? [];
    const unknown = unasked.map(({ groupVersion, why }) => {
      return {
        kind: groupVersion,
        why: `could not be asked for: ${why}`,
        needed: requiredGroups.includes(groupVersion) ? ('all' as const) : ('none' as const),
      };
    });
    const noFluid =
      discovery?.runtimes.length === 0 && !unasked.some(({ groupVersion }) => groupVersion === fluid);
    const missing = noFluid
      ? [
          {
            kind: fluid,
            why: 'the cluster serves no runtime kind of it: install Fluid',
            needed: 'all' as const,
          },
        ]
      : [];
    const unseen = [...running.values()].flatMap(({ watched, reflector }) => {
      const { access, synced: listed, lastError } = reflector.state();
      if (listed && access === 'ok') return [];
      const { kind } = watched.resource;
      const why = lastError?.text ?? 'not listed yet';
      return [
        { kind, why: access === 'forbidden' ? `may not be read: ${why}` : why, needed: watched.needed },
      ];
    });
    return [...unknown, ...missing, ...unseen];
  }

  return {
    synced,
    whenSynced(signal) {
      return new Promise((resolve) => {
        if (synced() || signal?.aborted) return resolve();
        waiters.add(resolve);
        signal?.addEventListener('abort', () => resolve(), { once: true });
      });
    },
    objects(namespace, name) {
      const found = index.objects(namespace, name);
      const using = users.of(namespace, name);
      return using === null ? found : { ...found, users: using };
    },
    wantUsers: users.want,
    usersListed: users.listed,
    datasets: () =>
      index.keys().map((key) => {
        const slash = key.indexOf('/');
        return { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
      }),
    onDatasetChange: changes.listen,
    // Also while its group does not answer.
    kinds: () =>
      [...running.values()]
        .filter(({ watched }) => watched.role === 'runtime')
        .map(({ watched }) => watched.resource),
    blindSpots,
    watches: () =>
      [...running.values()].map(({ watched: { resource, needed }, reflector }) => {
        return { kind: resource.kind, needed, objects: reflector.objects.size, state: reflector.state() };
      }),
    async run(signal) {
      const over = new AbortController();
      // One listener for each kind and call: more than Node takes for a leak.
      setMaxListeners(0, over.signal);
      const cancel = () => over.abort();
      if (signal.aborted) cancel();
      signal.addEventListener('abort', cancel, { once: true });
      const usersDone = users.run(over.signal);
      while (!over.signal.aborted) {
        const found = await discover(client, over.signal);
        if (over.signal.aborted) break;
        follow(found, over.signal);
        await clock.sleep(pauseAfter(found), over.signal);
      }
      signal.removeEventListener('abort', cancel);
      await usersDone;
      await Promise.all([...stopped, ...[...running.values()].map(({ done }) => done)]);
      changes.close();
    },
  };
}
