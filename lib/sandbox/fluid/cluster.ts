import { at, type Stored } from '../api/json.ts';
import { kinds } from '../api/kinds.ts';
import type { Change, Store } from '../api/store.ts';
import { isRuntimeKind } from '../kinds/table.ts';
import { step } from '../model/step.ts';
import type { DatasetOptions } from '../options.ts';
import type { Ref } from './actor.ts';
import { acceptLoad, isLoadOf, loadGone } from './loads.ts';
import { masterPodOf, replaceMaster } from './master.ts';
import { behaviourFor, optionsOf } from './objects.ts';
import { openWorld } from './open.ts';
import { runtimeChanged, setUp, tearDown } from './runtime.ts';
import { settleSoon, workerLeaves } from './workers.ts';
import { type Cluster, countOf, type World, workerSetOf } from './world.ts';

/** From a deletion until Fluid acts on it, ms. */
const REACTION = 1000;
/** From a runtime without its Dataset until Fluid looks again, ms. */
const NO_DATASET = 5000;

/** All runtimes of the sandbox, and what happens to them when objects change. */
export interface Worlds {
  find(namespace: string, name: string): World | null;
  all(): readonly World[];
  /** Starts the engine of a runtime that is there; for the datasets the sandbox begins with. */
  begin(options: DatasetOptions, runtime: Stored, dataset: Stored, instant: boolean): Promise<World>;
  /** Moves every cache to this instant. */
  pass(now: number): void;
  /** Waits for engines that are being opened, and lets every engine's port follow its master. */
  follow(): Promise<void>;
  /** Closes every engine. */
  close(): Promise<void>;
}

/** @param catchUp brings the sandbox to the present: an engine that is asked must tell the truth of this moment */
export function createWorlds(cluster: Cluster, store: Store, catchUp: () => void): Worlds {
  const worlds = new Map<string, World>();
  const opening = new Set<Promise<unknown>>();
  const opened = new Set<World>();
  const { agenda, actors, settings } = cluster;

  const find = (namespace: string, name: string) =>
    [...worlds.values()].find(
      (w) => !w.ended && w.options.namespace === namespace && w.options.name === name,
    ) ?? null;

  async function begin(
    options: DatasetOptions,
    runtime: Stored,
    dataset: Stored,
    instant: boolean,
  ): Promise<World> {
    const behaviour = behaviourFor(runtime, dataset);
    const world = await openWorld({ cluster, options, behaviour, runtime, instant, catchUp });
    opened.add(world);
    worlds.set(world.uid, world);
    setUp(world, instant ? 0 : settings.setupMs);
    return world;
  }

  /** A runtime that somebody made through the API; its Dataset may come later. */
  function welcome(ref: Ref, uid: string): void {
    const runtime = actors.dataset.get(ref);
    if (runtime?.metadata.uid !== uid || worlds.has(uid)) return;
    const dataset = actors.dataset.get({ ...ref, kind: 'Dataset' });
    if (dataset === null) {
      agenda.after(NO_DATASET, () => welcome(ref, uid));
      return;
    }
    const options = optionsOf(
      behaviourFor(runtime, dataset),
      runtime,
      dataset,
      settings.datasets.find((d) => isNamed(d, ref)),
    );
    const started = begin(options, runtime, dataset, false);
    opening.add(started);
    void started.finally(() => opening.delete(started));
  }

  function end(world: World): void {
    if (!world.ended) tearDown(world);
    worlds.delete(world.uid);
    opened.delete(world);
    const closed = closeWorld(world);
    opening.add(closed);
    void closed.finally(() => opening.delete(closed));
  }

  function onRuntime({ type, object, previous }: Change, ref: Ref): void {
    const { uid, deletionTimestamp } = object.metadata;
    const world = worlds.get(uid);
    if (type === 'ADDED') agenda.after(REACTION, () => welcome(ref, uid));
    else if (!world) return;
    else if (type === 'DELETED') end(world);
    else if (deletionTimestamp !== undefined && previous?.metadata.deletionTimestamp === undefined) {
      agenda.after(REACTION, () => end(world));
    } else if (countOf(world.behaviour, previous) !== countOf(world.behaviour, object)) runtimeChanged(world);
  }

  function ownerOf(pod: Stored): World | null {
    const owns = (world: World) => {
      const set = actors.manager.get(workerSetOf(world));
      return pod.metadata.ownerReferences?.some((owner) => owner.uid === set?.metadata.uid) ?? false;
    };
    return [...worlds.values()].find((world) => !world.ended && owns(world)) ?? null;
  }

  /** Another pod of the namespace may have waited for the node. */
  function nodeFreed(by: World): void {
    for (const world of worlds.values()) if (world === by || world.waits) settleSoon(world);
  }

  function masterOf({ metadata }: Stored): World | null {
    const { namespace = '', name } = metadata;
    const world = [...worlds.values()].find(
      (w) => masterPodOf(w).name === name && w.options.namespace === namespace,
    );
    return world && !world.ended ? world : null;
  }

  function onPod({ type, object, previous }: Change): void {
    const leaving = object.metadata.deletionTimestamp !== undefined && !previous?.metadata.deletionTimestamp;
    const world = ownerOf(object);
    if (world && leaving) workerLeaves(world, object);
    if (world && type === 'DELETED') nodeFreed(world);
    const master = world || !leaving ? null : masterOf(object);
    if (master) replaceMaster(master);
  }

  function onLoad({ type, object }: Change): void {
    const world = [...worlds.values()].find((each) => isLoadOf(each, object));
    if (!world) return;
    if (type === 'ADDED') agenda.after(0, () => acceptLoad(world, object));
    if (type === 'DELETED') loadGone(world, object.metadata.name);
  }

  function onDataset({ object, previous }: Change, ref: Ref): void {
    if (object.metadata.deletionTimestamp === undefined || previous?.metadata.deletionTimestamp) return;
    const free = (dataset: Stored) => {
      const { finalizers, ...metadata } = dataset.metadata;
      return { ...dataset, metadata };
    };
    const world = find(ref.namespace, ref.name);
    if (world) agenda.after(REACTION, () => actors.dataset.remove({ ...ref, kind: world.behaviour.kind }));
    agenda.after(3 * REACTION, () => actors.dataset.change(ref, free));
  }

  /** A namespace takes everything in it along. */
  function onNamespace({ type, object }: Change): void {
    if (type !== 'DELETED') return;
    for (const kind of kinds.filter((each) => each.namespaced)) {
      for (const held of store.list(kind, object.metadata.name)) store.remove(kind, held);
    }
  }

  function onSet({ object, previous }: Change): void {
    if (at(previous, 'spec', 'replicas') === at(object, 'spec', 'replicas')) return;
    const world = [...worlds.values()].find((w) => !w.ended && isAt(workerSetOf(w), object));
    if (world) settleSoon(world);
  }

  const reactions: Readonly<Record<string, (change: Change, ref: Ref) => void>> = {
    Pod: onPod,
    StatefulSet: onSet,
    AdvancedStatefulSet: onSet,
    DataLoad: onLoad,
    Dataset: onDataset,
    Namespace: onNamespace,
  };
  store.subscribe((change) => {
    const { name, namespace = '' } = change.object.metadata;
    const ref = { kind: change.kind.kind, namespace, name };
    if (isRuntimeKind(ref.kind)) onRuntime(change, ref);
    else reactions[ref.kind]?.(change, ref);
  });

  return {
    find,
    all: () => [...worlds.values()],
    begin,
    pass(now) {
      for (const { caches } of worlds.values()) caches.change((cache) => step(cache, now));
    },
    async follow() {
      await Promise.allSettled([...opening]);
      await Promise.all(
        [...worlds.values()].flatMap(({ engine, pages }) => [engine?.follow(), pages?.follow()]),
      );
    },
    async close() {
      await Promise.allSettled([...opening]);
      await Promise.all([...opened].map(closeWorld));
    },
  };
}

async function closeWorld({ engine, pages }: World): Promise<void> {
  await Promise.all([engine?.close(), pages?.close()]);
}

function isAt(ref: Ref, object: Stored): boolean {
  return ref.name === object.metadata.name && ref.namespace === object.metadata.namespace;
}

function isNamed(options: DatasetOptions, ref: Ref): boolean {
  return options.namespace === ref.namespace && options.name === ref.name;
}
