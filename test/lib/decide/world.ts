/**
 * A cache on virtual time, simple enough to be read at a glance: workers take a while to serve, data comes in at a rate until
 * all of it is there or the workers are full, and a worker that goes takes its share along. What plays before it is the loop
 * itself, less the network: observe, decide, remember.
 */
import { decide } from '../../../lib/decide/decide.ts';
import type { Plan } from '../../../lib/decide/plan.ts';
import {
  forget,
  newHistory,
  rememberChange,
  rememberSight,
  rememberWish,
} from '../../../lib/decide/remember.ts';
import type { Decision } from '../../../lib/model/decision.ts';
import type { Actor, History } from '../../../lib/model/history.ts';
import type { Intake, Observation } from '../../../lib/model/observation.ts';
import { blind, GIB, MIB, NOON, observation, SECOND } from './make.ts';

export interface World {
  now: number;
  replicas: number;
  /** By ordinal, the instant from which each worker serves. */
  readonly serves: number[];
  usedBytes: number;
  /** Bytes that came in from the under-store, kept or not. */
  readBytes: number;
  /** Bytes a second that are read through the cache; 0 when nobody reads. */
  rate: number;
  readonly sizeBytes: number;
  /** Whether the dataset's size is told. */
  readonly sizeKnown: boolean;
  /** How long a new worker takes to serve, ms. */
  startMs: number;
  /** The engine cannot be read. */
  dark: boolean;
  /** What was used at each look since capacity changed, at most a minute back. */
  looks: { readonly at: number; readonly used: number; readonly read: number; readonly workers: number }[];
}

export function world(wishes: Partial<World> = {}): World {
  const { now = NOON, replicas = 1 } = wishes;
  return {
    now,
    replicas,
    serves: Array.from({ length: replicas }, () => now),
    usedBytes: 0,
    readBytes: 0,
    rate: 40 * MIB,
    sizeBytes: Math.round(2.71 * GIB),
    sizeKnown: true,
    startMs: 30 * SECOND,
    dark: false,
    looks: [],
    ...wishes,
  };
}

function serving(world: World): number {
  return world.serves.filter((from) => from <= world.now).length;
}

/** Lets time pass. A full engine rests a block short of its capacity. */
export function pass(world: World, ms: number): void {
  world.now += ms;
  const came = Math.floor((world.rate * ms) / 1000);
  const room = serving(world) * (GIB - 64 * MIB);
  const lacking = Math.max(0, world.sizeBytes - world.usedBytes);
  world.usedBytes += Math.max(0, Math.min(came, lacking, room - world.usedBytes));
  // What does not fit is read again and again.
  if (lacking > 0) world.readBytes += came;
}

/** Somebody changes the count. */
export function scale(world: World, replicas: number): void {
  const before = world.replicas;
  world.replicas = replicas;
  while (world.serves.length < replicas) world.serves.push(world.now + world.startMs);
  world.serves.length = replicas;
  if (replicas < before) world.usedBytes = Math.floor((world.usedBytes * replicas) / before);
}

/** One look, with what the last minute of looks tells. */
export function look(world: World): Observation {
  const { now, replicas, usedBytes, readBytes } = world;
  const workers = serving(world);
  world.looks = world.looks.filter(({ at, workers: had }) => at >= now - 60 * SECOND && had === workers);
  world.looks.push({ at: now, used: usedBytes, read: readBytes, workers });
  const { asked, ordinals } = {
    asked: replicas,
    ordinals: world.serves.flatMap((from, i) => (from <= now ? [i] : [])),
  };
  return observation({
    at: now,
    replicas,
    reading:
      world.dark || workers === 0
        ? blind('NoReading')
        : {
            workers,
            capacityBytes: workers * GIB,
            usedBytes,
            peakBytes: Math.max(...world.looks.map(({ used }) => used)),
            intake: intake(world),
          },
    workers: {
      asked,
      serving: workers,
      pending: replicas - workers,
      terminating: 0,
      servingOrdinals: ordinals,
    },
    dataset: { sizeBytes: world.sizeKnown ? world.sizeBytes : null },
  });
}

function intake({ looks, now }: World): Intake {
  const [oldest, newest] = [looks[0], looks.at(-1)];
  if (oldest === undefined || newest === undefined) return 'unknown';
  if (newest.read > oldest.read) return 'rising';
  return now - oldest.at >= 45 * SECOND ? 'still' : 'unknown';
}

/** A change of the count that happened, and when all workers it asked for served. */
export interface Moved {
  readonly at: number;
  readonly from: number;
  readonly to: number;
  readonly by: Actor;
  readonly decision: Decision | null;
  servedAt: number | null;
}

export interface Play {
  plan: Plan;
  readonly world: World;
  history: History;
  readonly moves: Moved[];
  /** The last decision. */
  last: Decision | null;
}

export function play(plan: Plan, scene: World): Play {
  return { plan, world: scene, history: newHistory(look(scene), plan.bounds), moves: [], last: null };
}

/** One tick of the loop. */
export function tick(game: Play, pipeline: typeof decide = decide): Decision {
  const { plan, world, history } = game;
  const seen = look(world);
  const { served } = rememberSight(history, seen, plan.bounds);
  const latest = game.moves.at(-1);
  if (served && latest) latest.servedAt = world.now;
  const decision = pipeline(plan, seen, history, world.now);
  rememberWish(history, decision, 1);
  if (decision.outcome === 'move') move(game, decision.target, 'self', decision);
  forget(history, world.now, plan);
  game.last = decision;
  return decision;
}

/** The count changes, and the history hears of it. */
export function move(game: Play, to: number, by: Actor, decision: Decision | null = null): void {
  const { world, history, moves } = game;
  const [at, from] = [world.now, world.replicas];
  if (to === from) return;
  scale(world, to);
  const manager = by === 'other' ? 'kubectl' : 'fluid-autoscaler';
  rememberChange(history, { at, from, to, by, manager, record: 1 });
  moves.push({ at, from, to, by, decision, servedAt: null });
}

/** Ticks on and on for `ms`, every `every` ms. */
export function run(game: Play, ms: number, every = 5 * SECOND): void {
  const end = game.world.now + ms;
  while (game.world.now < end) {
    pass(game.world, every);
    tick(game);
  }
}

/** The counts there were, in order. */
export function counts({ moves, world }: Play): number[] {
  return moves.length === 0 ? [world.replicas] : [moves[0]?.from ?? 0, ...moves.map(({ to }) => to)];
}
