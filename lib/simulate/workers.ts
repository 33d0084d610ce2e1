/** StatefulSet controller, scheduler and nodes in one: what becomes of the count. Timings as lib/sandbox/fluid watched them. */
import { roll } from '../sandbox/dice.ts';
import type { Agenda } from './agenda.ts';
import type { PodView } from './objects.ts';
import type { Crash, Happening, Scenario } from './scenario.ts';

/** From a change of the count until the worker set follows and its pods come and go, ms. */
const FOLLOWS = 150;

interface Pod {
  readonly ordinal: number;
  state: PodView['state'];
  /** It has a node; without one it stays Pending. */
  placed: boolean;
  /** Since when it is in this state, ms. */
  since: number;
}

export interface WorkerPods {
  /** What the set asks for, which follows the count. */
  readonly asked: number;
  views(): readonly PodView[];
  serving(): number;
  /** The count was set: the set follows a little later. */
  follow(replicas: number): void;
  happen(happening: WorkerHappening): void;
}

/** What happens to single workers. */
export type WorkerHappening = Extract<Happening, { what: `worker ${string}` }>;

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
  const crashes = new Map<number, Crash>();

  const draw = () => {
    const { least, most } = startUpMs;
    if (least === most) return least;
    const [value, next] = roll(dice);
    dice = next;
    return least + Math.floor(value * (most - least + 1));
  };
  const viewOf = (pod: Pod): PodView => ({
    ...pod,
    crash: pod.state === 'crashing' ? (crashes.get(pod.ordinal) ?? null) : null,
  });
  const place = () => {
    for (const pod of pods) {
      if (pod.placed || pods.filter((each) => each.placed).length >= nodes) continue;
      pod.placed = true;
      pod.since = now();
      agenda.at(now() + draw(), () => start(pod));
    }
  };
  const start = (pod: Pod) => {
    if (!pods.includes(pod) || pod.state === 'leaving' || pod.state === 'ready') return;
    pod.since = now();
    if (crashes.has(pod.ordinal)) {
      pod.state = 'crashing';
      return onChange();
    }
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
      if (!there.has(ordinal)) pods.push({ ordinal, state: 'pending', placed: false, since: now() });
    }
    pods.sort((a, b) => a.ordinal - b.ordinal);
    place();
  };

  for (let ordinal = 0; ordinal < workers.replicas; ordinal++) {
    const placed = ordinal < nodes;
    pods.push({ ordinal, state: placed ? 'ready' : 'pending', placed, since: now() });
    if (placed) onStarted(ordinal, now());
  }
  asked = workers.replicas;
  return {
    get asked() {
      return asked;
    },
    views: () => pods.map(viewOf),
    serving: () => pods.filter(({ state }) => state === 'ready').length,
    follow: (replicas) => {
      agenda.at(now() + FOLLOWS, () => {
        asked = replicas;
        settle();
        onChange();
      });
    },
    happen: (happening) => {
      const { ordinal, what } = happening;
      // One that is only asked for later cannot run either.
      if (what === 'worker crashes') crashes.set(ordinal, happening.why);
      if (what === 'worker crashes no more') crashes.delete(ordinal);
      const { before, next } = FATES[what];
      const pod = pods.find((each) => each.ordinal === ordinal && each.state === before);
      if (pod === undefined) return;
      if (what === 'worker starts again') return start(pod);
      if (next === null) return agenda.at(now() + draw(), () => start(pod));
      Object.assign(pod, { state: next, since: now() });
      onEnded(ordinal);
      onChange();
    },
  };
}

interface Fate {
  readonly before: PodView['state'];
  /** Null: it starts. */
  readonly next: PodView['state'] | null;
}

/** Which pods are concerned, and what becomes of them: a dead worker's pod stays, and one that crashes keeps trying. */
const FATES: Readonly<Record<WorkerHappening['what'], Fate>> = {
  'worker is lost': { before: 'ready', next: 'dead' },
  'worker starts again': { before: 'dead', next: null },
  'worker crashes': { before: 'ready', next: 'crashing' },
  'worker crashes no more': { before: 'crashing', next: null },
};

/** How the cache knows the worker of an ordinal. */
export function idOf(ordinal: number): string {
  return `worker-${ordinal}`;
}
