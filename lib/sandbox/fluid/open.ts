import type { Stored } from '../api/json.ts';
import { podPages } from '../engine/pod-pages.ts';
import { type Engine, type EngineSource, serveEngine } from '../engine/server.ts';
import type { Behaviour } from '../kinds/contract.ts';
import { emptyCache } from '../model/cache.ts';
import { cachePerWorker, sharedCache } from '../model/caches.ts';
import { type Figures, joinedFigures, mannerOf, workerFigures } from '../model/figures.ts';
import type { DatasetOptions } from '../options.ts';
import { drawPorts } from './ports.ts';
import { settleSoon } from './workers.ts';
import type { Cluster, World } from './world.ts';

export interface OpenOptions {
  readonly cluster: Cluster;
  readonly options: DatasetOptions;
  readonly behaviour: Behaviour;
  readonly runtime: Stored;
  readonly instant: boolean;
  /** Brings the sandbox to the present: an engine that is asked must tell the truth of this moment. */
  readonly catchUp: () => void;
}

const SILENT: Figures = joinedFigures([]);

/** The cache of a runtime that is there, and whatever tells of it; no objects of Kubernetes yet. */
export async function openWorld({
  cluster,
  options,
  behaviour,
  runtime,
  instant,
  catchUp,
}: OpenOptions): Promise<World> {
  const { dice, agenda } = cluster;
  const { sizeBytes, blockBytes = behaviour.defaultBlock } = options;
  const fresh = () =>
    emptyCache({ at: agenda.now(), seed: dice.between(0, 2 ** 31 - 1), datasetBytes: sizeBytes, blockBytes });
  const caches = behaviour.shared ? sharedCache(fresh()) : cachePerWorker(fresh);
  const { telling, master } = behaviour;
  const whole: EngineSource = {
    figures() {
      catchUp();
      return joinedFigures(caches.all());
    },
    manner() {
      catchUp();
      const [cache] = caches.all();
      // Only a master goes away: what a user has put beside the runtime stays.
      return cache && telling.by === 'master' ? mannerOf(cache) : 'up';
    },
  };
  const ofPod = (pod: string): EngineSource => ({
    figures() {
      catchUp();
      return workerFigures(caches.of(pod), pod) ?? SILENT;
    },
    manner() {
      catchUp();
      return workerFigures(caches.of(pod), pod) === null ? 'refuses' : 'up';
    },
  });
  const engine = await openEngine(behaviour, runtime, whole);
  const service = master?.service ?? null;
  const real = engine && telling.by === 'master' ? { name: telling.port, port: engine.port } : null;
  const world: World = {
    cluster,
    uid: runtime.metadata.uid,
    options,
    behaviour,
    fluid: cluster.actor(behaviour.type),
    engine,
    pages: telling.by === 'pods' ? podPages(telling.page(runtime), ofPod, () => settleSoon(world)) : null,
    execFault: null,
    ports: service === null ? [] : drawPorts(dice, service.ports, service.range, real),
    caches,
    bound: false,
    instant,
    waits: false,
    ended: false,
    setChanged: () => undefined,
    cancelRefresh: () => undefined,
    last: null,
    operation: null,
  };
  await world.pages?.follow(options.replicas);
  return world;
}

async function openEngine(
  { telling }: Behaviour,
  runtime: Stored,
  source: EngineSource,
): Promise<Engine | null> {
  if (telling.by === 'master') return serveEngine(source, telling.page(runtime));
  return telling.by === 'given' ? serveEngine(source, telling.page()) : null;
}
