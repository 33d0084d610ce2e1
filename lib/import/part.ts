/** What one object says of one dataset, in this project's terms and with the field each thing came from. */
import type { Tolerance } from '../spec/hpa/average.ts';
import type { Behavior } from '../spec/hpa/types.ts';
import type { Finding, SourceObject } from './object.ts';

/** A value with the field it was. */
export interface From<T> {
  readonly value: T;
  readonly object: SourceObject;
  /** `spec.minReplicas`, or in words where nothing says it. */
  readonly field: string;
}

export interface Metric {
  readonly type: 'Value' | 'AverageValue';
  /** Thousandths of a percent. */
  readonly target: number;
}

export interface Trigger {
  readonly timezone: string;
  readonly start: string;
  readonly end: string;
  readonly desiredReplicas: number;
}

export interface Job {
  readonly name: string;
  /** The expression, or the one instant (ms) at which it fires. */
  readonly schedule: string | null;
  readonly at: number | null;
  readonly targetSize: number;
}

export interface Jobs {
  readonly timezone: string;
  readonly excludeDates: readonly string[];
  readonly jobs: readonly From<Job>[];
  /** It is aimed at an HPA: its sizes are floors. */
  readonly atHpa: boolean;
}

export interface Pace {
  /** With every default in place; null: the law of an HPA without it. */
  readonly behavior: Behavior | null;
  /** As it was written. */
  readonly given: Behavior | null;
  readonly tolerance: Tolerance;
  /** The controller's window for stabilization down, where `behavior` gives none, ms. */
  readonly windowMs: number;
}

export interface Part {
  readonly object: SourceObject;
  readonly namespace: string;
  readonly dataset: From<string>;
  readonly min: From<number> | null;
  readonly max: From<number> | null;
  readonly metrics: readonly From<Metric>[];
  readonly triggers: readonly From<Trigger>[];
  readonly jobs: Jobs | null;
  /** null: it has no say in how fast the count moves. */
  readonly pace: From<Pace> | null;
  readonly scaleUpOff: From<true> | null;
  readonly scaleDownOff: From<true> | null;
  readonly pause: From<string> | null;
  /** Seconds. */
  readonly interval: From<number> | null;
  readonly findings: readonly Finding[];
}

/** Of an object of which no document can be made. */
export interface Refusal {
  readonly object: SourceObject;
  readonly findings: readonly Finding[];
}

export type Understood = Part | Refusal;

export function isPart(understood: Understood): understood is Part {
  return 'dataset' in understood;
}

/** A part that says nothing but whom it is about. */
export function emptyPart(object: SourceObject, dataset: From<string>): Omit<Part, 'findings'> {
  return {
    object,
    namespace: object.namespace,
    dataset,
    min: null,
    max: null,
    metrics: [],
    triggers: [],
    jobs: null,
    pace: null,
    scaleUpOff: null,
    scaleDownOff: null,
    pause: null,
    interval: null,
  };
}
