/** How things stood at even distances, for charts and tables. */
import type { DatasetStatus } from '../daemon/ports.ts';
import { fullness } from '../decide/fullness.ts';
import type { Outcome } from '../model/decision.ts';
import { sees } from '../model/observation.ts';
import type { Truth } from './truth.ts';

/** Sizes are bytes; what the daemon cannot see is null. */
export interface Sample {
  readonly at: number;
  /** `spec.replicas`. */
  readonly replicas: number;
  /** Workers that serve. */
  readonly serving: number;
  readonly usedBytes: number | null;
  readonly capacityBytes: number | null;
  /** What policies go by: peak of used over the capacity of all workers asked for; thousandths of a percent. */
  readonly fullness: number | null;
  /** The raw wish of the sizers; null when none has a say. */
  readonly wish: number | null;
  readonly outcome: Outcome | null;
  /** Code of the reason of the decision in force. */
  readonly reason: string;
  /** A data load runs. */
  readonly loading: boolean;
  /** Bytes a second that applications read. */
  readonly readsPerSecond: number;
  readonly datasetBytes: number;
}

const MOST_SAMPLES = 2000;

/** A distance that gives at most 2,000 samples and is a multiple of the interval, ms. */
export function sampleDistance(durationMs: number, intervalMs: number): number {
  return intervalMs * Math.max(1, Math.ceil(durationMs / intervalMs / MOST_SAMPLES));
}

export interface Sampler {
  /** Takes how things stand after a look at `now`; samples before it show what stood before. */
  note(status: DatasetStatus, truth: Truth, now: number): void;
  /** Everything up to `now`. */
  finish(now: number): readonly Sample[];
}

/** A sample at `start` and every `every` ms after it: as things stood at the last look at or before it. */
export function createSampler(start: number, every: number): Sampler {
  const samples: Sample[] = [];
  let standing: { readonly status: DatasetStatus; readonly truth: Truth } | null = null;
  let next = start;
  const until = (now: number) => {
    if (standing === null || next >= now) return;
    const { status, truth } = standing;
    const shown = show(status, truth);
    for (; next < now; next += every) samples.push({ at: next, ...shown });
  };
  return {
    note: (status, truth, now) => {
      until(now);
      standing = { status, truth };
    },
    finish: (now) => {
      until(now + 1);
      return samples;
    },
  };
}

function show({ observation, decision, reason }: DatasetStatus, truth: Truth): Omit<Sample, 'at'> {
  const reading = observation !== null && sees(observation.reading) ? observation.reading : null;
  const { replicas, serving, loading, readsPerSecond, datasetBytes } = truth;
  return {
    replicas,
    serving,
    usedBytes: reading?.usedBytes ?? null,
    capacityBytes: reading?.capacityBytes ?? null,
    fullness: observation === null ? null : fullness(observation),
    wish: decision?.wish ?? null,
    outcome: decision?.outcome ?? null,
    reason: reason.code,
    loading,
    readsPerSecond,
    datasetBytes,
  };
}
