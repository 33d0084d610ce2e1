import type { JsonObject } from './api/json.ts';
import { serveApi } from './api/server.ts';
import { createStore } from './api/store.ts';
import { createDice } from './dice.ts';
import { type Actor, createActor } from './fluid/actor.ts';
import { createAgenda } from './fluid/agenda.ts';
import { createWorlds, type Worlds } from './fluid/cluster.ts';
import { commandsIn } from './fluid/commands.ts';
import { datasetObject, loadObject, runtimeObject } from './fluid/objects.ts';
import type { Actors, Cluster } from './fluid/world.ts';
import { apiOf, datasetOf, type SandboxApi, type SandboxDataset } from './handle.ts';
import { behaviours } from './kinds/table.ts';
import { writeKubeconfig } from './kubeconfig.ts';
import { setReads } from './model/step.ts';
import { type DatasetOptions, type SandboxOptions, settingsOf } from './options.ts';
import { startTicker } from './ticker.ts';

/** An embedded cluster: an API server and engines on 127.0.0.1, and Fluid's behaviour behind them. */
export interface Sandbox {
  /** Of the API server, without TLS. */
  readonly url: string;
  /** Writes a kubeconfig to this path and returns it. */
  kubeconfig(path: string): string;
  readonly api: SandboxApi;
  /** One dataset by its name. @throws when it has no runtime */
  dataset(namespace: string, name: string): SandboxDataset;
  /** Brings everything to the clock's now, without waiting for the next tick. */
  catchUp(): Promise<void>;
  /** Closes all servers and leaves nothing running. @throws what went wrong in the sandbox itself, if anything did */
  stop(): Promise<void>;
}

const NAMESPACES = ['default', 'fluid-system', 'kube-system'];

function createActors(actor: Cluster['actor']): Actors {
  return {
    dataset: actor('dataset'),
    helm: actor('helm'),
    manager: actor('kube-controller-manager'),
    scheduler: actor('kube-scheduler'),
    kubelet: actor('kubelet'),
    user: actor('kubectl-create'),
  };
}

function createNamespaces({ actors }: Cluster, datasets: readonly DatasetOptions[]): void {
  for (const name of new Set([...NAMESPACES, ...datasets.map((dataset) => dataset.namespace)])) {
    actors.user.create('Namespace', { metadata: { name } });
  }
}

/** A cluster-wide object that several runtimes may need: made once. */
function provide(user: Actor, kind: string, object: JsonObject): void {
  const { name } = object.metadata as { name: string };
  if (user.get({ kind, namespace: '', name }) === null) user.create(kind, object);
}

/** A dataset that is there from the start: Bound, its workers serving, its load and readers to come. */
async function prepare(cluster: Cluster, worlds: Worlds, options: DatasetOptions): Promise<void> {
  const { user } = cluster.actors;
  const dataset = user.create('Dataset', datasetObject(options));
  const { kind, needs } = behaviours[options.runtime ?? 'alluxio'];
  for (const [needed, object] of needs?.() ?? []) provide(user, needed, object);
  const runtime = user.create(kind, runtimeObject(options, dataset));
  const world = await worlds.begin(options, runtime, dataset, true);
  const { load, reads } = options;
  if (load) cluster.agenda.after(load.startAfterMs, () => void user.create('DataLoad', loadObject(options)));
  if (!reads) return;
  const at = (ms: number, rate: number) =>
    cluster.agenda.after(ms, () => {
      world.caches.change((cache) => setReads(cache, rate));
    });
  at(reads.startAfterMs, reads.rateBytesPerSecond);
  if (reads.stopAfterMs !== undefined) at(reads.stopAfterMs, 0);
}

/**
 * Starts the sandbox. All its time is the clock's: with a fast clock a virtual minute of Kubernetes, Fluid and Alluxio
 * passes in a second. The datasets are Bound when it resolves.
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const settings = settingsOf(options);
  const { clock, datasets } = settings;
  const dice = createDice(settings.seed);
  const store = createStore();
  const agenda = createAgenda(clock, (now) => worlds.pass(now));
  const actor = (name: string) => createActor({ store, agenda, dice }, name);
  const cluster: Cluster = { settings, agenda, dice, actors: createActors(actor), actor };
  const worlds: Worlds = createWorlds(cluster, store, () => agenda.catchUp());

  createNamespaces(cluster, datasets);
  for (const dataset of datasets) await prepare(cluster, worlds, dataset);
  agenda.catchUp();
  for (const world of worlds.all()) world.instant = false;

  const run = commandsIn(worlds);
  const server = await serveApi({ store, clock, dice, catchUp: () => agenda.catchUp(), run });
  const ticker = startTicker(clock, settings.tickMs, async () => {
    agenda.catchUp();
    await worlds.follow();
  });
  return {
    url: server.url,
    kubeconfig: (path) => writeKubeconfig(path, server.url),
    api: apiOf(cluster, store, () => server.cut()),
    dataset: (namespace, name) => datasetOf(worlds, () => agenda.catchUp(), namespace, name),
    async catchUp() {
      agenda.catchUp();
      await worlds.follow();
    },
    async stop() {
      const ticked = await Promise.allSettled([ticker.stop(), server.close(), worlds.close()]);
      for (const each of ticked) if (each.status === 'rejected') throw each.reason;
    },
  };
}
