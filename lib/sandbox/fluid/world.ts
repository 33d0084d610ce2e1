import type { Dice } from '../dice.ts';
import type { Engine } from '../engine/server.ts';
import type { Cache } from '../model/cache.ts';
import type { DatasetOptions, Settings } from '../options.ts';
import type { Actor, Ref } from './actor.ts';
import type { Agenda } from './agenda.ts';
import type { Port } from './ports.ts';

/** The parts of the cluster that act, by the name they write under. */
export interface Actors {
  /** Fluid's controller of AlluxioRuntimes. */
  readonly alluxio: Actor;
  /** Fluid's controller of Datasets and data operations. */
  readonly dataset: Actor;
  readonly helm: Actor;
  /** StatefulSets, their pods and EndpointSlices. */
  readonly manager: Actor;
  readonly scheduler: Actor;
  readonly kubelet: Actor;
  /** Whoever made the datasets the sandbox begins with. */
  readonly user: Actor;
}

export interface Cluster {
  readonly settings: Settings;
  readonly agenda: Agenda;
  readonly dice: Dice;
  readonly actors: Actors;
}

/** One AlluxioRuntime (one uid) with the engine behind it. */
export interface World {
  readonly cluster: Cluster;
  readonly uid: string;
  readonly options: DatasetOptions;
  readonly engine: Engine;
  readonly ports: readonly Port[];
  cache: Cache;
  /** Its Dataset has been bound: from here on Fluid looks at it. */
  bound: boolean;
  /** It is being made ready before anybody looks: its workers come at once. */
  instant: boolean;
  /** A pod of it waits for a node. */
  waits: boolean;
  /** The runtime is going away; nothing of it moves any more. */
  ended: boolean;
  /** Calls off the next look of Fluid's. */
  cancelRefresh: () => void;
  /** Bytes read when Fluid last looked, for its hit ratios; null before the first look. */
  lastRead: { readonly ufs: number; readonly remote: number } | null;
  /** The DataLoad that runs, with the instant it began. */
  operation: { readonly name: string; readonly since: number } | null;
}

export function refOf(world: World, kind: string, name: string = world.options.name): Ref {
  return { kind, namespace: world.options.namespace, name };
}

export function runtimeOf(world: World): Ref {
  return refOf(world, 'AlluxioRuntime');
}

export function datasetOf(world: World): Ref {
  return refOf(world, 'Dataset');
}

export function workerSetOf(world: World): Ref {
  return refOf(world, 'StatefulSet', `${world.options.name}-worker`);
}
