/**
 * Ready-made plans, observations and histories for tests; each takes only what the case is about.
 * The cache is the article's unless said otherwise: 1 GiB workers, 64 MiB blocks, a dataset of 2.71 GiB.
 */

import { makeContext } from '../../../lib/decide/context.ts';
import type { Answer, Interval } from '../../../lib/decide/contract.ts';
import type { Plan } from '../../../lib/decide/plan.ts';
import { askSizers } from '../../../lib/decide/wishes.ts';
import type { Change, History, Level, WishRun } from '../../../lib/model/history.ts';
import type { Blind, Observation, Reading } from '../../../lib/model/observation.ts';
import { compile } from '../../../lib/spec/compile.ts';
import { API_VERSION, documentSchema, KIND } from '../../../lib/spec/document.ts';
import { policies } from '../../../policies/index.ts';

export const GIB = 2 ** 30;
export const MIB = 2 ** 20;
export const SECOND = 1000;
export const MINUTE = 60_000;
export const HOUR = 3_600_000;
/** The instant of every case that does not say another. */
export const NOON = Date.UTC(2026, 0, 1, 12);

/** `spec` of a document, with the bounds of the article unless said otherwise. */
export interface SpecWishes {
  readonly min?: number;
  readonly max?: number;
  readonly policies?: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

/**
 * A plan as the daemon makes one of a document: the same schema, the same compiler.
 * @throws what the schema finds wrong
 */
export function plan({ min = 1, max = 4, policies: written = {}, ...rest }: SpecWishes = {}): Plan {
  const document = documentSchema(policies).parse({
    apiVersion: API_VERSION,
    kind: KIND,
    metadata: { name: 'spark' },
    spec: { replicas: { min, max }, policies: written, ...rest },
  });
  const names = { key: 'default/spark', namespace: 'default', dataset: 'spark' };
  const source = { file: 'spark.yaml', text: '', line: 1, hash: 'hash-of-the-document', places: new Map() };
  return compile({ ...names, ...source, document, defaults: [] }, policies);
}

/** The document of the article. */
export const ARTICLE: Readonly<Record<string, unknown>> = {
  threshold: { up: '90%' },
  step: { up: [{ pods: 2, per: '10m' }] },
  cooldown: { afterUp: '20m' },
  scaleDown: 'disabled',
};

export interface ReadingWishes extends Partial<Reading> {
  /** GiB in the cache, instead of bytes. */
  readonly used?: number;
}

export interface ObservationWishes extends Partial<Omit<Observation, 'reading' | 'dataset'>> {
  readonly reading?: ReadingWishes | Blind;
  readonly dataset?: Partial<Observation['dataset']>;
}

export function blind(code = 'EngineRefused'): Blind {
  return { blind: true, source: 'alluxio-master', code };
}

/** All workers asked for serve, and the engine counts as many, each with 1 GiB of which half is used. */
export function observation(wishes: ObservationWishes = {}): Observation {
  const { reading, dataset, replicas = 1, at = NOON, ...rest } = wishes;
  return {
    at,
    runtime: { kind: 'AlluxioRuntime', namespace: 'default', name: 'spark' },
    uid: 'uid-1',
    replicas,
    reading: reading !== undefined && 'blind' in reading ? reading : makeReading(reading ?? {}, replicas, at),
    workers: serving(replicas),
    dataset: { phase: 'Bound', sizeBytes: Math.round(2.71 * GIB), sizeNote: null, copies: 1, ...dataset },
    perWorker: { blockBytes: 64 * MIB, highWatermark: 1 },
    operations: [],
    owners: [],
    obstacle: null,
    ...rest,
  };
}

/** Three of four workers serve; the fourth has found no node for twenty minutes. */
export function oneTroubled(): Observation['workers'] {
  const says = '0/4 nodes are available';
  const fourth = { pod: 'spark-worker-3', ordinal: 3, why: 'Unschedulable', says, placed: false };
  return { ...serving(3, 4), troubled: [{ ...fourth, since: NOON - 20 * MINUTE }] };
}

/** So many workers are asked for and serve. */
export function serving(count: number, asked = count): Observation['workers'] {
  return {
    asked,
    serving: count,
    pending: Math.max(0, asked - count),
    terminating: 0,
    servingOrdinals: Array.from({ length: count }, (_, ordinal) => ordinal),
  };
}

function makeReading(wishes: ReadingWishes, replicas: number, at: number): Reading {
  const { used, ...rest } = wishes;
  const workers = rest.workers ?? Math.max(1, replicas);
  const usedBytes = rest.usedBytes ?? Math.floor((used ?? workers / 2) * GIB);
  return {
    source: 'alluxio-master',
    at,
    capacityBytes: workers * GIB,
    usedBytes,
    workers,
    peakBytes: usedBytes,
    intake: 'unknown',
    plateau: false,
    notes: [],
    ...rest,
  };
}

/** A runtime that has been looked after since long ago, with nothing done to it. */
export function history(wishes: Partial<History> = {}): History {
  return {
    uid: 'uid-1',
    firstSeen: { at: NOON - 240 * HOUR, replicas: 1 },
    adopted: true,
    changes: [],
    wishes: [],
    servedAt: null,
    ...wishes,
  };
}

/** A change of the count `ago` ms before noon. */
export function change(ago: number, from: number, to: number, by: Change['by'] = 'self'): Change {
  const manager = by === 'other' ? 'kubectl' : 'fluid-autoscaler';
  return { at: NOON - ago, from, to, by, manager, record: 1 };
}

/**
 * A level a minute until noon.
 * @param used GiB in the cache at a minute before noon: -30 is half an hour ago; null: nothing is known
 */
export function levelsOf(used: (minute: number) => number | null, minutes = 30, capacity = 1): Level[] {
  const known = Array.from({ length: minutes }, (_, i) => i + 1 - minutes).flatMap((minute) => {
    const now = used(minute);
    if (now === null) return [];
    const at = NOON + minute * MINUTE;
    return [{ from: at - 55 * SECOND, at, used: Math.round(now * GIB), capacity: capacity * GIB, record: 1 }];
  });
  return known;
}

/** A wish heard from `since` until `until` ms before noon. */
export function wished(wish: number, since: number, until: number): WishRun {
  return { wish, from: NOON - since, until: NOON - until, record: 1 };
}

/** What the first sizer of a document answers. */
export function answerOf(spec: SpecWishes, seen: Observation, past: History = history()): Answer {
  const made = plan(spec);
  const [sizer] = made.sizers;
  if (sizer === undefined) throw new Error('the document has no sizer');
  return sizer.size(makeContext(made, seen, past, seen.at));
}

/** What a limiter of a document answers, by name; the wish is what its sizers say together. */
export function intervalOf(
  name: string,
  spec: SpecWishes,
  seen: Observation,
  past: History = history(),
): Interval | null {
  const made = plan(spec);
  const context = makeContext(made, seen, past, seen.at);
  context.wish = askSizers(made.sizers, context).outcome;
  const limiter = [...made.readingLimiters, ...made.limiters].find(({ policy }) => policy === name);
  if (limiter === undefined) throw new Error(`the document has no limiter ${name}`);
  return limiter.limit(context);
}
