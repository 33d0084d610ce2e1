/** What a plug-in is asked about at the start: a handful of situations that every policy meets sooner or later. */
import type { Context } from '../decide/contract.ts';
import { fullFit } from '../decide/fit.ts';
import { fullness } from '../decide/fullness.ts';
import type { History } from '../model/history.ts';
import { type Observation, type Reading, sees } from '../model/observation.ts';

const GIB = 2 ** 30;
/** 2026-03-04T05:06:07Z, a Wednesday. */
const NOW = Date.UTC(2026, 2, 4, 5, 6, 7);
const BOUNDS = { min: 1, max: 8 };

interface Wanted {
  readonly replicas: number;
  /** Share of the capacity that is used; null: no reading. */
  readonly used: number | null;
  readonly sizeBytes?: number | null;
  readonly serving?: number;
  readonly history?: Partial<History>;
}

const SITUATIONS: Readonly<Record<string, Wanted>> = {
  'an empty cache': { replicas: 1, used: 0 },
  'a full cache': { replicas: 2, used: 0.97 },
  'a cache that is hardly used': { replicas: 6, used: 0.04 },
  'no reading': { replicas: 2, used: null },
  'a dataset of unknown size': { replicas: 3, used: 0.95, sizeBytes: null },
  'no worker at all': { replicas: 0, used: null },
  'workers that do not serve yet': {
    replicas: 4,
    used: 0.5,
    serving: 2,
    history: {
      changes: [{ at: NOW - 60_000, from: 2, to: 4, by: 'self', manager: 'fluid-autoscaler', record: 7 }],
      wishes: [{ wish: 4, from: NOW - 120_000, until: NOW - 5000, record: 6 }],
    },
  },
};

export interface Situation {
  readonly name: string;
  readonly context: Context;
}

export const situations: readonly Situation[] = Object.entries(SITUATIONS).map(([name, wanted]) => ({
  name,
  context: contextOf(wanted),
}));

function contextOf(wanted: Wanted): Context {
  const observation = observationOf(wanted);
  const { reading, replicas } = observation;
  return {
    now: NOW,
    observation,
    history: {
      uid: observation.uid,
      firstSeen: { at: NOW - 7_200_000, replicas: 1 },
      adopted: true,
      changes: [],
      wishes: [],
      servedAt: null,
      ...wanted.history,
    },
    current: replicas,
    bounds: BOUNDS,
    inForce: null,
    semantics: 'native',
    reading: sees(reading) ? reading : null,
    fullness: fullness(observation),
    sizeBytes: observation.dataset.sizeBytes,
    fullFit: fullFit(observation, observation.dataset.sizeBytes),
    wish: replicas,
  };
}

function observationOf({ replicas, used, sizeBytes = 6 * GIB, serving = replicas }: Wanted): Observation {
  return {
    at: NOW,
    runtime: { kind: 'AlluxioRuntime', namespace: 'default', name: 'probe' },
    uid: 'probe',
    replicas,
    reading:
      used === null
        ? { blind: true, source: 'alluxio-master', code: 'EngineTimeout', numbers: {} }
        : readingOf(replicas * GIB, used, replicas),
    workers: {
      asked: replicas,
      serving,
      pending: replicas - serving,
      terminating: 0,
      servingOrdinals: Array.from({ length: serving }, (_, ordinal) => ordinal),
    },
    dataset: {
      phase: 'Bound',
      sizeBytes,
      sizeNote: sizeBytes === null ? { code: 'SizeUnknown' } : null,
      copies: 1,
    },
    perWorker: { blockBytes: 64 * 2 ** 20, highWatermark: 1 },
    operations: [],
    owners: [],
    obstacle: null,
  };
}

function readingOf(capacityBytes: number, used: number, workers: number): Reading {
  const usedBytes = Math.round(capacityBytes * used);
  return {
    source: 'alluxio-master',
    at: NOW - 1000,
    capacityBytes,
    usedBytes,
    workers,
    peakBytes: usedBytes,
    intake: used > 0.9 ? 'rising' : 'still',
    plateau: false,
    notes: [],
  };
}
