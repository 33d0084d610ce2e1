import type { ExecFault } from '../api/exec-answer.ts';
import { at, type Stored } from '../api/json.ts';
import type { Dice } from '../dice.ts';
import type { PodPages } from '../engine/pod-pages.ts';
import type { Engine } from '../engine/server.ts';
import type { Behaviour } from '../kinds/contract.ts';
import type { Caches } from '../model/caches.ts';
import type { DatasetOptions, Settings } from '../options.ts';
import type { Actor, Ref } from './actor.ts';
import type { Agenda } from './agenda.ts';
import type { Port } from './ports.ts';

/** The parts of the cluster that act, by the name they write under. */
export interface Actors {
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
  /** One more, by the name it writes under. */
  actor(name: string): Actor;
}

/** One runtime (one uid) with the cache behind it. */
export interface World {
  readonly cluster: Cluster;
  readonly uid: string;
  readonly options: DatasetOptions;
  readonly behaviour: Behaviour;
  /** Fluid's controller of its kind. */
  readonly fluid: Actor;
  /** The one page that tells how full it is; null where its workers do, or a command. */
  readonly engine: Engine | null;
  /** The pages of its workers, where each has one. */
  readonly pages: PodPages | null;
  /** What goes wrong with the commands in its pods. */
  execFault: ExecFault | null;
  readonly ports: readonly Port[];
  readonly caches: Caches;
  /** Its Dataset has been bound: from here on Fluid looks at it. */
  bound: boolean;
  /** It is being made ready before anybody looks: its workers come at once. */
  instant: boolean;
  /** A pod of it waits for a node. */
  waits: boolean;
  /** The runtime is going away; nothing of it moves any more. */
  ended: boolean;
  /** Called when the worker set's status has changed, where Fluid watches it. */
  setChanged: () => void;
  /** Calls off the next look of Fluid's. */
  cancelRefresh: () => void;
  /** Bytes read when Fluid last looked, for its hit ratios; null before the first look. */
  last: { readonly ufs: number; readonly remote: number } | null;
  /** The DataLoad that runs, with the instant it began. */
  operation: { readonly name: string; readonly since: number } | null;
}

export function refOf(world: World, kind: string, name: string = world.options.name): Ref {
  return { kind, namespace: world.options.namespace, name };
}

export function runtimeOf(world: World): Ref {
  return refOf(world, world.behaviour.kind);
}

export function datasetOf(world: World): Ref {
  return refOf(world, 'Dataset');
}

export function workerSetOf(world: World): Ref {
  return refOf(world, world.behaviour.workers.set, setName(world, 'worker'));
}

export function masterSetOf(world: World): Ref {
  return refOf(world, world.behaviour.workers.set, setName(world, 'master'));
}

/** Name of the set of this part. */
export function setName({ options, behaviour }: World, part: 'worker' | 'master'): string {
  return `${options.name}${behaviour.infix}-${part}`;
}

/** The count of workers that a runtime asks for: 0 where none stands there. */
export function countOf({ count }: Behaviour, runtime: Stored | null): number {
  const found = at(runtime, ...count.path);
  return typeof found === 'number' ? found : 0;
}
