/**
 * Documents, observations and histories such as could stand before the pipeline, common and strange ones alike. Everything
 * is data, so that a counterexample can be read; `planOf` makes the plan with the document's own compiler.
 */
import fc from 'fast-check';
import type { Plan } from '../../lib/decide/plan.ts';
import type { Actor, Change, History, WishRun } from '../../lib/model/history.ts';
import type { Blind, Observation, Reading, Workers } from '../../lib/model/observation.ts';
import { GIB, HOUR, MIB, MINUTE, NOON, plan, SECOND, type SpecWishes } from '../lib/decide/make.ts';

/** One dataset at one instant, as data. */
export interface Situation {
  readonly spec: SpecWishes;
  readonly observation: Observation;
  readonly history: History;
  readonly now: number;
}

/** The plan of a situation's document. */
export function planOf({ spec }: Pick<Situation, 'spec'>): Plan {
  return plan(spec);
}

/** What a law needs its situations to be. */
export interface Wanted {
  readonly semantics?: 'native' | 'hpa';
  /** Only blind ones, or only ones with a reading. */
  readonly sight?: 'blind' | 'seeing';
  readonly mode?: 'auto' | 'dry-run' | 'paused';
}

const perhaps = <T>(arbitrary: fc.Arbitrary<T>, freq = 2) => fc.option(arbitrary, { nil: undefined, freq });

const durations = fc.constantFrom('0', '15s', '1m', '5m', '10m', '20m', '1h');
const periods = fc.constantFrom('15s', '1m', '5m', '10m', '1h');
const shares = fc.oneof(
  fc.constantFrom('10%', '30%', '50%', '70%', '90%', '99%', '100%'),
  fc.integer({ min: 1, max: 100_000 }).map((share) => `${share / 1000}%`),
);

const thresholds = fc.tuple(shares, perhaps(shares)).map(([a, b]) => {
  if (b === undefined || Number.parseFloat(a) === Number.parseFloat(b)) return { up: a };
  const [down, up] = Number.parseFloat(a) < Number.parseFloat(b) ? [a, b] : [b, a];
  return { up, down };
});

const targets = fc.record(
  {
    utilization: shares,
    tolerance: fc.record(
      { up: fc.constantFrom('0%', '5%', '20%'), down: fc.constantFrom('0%', '5%', '20%') },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: ['utilization'] },
);

const stepRules = fc.array(
  fc.oneof(
    fc.record({ pods: fc.integer({ min: 1, max: 4 }), per: periods }),
    fc.record({ percent: fc.constantFrom('10%', '50%', '100%', '150%'), per: periods }),
  ),
  { minLength: 1, maxLength: 3 },
);
const select = fc.constantFrom('Max', 'Min');
const toggle = fc.constantFrom('enabled', 'disabled');

/** `spec.policies`, each policy there or not. */
export const policyConfigs: fc.Arbitrary<Readonly<Record<string, unknown>>> = fc.record(
  {
    threshold: thresholds,
    target: targets,
    step: fc.record(
      { up: stepRules, down: stepRules, select: fc.record({ up: select, down: select }) },
      { requiredKeys: [] },
    ),
    stabilization: fc.record({ up: durations, down: durations }, { requiredKeys: [] }),
    cooldown: fc.record({ afterUp: durations, afterDown: durations, giveUp: periods }, { requiredKeys: [] }),
    scaleDown: fc.oneof({ weight: 3, arbitrary: fc.constant('enabled') }, { weight: 1, arbitrary: toggle }),
    scaleUp: fc.oneof({ weight: 3, arbitrary: fc.constant('enabled') }, { weight: 1, arbitrary: toggle }),
    guard: fc.record(
      { workers: toggle, operations: toggle, settle: toggle, fullFit: toggle },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: [] },
);

const modes = {
  auto: fc.constant({ mode: 'auto' }),
  'dry-run': fc.constant({ mode: 'dry-run' }),
  paused: fc
    .constantFrom(undefined, new Date(NOON - MINUTE).toISOString(), new Date(NOON + MINUTE).toISOString())
    .map((until) => ({ mode: 'paused', paused: { by: 'ops', why: 'an audit', ...(until && { until }) } })),
};

/** Mostly around the current count, sometimes somewhere else. */
function boundsAround(replicas: number): fc.Arbitrary<readonly [number, number]> {
  const reach = fc.integer({ min: 0, max: 8 });
  const anywhere = fc.tuple(reach, fc.integer({ min: 1, max: 8 }));
  const around = fc
    .tuple(reach, reach)
    .map(([down, up]) => [Math.max(0, replicas - down), Math.max(1, replicas + up)] as const);
  return fc.oneof({ weight: 3, arbitrary: around }, { weight: 1, arbitrary: anywhere });
}

/**
 * `spec` of a document.
 * @param replicas the current count, which most bounds hold
 */
export function specs(wanted: Wanted = {}, replicas = 3): fc.Arbitrary<SpecWishes> {
  return fc
    .record({
      bounds: boundsAround(replicas),
      policies: policyConfigs,
      semantics: wanted.semantics
        ? fc.constant(wanted.semantics)
        : fc.constantFrom('native', 'native', 'hpa'),
      mode: wanted.mode
        ? modes[wanted.mode]
        : fc.oneof(modes.auto, modes.auto, modes['dry-run'], modes.paused),
      respect: fc.constantFrom('0', '10m', '1h'),
      adopt: fc.constantFrom('hold', 'move'),
      otherAutoscalers: fc.constantFrom('hold', 'ignore'),
    })
    .map(({ bounds: [a, b], mode, ...rest }) => ({
      min: Math.min(a, b),
      max: Math.max(a, b),
      ...mode,
      ...rest,
    }));
}

const blinds: fc.Arbitrary<Blind> = fc.constantFrom(
  { blind: true, source: 'alluxio-master', code: 'NoReading' },
  {
    blind: true,
    source: 'alluxio-master',
    code: 'EngineRefused',
    numbers: { address: 'http://10.0.0.7:19999', error: 'ECONNREFUSED' },
  },
  {
    blind: true,
    source: 'alluxio-master',
    code: 'ReadingStale',
    numbers: { age: 90_000, limit: 30_000 },
  },
);

function readings(replicas: number): fc.Arbitrary<Reading> {
  return fc
    .record({
      // Mostly as many as are asked for; also those that start, are lost, or have left and are still counted.
      workers: fc.oneof(
        { weight: 3, arbitrary: fc.constant(Math.max(1, replicas)) },
        { weight: 1, arbitrary: fc.integer({ min: 1, max: 9 }) },
      ),
      worker: fc.oneof(fc.constantFrom(GIB, 128 * MIB), fc.integer({ min: MIB, max: 2 ** 42 })),
      odd: fc.integer({ min: 0, max: 3 }),
      used: fc.oneof(fc.double({ min: 0, max: 1.1, noNaN: true }), fc.constantFrom(0, 0.5, 0.9, 1)),
      peak: fc.double({ min: 0, max: 0.2, noNaN: true }),
      intake: fc.constantFrom('rising' as const, 'still' as const, 'unknown' as const, 'unoffered' as const),
      plateau: fc.boolean(),
      source: fc.constantFrom('alluxio-master', 'alluxio-master', 'alluxio-master', 'status'),
    })
    .map(({ workers, worker, odd, used, peak, intake, plateau, source }) => {
      const capacityBytes = workers * worker + odd;
      const usedBytes = Math.floor(capacityBytes * used);
      const peakBytes = Math.min(
        Math.floor(usedBytes * (1 + peak)),
        Math.max(usedBytes, Math.floor(capacityBytes * 1.1)),
      );
      const what = { source, at: NOON, notes: [] };
      return { ...what, capacityBytes, usedBytes, workers, peakBytes, intake, plateau };
    });
}

function workerSets(replicas: number): fc.Arbitrary<Workers> {
  const all = Array.from({ length: replicas }, (_, ordinal) => ordinal);
  return fc
    .record({
      missing: fc.oneof(
        { weight: 3, arbitrary: fc.constant<number[]>([]) },
        { weight: 2, arbitrary: fc.subarray(all) },
      ),
      late: fc.oneof(
        { weight: 4, arbitrary: fc.constant(0) },
        { weight: 1, arbitrary: fc.constantFrom(-1, 1) },
      ),
      beyond: fc.constantFrom<number[]>([], [], [], [], [], [replicas]),
    })
    .map(({ missing, late, beyond }) => {
      const servingOrdinals = [...all.filter((ordinal) => !missing.includes(ordinal)), ...beyond];
      return {
        asked: Math.max(0, replicas + late),
        serving: servingOrdinals.length,
        pending: missing.length,
        terminating: beyond.length,
        servingOrdinals,
      };
    });
}

const sizes = fc.oneof(
  { weight: 1, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.constantFrom(Math.round(2.71 * GIB), 3 * GIB) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 2 ** 44 }) },
);

/** @param replicas the current count */
export function observations(replicas: number, wanted: Wanted = {}): fc.Arbitrary<Observation> {
  const seeing: fc.Arbitrary<Reading | Blind> = readings(replicas);
  const sights = {
    blind: blinds as fc.Arbitrary<Reading | Blind>,
    seeing,
    any: fc.oneof({ weight: 5, arbitrary: seeing }, { weight: 1, arbitrary: blinds }),
  };
  return fc
    .record({
      reading: sights[wanted.sight ?? 'any'],
      workers: workerSets(replicas),
      sizeBytes: sizes,
      copies: fc.constantFrom(1, 1, 1, 2, 3),
      perWorker: fc.record({
        blockBytes: fc.constantFrom(MIB, 64 * MIB, GIB),
        highWatermark: fc.constantFrom(1, 0.95, 0.8),
      }),
      operations: fc.constantFrom([], [], ['DataLoad/warm'], ['DataBackup/nightly', 'DataLoad/warm']),
      owners: rarely(['HorizontalPodAutoscaler/spark']),
      obstacle: rarely({
        code: 'RuntimeDeleting',
        numbers: { kind: 'AlluxioRuntime', runtime: 'default/spark' },
      }),
    })
    .map(({ sizeBytes, copies, owners, obstacle, ...rest }) => ({
      at: NOON,
      runtime: { kind: 'AlluxioRuntime', namespace: 'default', name: 'spark' },
      uid: 'uid-1',
      replicas,
      ...rest,
      dataset: { phase: 'Bound', sizeBytes, sizeNote: null, copies },
      owners: owners ?? [],
      obstacle,
    }));
}

function rarely<T>(value: T): fc.Arbitrary<T | null> {
  return fc.oneof({ weight: 24, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.constant(value) });
}

const ages = fc.oneof(
  fc.integer({ min: 0, max: 2 * HOUR }),
  fc.constantFrom(0, 15 * SECOND, MINUTE, 5 * MINUTE, 10 * MINUTE, 20 * MINUTE, HOUR),
);

/** What is remembered of a runtime that now has `replicas`: often nothing that holds it. */
export function histories(replicas: number): fc.Arbitrary<History> {
  return fc.oneof({ weight: 2, arbitrary: quiet(replicas) }, { weight: 3, arbitrary: eventful(replicas) });
}

/** One wish for two hours, and at most one change of ours, long served. */
function quiet(replicas: number): fc.Arbitrary<History> {
  return fc
    .record({ wish: fc.integer({ min: 0, max: 12 }), from: fc.integer({ min: 0, max: 9 }), age: ages })
    .map(({ wish, from, age }) => ({
      uid: 'uid-1',
      firstSeen: { at: NOON - 3 * HOUR, replicas: from },
      adopted: true,
      changes: changesTo(replicas, [{ age, from, by: 'self', manager: '' }]),
      wishes: [{ wish, from: NOON - 2 * HOUR, until: NOON - 5 * SECOND, record: 1 }],
      servedAt: NOON - age,
    }));
}

/** Anything may have happened; ages of exactly a window's length are common. */
function eventful(replicas: number): fc.Arbitrary<History> {
  const steps = fc.array(
    fc.record({
      age: ages,
      from: fc.integer({ min: 0, max: 9 }),
      by: fc.oneof(
        { weight: 12, arbitrary: fc.constantFrom<Actor>('self', 'self', 'other', 'peer') },
        { weight: 1, arbitrary: fc.constant<Actor>('twin') },
      ),
      manager: fc.constantFrom('kubectl', 'keda'),
    }),
    { maxLength: 5 },
  );
  const wishes = fc.array(fc.record({ wish: fc.integer({ min: 0, max: 12 }), age: ages, gap: ages }), {
    maxLength: 5,
  });
  return fc
    .record({
      steps,
      wishes,
      served: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { freq: 4 }),
      adopted: fc.constantFrom(true, true, true, false),
    })
    .map(({ steps, wishes, served, adopted }) => {
      const changes = changesTo(replicas, steps);
      const since = changes.at(-1)?.at ?? NOON - HOUR;
      return {
        uid: 'uid-1',
        firstSeen: { at: NOON - 3 * HOUR, replicas: changes[0]?.from ?? replicas },
        adopted,
        changes,
        wishes: runs(wishes),
        servedAt: served === null ? null : Math.round(since + served * (NOON - since)),
      };
    });
}

interface Step {
  readonly age: number;
  readonly from: number;
  readonly by: Actor;
  readonly manager: string;
}

/** A chain of changes that ends at `replicas`. */
function changesTo(replicas: number, steps: readonly Step[]): Change[] {
  const changes: Change[] = [];
  let to = replicas;
  // Newest first, so that each ends where the next began.
  for (const { age, from, by, manager } of steps.toSorted((a, b) => a.age - b.age)) {
    if (from === to) continue;
    const who = by === 'other' ? manager : 'fluid-autoscaler';
    changes.unshift({ at: NOON - age, from, to, by, manager: who, record: 1 });
    to = from;
  }
  return changes;
}

function runs(wishes: readonly { wish: number; age: number; gap: number }[]): WishRun[] {
  const found: WishRun[] = [];
  let until = NOON;
  for (const { wish, age, gap } of wishes) {
    until -= gap;
    if (found[0]?.wish === wish) continue;
    found.unshift({ wish, from: until - age, until, record: 1 });
    until -= age + 1;
  }
  return found;
}

/** Any document before any observation with any history. */
export function situations(wanted: Wanted = {}): fc.Arbitrary<Situation> {
  return fc.integer({ min: 0, max: 9 }).chain((replicas) =>
    fc.record({
      spec: specs(wanted, replicas),
      observation: observations(replicas, wanted),
      history: histories(replicas),
      now: fc.constant(NOON),
    }),
  );
}
