/** StatefulSet controller, scheduler and nodes in one: what becomes of the count. Timings as lib/sandbox/fluid watched them. */
import { roll } from '../sandbox/dice.ts';
import type { Agenda } from './agenda.ts';
import type { PodView } from './objects.ts';
import type { Scenario } from './scenario.ts';

/** From a change of the count until the worker set follows and its pods come and go, ms. */
const FOLLOWS = 150;

interface Pod {
  readonly ordinal: number;
  state: PodView['state'];
  /** It has a node; without one it stays Pending. */
  placed: boolean;
}

export interface WorkerPods {
  /** What the set asks for, which follows the count. */
  readonly asked: number;
  views(): readonly PodView[];
  serving(): number;
  /** The count was set: the set follows a little later. */
  follow(replicas: number): void;
  /** The worker dies with its data and its pod stays. */
  lose(ordinal: number): void;
  /** A dead pod's worker starts again, empty. */
  startAgain(ordinal: number): void;
}

export interface WorkerPodsOptions {
  readonly workers: Scenario['workers'];
  readonly seed: number;
  readonly agenda: Agenda;
  now(): number;
  /** A worker process has started, and is counted by the master from `registersAt`. */
  onStarted(ordinal: number, registersAt: number): void;
  /** A worker process has ended. */
  onEnded(ordinal: number): void;
  /** Anything that can be seen has changed. */
  onChange(): void;
}

/** Begins with the scenario's workers, all serving. */
export function createWorkerPods(options: WorkerPodsOptions): WorkerPods {
  const { workers, agenda, now, onStarted, onEnded, onChange } = options;
  const { nodes, startUpMs, registerMs, stopMs } = workers;
  let pods: Pod[] = [];
  let asked = 0;
  let dice = options.seed;

  const draw = () => {
    const { least, most } = startUpMs;
    if (least === most) return least;
    const [value, next] = roll(dice);
    dice = next;
    return least + Math.floor(value * (most - least + 1));
  };
  const place = () => {
    for (const pod of pods) {
      if (pod.placed || pods.filter((each) => each.placed).length >= nodes) continue;
      pod.placed = true;
      agenda.at(now() + draw(), () => start(pod));
    }
  };
  const start = (pod: Pod) => {
    if (!pods.includes(pod) || pod.state === 'leaving' || pod.state === 'ready') return;
    pod.state = 'ready';
    onStarted(pod.ordinal, now() + registerMs);
    onChange();
  };
  const leave = (pod: Pod) => {
    if (pod.state === 'ready') onEnded(pod.ordinal);
    pod.state = 'leaving';
    agenda.at(now() + stopMs, () => {
      pods = pods.filter((each) => each !== pod);
      // A pod of the same ordinal may be wanted again by now, and its node is free.
      settle();
      onChange();
    });
  };
  const settle = () => {
    for (const pod of pods) if (pod.ordinal >= asked && pod.state !== 'leaving') leave(pod);
    const there = new Set(pods.map(({ ordinal }) => ordinal));
    for (let ordinal = 0; ordinal < asked; ordinal++) {
      if (!there.has(ordinal)) pods.push({ ordinal, state: 'pending', placed: false });
    }
    pods.sort((a, b) => a.ordinal - b.ordinal);
    place();
  };

  for (let ordinal = 0; ordinal < workers.replicas; ordinal++) {
    const placed = ordinal < nodes;
    pods.push({ ordinal, state: placed ? 'ready' : 'pending', placed });
    if (placed) onStarted(ordinal, now());
  }
  asked = workers.replicas;
  return {
    get asked() {
      return asked;
    },
    views: () => pods.map(({ ordinal, state }) => ({ ordinal, state })),
    serving: () => pods.filter(({ state }) => state === 'ready').length,
    follow: (replicas) => {
      agenda.at(now() + FOLLOWS, () => {
        asked = replicas;
        settle();
        onChange();
      });
    },
    lose: (ordinal) => {
      const pod = pods.find((each) => each.ordinal === ordinal && each.state === 'ready');
      if (pod === undefined) return;
      pod.state = 'dead';
      onEnded(ordinal);
      onChange();
    },
    startAgain: (ordinal) => {
      const pod = pods.find((each) => each.ordinal === ordinal && each.state === 'dead');
      if (pod !== undefined) start(pod);
    },
  };
}

/** How the cache knows the worker of an ordinal. */
export function idOf(ordinal: number): string {
  return `worker-${ordinal}`;
}
