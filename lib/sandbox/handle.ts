import type { KubeObject } from '../kube/objects.ts';
import type { ExecFault } from './api/exec-answer.ts';
import { kindNamed } from './api/kinds.ts';
import type { Store } from './api/store.ts';
import type { Engine } from './engine/server.ts';
import { type Actor, createActor } from './fluid/actor.ts';
import type { Worlds } from './fluid/cluster.ts';
import { replaceMaster } from './fluid/master.ts';
import { crashWorker } from './fluid/workers.ts';
import type { Cluster, World } from './fluid/world.ts';
import type { Cache } from './model/cache.ts';
import { type Figures, joinedFigures } from './model/figures.ts';
import { setReads } from './model/step.ts';

/** Straight into the store, past HTTP; for tests. Objects are copies. */
export interface SandboxApi {
  get(kind: string, namespace: string, name: string): KubeObject | null;
  /** `namespace` null: all. */
  list(kind: string, namespace: string | null): KubeObject[];
  /** Writes as another controller or person would, under this field manager. */
  as(manager: string): Actor;
  /** The newest resourceVersion. */
  revision(): number;
  /** Cuts every connection, as a failing network does. */
  cut(): void;
  /** Makes every earlier resourceVersion too old. */
  compact(): void;
}

/** One dataset of the sandbox and the engine behind it. */
export interface SandboxDataset {
  /** The one page that tells how full it is. @throws where there is none: its workers have pages, or are asked by a command */
  readonly engine: Engine;
  /** The page of one worker's pod, where each has one. @throws where it has none */
  page(pod: string): Engine;
  /** Makes commands in its pods go wrong in one way until called with null. */
  setExecFault(fault: ExecFault | null): void;
  /** What the cache as a whole holds now. */
  figures(): Figures;
  /** The cache itself, as the model has it; the first where each worker has one. @throws where there is none yet */
  cache(): Cache;
  /** Applications read the whole dataset again and again at this rate; 0: no more. */
  setReads(bytesPerSecond: number): void;
  /** The worker's process dies; its pod stays, not ready. */
  crashWorker(ordinal: number): void;
  /** The master's pod is replaced. */
  restartMaster(): void;
}

export function apiOf(cluster: Cluster, store: Store, cut: () => void): SandboxApi {
  return {
    get: (kind, namespace, name) => structuredClone(store.get(kindNamed(kind), namespace, name)),
    list: (kind, namespace) => structuredClone(store.list(kindNamed(kind), namespace)),
    as: (manager) => createActor({ store, agenda: cluster.agenda, dice: cluster.dice }, manager),
    revision: () => store.revision(),
    cut,
    compact: () => store.compact(),
  };
}

/** @throws when the sandbox has no such dataset with a runtime */
export function datasetOf(
  worlds: Worlds,
  catchUp: () => void,
  namespace: string,
  name: string,
): SandboxDataset {
  function world(): World {
    catchUp();
    const found = worlds.find(namespace, name);
    if (!found) throw new Error(`the sandbox has no runtime ${namespace}/${name}: create it first`);
    return found;
  }
  world();
  return {
    get engine() {
      return present(world().engine, `${namespace}/${name} has no page of its own: ask its workers`);
    },
    page: (pod) => present(world().pages?.of(pod), `the pod ${pod} has no page`),
    setExecFault(fault) {
      world().execFault = fault;
    },
    figures: () => joinedFigures(world().caches.all()),
    cache: () => present(world().caches.all()[0], `${namespace}/${name} has no worker, and so no cache`),
    setReads(bytesPerSecond) {
      world().caches.change((cache) => setReads(cache, bytesPerSecond));
    },
    crashWorker: (ordinal) => crashWorker(world(), ordinal),
    restartMaster: () => replaceMaster(world()),
  };
}

function present<T>(found: T | null | undefined, otherwise: string): T {
  if (found === null || found === undefined) throw new Error(otherwise);
  return found;
}
