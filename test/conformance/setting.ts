/** What a case is decided on: a plan read from an HPA document, an observation and a history that say what the case says. */
import type { Answer, Sizer } from '../../lib/decide/contract.ts';
import type { Plan } from '../../lib/decide/plan.ts';
import type { Change, History } from '../../lib/model/history.ts';
import type { Observation } from '../../lib/model/observation.ts';
import { defaultSpec } from '../../lib/spec/hpa/defaults.ts';
import { type Parsed, parseHpa } from '../../lib/spec/hpa/parse.ts';
import { planOf } from '../../lib/spec/hpa/plan.ts';
import type { HpaFlags } from '../../lib/spec/hpa/policies.ts';
import { readHpa } from '../../lib/spec/hpa/read.ts';
import type { Hpa } from '../../lib/spec/hpa/types.ts';
import { MAX_REPLICAS } from '../../lib/units/int32.ts';
import { WHOLE } from '../../lib/units/share.ts';
import { policies } from '../../policies/index.ts';
import type { Entry, Fields } from './case.ts';

export const NOW = Date.UTC(2026, 0, 1, 12);
/** Longer ago than any window or period. */
const LONG_AGO = NOW - 365 * 86_400_000;

export interface Wanted {
  readonly min?: number | null;
  readonly max?: number | null;
  /** One entry of `spec.metrics`; default: an Object metric of which nothing is asked. */
  readonly metric?: Fields;
  /** null: an HPA without behavior. */
  readonly behavior: Fields | null;
  readonly flags?: HpaFlags;
}

/** How an HPA document becomes a plan. */
export type Maker = (document: Fields, wanted: Wanted) => Plan;

let otherwise: Maker | null = null;

/** Whatever `work` plays is played with plans that `maker` makes. */
export function withPlans<T>(maker: Maker, work: () => T): T {
  otherwise = maker;
  try {
    return work();
  } finally {
    otherwise = null;
  }
}

/** The plan of an HPA document; it must be valid. */
export function validPlan(wanted: Wanted): Plan {
  const document = documentOf(wanted);
  return otherwise === null ? built(readHpa(document), wanted) : otherwise(document, wanted);
}

/** The plan of an HPA document that only has to be readable: the tables of single functions go past validation. */
export function plan(wanted: Wanted): Plan {
  const document = documentOf(wanted);
  if (otherwise !== null) return otherwise(document, wanted);
  const parsed = parseHpa(document);
  return built(
    parsed.ok ? { ok: true, value: { ...parsed.value, spec: defaultSpec(parsed.value.spec) } } : parsed,
    wanted,
  );
}

function built(hpa: Parsed<Hpa>, { flags }: Wanted): Plan {
  const made = hpa.ok ? planOf(hpa.value, policies, flags === undefined ? {} : { flags }) : hpa;
  if (made.ok) return made.value;
  throw new Error(made.errors.map(({ text }) => text).join('; '));
}

function documentOf({ min, max, metric, behavior }: Wanted): Fields {
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'spark', namespace: 'default' },
    spec: {
      scaleTargetRef: { apiVersion: 'data.fluid.io/v1alpha1', kind: 'AlluxioRuntime', name: 'spark' },
      minReplicas: min ?? 0,
      maxReplicas: max ?? MAX_REPLICAS,
      metrics: [metric ?? objectMetric({ type: 'Value', value: '1' })],
      behavior,
    },
  };
}

export function objectMetric(target: Fields): Fields {
  const describedObject = { apiVersion: 'data.fluid.io/v1alpha1', kind: 'Dataset', name: 'spark' };
  return { type: 'Object', object: { describedObject, metric: { name: 'capacity_used_rate' }, target } };
}

export function externalMetric(target: Fields): Fields {
  return { type: 'External', external: { metric: { name: 'capacity_used_rate' }, target } };
}

/** The same plan, were this the outcome of its metrics. The HPA's running maximum begins at 0. */
export function wishing(base: Plan, desired: number): Plan {
  const wish = Math.max(0, desired);
  const answer: Answer = { says: 'wish', wish, reason: { code: 'AboveTarget' } };
  const sizer: Sizer = { policy: 'case', size: () => answer };
  return { ...base, sizers: [sizer] };
}

export interface Seen {
  readonly replicas: number;
  /** Thousandths of a percent. */
  readonly usage?: number;
  readonly ready?: number;
  /** All pods there are; default: as many as are asked for. */
  readonly pods?: number;
}

/** A cache of 100,000 bytes: used bytes are thousandths of a percent, exactly. */
export function observation({ replicas, usage = 0, ready = replicas, pods = replicas }: Seen): Observation {
  return {
    at: NOW,
    runtime: { kind: 'AlluxioRuntime', namespace: 'default', name: 'spark' },
    uid: 'uid-1',
    replicas,
    reading: {
      source: 'alluxio-master',
      at: NOW,
      capacityBytes: WHOLE,
      usedBytes: usage,
      workers: Math.max(1, replicas),
      peakBytes: usage,
      intake: 'unknown',
      plateau: false,
      notes: [],
    },
    workers: {
      asked: replicas,
      serving: ready,
      pending: Math.max(0, pods - ready),
      terminating: 0,
      servingOrdinals: [],
    },
    dataset: { phase: 'Bound', sizeBytes: null, sizeNote: null, copies: 1 },
    perWorker: { blockBytes: 1, highWatermark: 1 },
    operations: [],
    owners: [],
    obstacle: null,
  };
}

export interface Past {
  readonly replicas: number;
  readonly wishes?: readonly Entry[];
  readonly up?: readonly Entry[];
  readonly down?: readonly Entry[];
}

/** Our own changes lead to `replicas`, one after the other; a count of 0 is one we set ourselves. */
export function history({ replicas, wishes = [], up = [], down = [] }: Past): History {
  const moves = [
    ...up.map(({ value, ageMs }) => ({ by: value, ageMs })),
    ...down.map(({ value, ageMs }) => ({ by: -value, ageMs })),
  ].sort((a, b) => a.ageMs - b.ageMs);
  const changes: Change[] = [];
  let to = replicas;
  for (const { by, ageMs } of moves) {
    changes.unshift(change(NOW - ageMs, to - by, to));
    to -= by;
  }
  if (replicas === 0 && changes.length === 0) changes.push(change(LONG_AGO, 1, 0));
  return {
    uid: 'uid-1',
    firstSeen: { at: LONG_AGO, replicas },
    adopted: true,
    changes,
    wishes: wishes
      .toSorted((a, b) => b.ageMs - a.ageMs)
      .map(({ value, ageMs }) => ({ wish: value, from: NOW - ageMs, until: NOW - ageMs, record: 1 })),
    servedAt: null,
  };
}

export function change(at: number, from: number, to: number): Change {
  return { at, from, to, by: 'self', manager: 'fluid-autoscaler', record: 1 };
}
