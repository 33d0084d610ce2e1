/** From the numbers that a source given by a user told to the figures of a look: what is missing is known otherwise, or a reason. */
import type { Blind, Reason } from '../../model/observation.ts';
import type { GivenSource } from '../../model/source.ts';
import { blind, isBlind } from '../blind.ts';
import type { EngineFigures, Subject } from '../contract.ts';
import { kindOf } from '../kinds.ts';
import { readySince, servingPods } from '../worker-pods.ts';

/** What readings of these sources are called by. */
export const PROMETHEUS = 'prometheus';
export const HTTP = 'http';

/** The figures a document may ask for. */
export const FIGURES = ['used', 'capacity', 'ratio', 'workers'] as const;
export type Figure = (typeof FIGURES)[number];

export type Numbers = Readonly<Partial<Record<Figure, number>>>;

export interface Told {
  readonly source: string;
  /** Host and port, for the reasons. */
  readonly address: string;
  readonly numbers: Numbers;
  /** When they were true, as well as we know, ms. */
  readonly at: number;
  readonly asked: number;
  /** Why nobody knows how old they are, and whatever else a person should know; empty: they are as old as `at` says. */
  readonly doubts: readonly Reason[];
}

/** Above this share of capacity `used` is no cache's; as for engines. */
const MOST_USED = 1.1;

export function givenFigures(spec: GivenSource, subject: Subject, told: Told): EngineFigures | Blind {
  const { source, numbers, at, asked, address } = told;
  for (const figure of FIGURES) {
    const wrong = faultOf(figure, numbers[figure], told);
    if (wrong) return wrong;
  }
  const workers = workersOf(subject, told);
  if (isBlind(workers)) return workers;
  const capacity = capacityOf(spec, subject, told, workers.count);
  if (isBlind(capacity)) return capacity;
  const capacityBytes = Math.round(capacity.bytes);
  const usedBytes = Math.round(numbers.used ?? (numbers.ratio ?? 0) * capacity.bytes);
  // Two numbers that are finite may have a product that is none.
  if (!Number.isFinite(capacityBytes))
    return blind(source, 'SourceInfinite', { source, address, figure: 'capacity' });
  if (capacityBytes === 0) return blind(source, 'SourceCapacityZero', { source, address });
  if (usedBytes > capacityBytes * MOST_USED)
    return blind(source, 'SourceUsedAboveCapacity', {
      source,
      address,
      used: usedBytes,
      capacity: capacityBytes,
    });
  const notes = [...told.doubts, ...workers.doubts];
  return {
    source,
    at,
    ...(asked === at ? {} : { asked }),
    ...(notes.length === 0 ? {} : { quality: 'lagging', notes }),
    capacityBytes,
    usedBytes,
    workers: workers.count,
    lostWorkers: null,
    ufsReadBytes: null,
    servedBytes: null,
    evictions: null,
  };
}

function faultOf(figure: Figure, value: number | undefined, { source, address }: Told): Blind | null {
  if (value === undefined) return null;
  const numbers = { source, address, figure };
  if (Number.isNaN(value)) return blind(source, 'SourceNaN', numbers);
  if (!Number.isFinite(value)) return blind(source, 'SourceInfinite', numbers);
  if (value < 0) return blind(source, 'SourceNegative', { ...numbers, value });
  if (figure === 'workers' && !Number.isInteger(value))
    return blind(source, 'SourceMalformed', { ...numbers, text: String(value) });
  if (figure === 'ratio' && value > MOST_USED)
    return blind(source, 'SourceRatioAbove', { ...numbers, value });
  return null;
}

interface Counted {
  readonly count: number;
  readonly doubts: readonly Reason[];
}

/**
 * The source's own count, else the workers that serve. Then nobody knows whether the two belong together: no shrink rests on it, and
 * figures of before the last of them became ready are not believed at all, or what is no longer full would look as full as before.
 */
function workersOf({ objects }: Subject, told: Told): Counted | Blind {
  const { source, address, numbers, at } = told;
  if (numbers.workers === 0) return blind(source, 'SourceNoWorkers', { source, address });
  if (numbers.workers !== undefined) return { count: numbers.workers, doubts: [] };
  const setName = kindOf(objects.runtime?.kind ?? '').workerSetName(objects.name);
  const serving = servingPods(objects, setName);
  if (serving.length === 0) return blind(source, 'SourceNobodyServes', { source });
  const newest = Math.max(...serving.map((pod) => readySince(pod) ?? 0));
  if (at < newest) return blind(source, 'SourceBeforeWorkers', { source, age: newest - at });
  return { count: serving.length, doubts: [{ code: 'SourceCountsNoWorkers', numbers: { source } }] };
}

function capacityOf(
  { perWorkerBytes }: GivenSource,
  { objects: { runtime } }: Subject,
  { source, numbers }: Told,
  workers: number,
): { readonly bytes: number } | Blind {
  if (numbers.capacity !== undefined) return { bytes: numbers.capacity };
  const declared = runtime === null ? null : kindOf(runtime.kind).declaredBytes(runtime);
  const each = perWorkerBytes ?? declared;
  if (each === null) return blind(source, 'SourceNoCapacity', { source, kind: runtime?.kind ?? 'runtime' });
  return { bytes: each * workers };
}

/** The same failure of a source given by a user as of an engine, in its own words: `EngineRefused` is `SourceRefused`. */
export function failedAt(source: string, code: string, numbers: Reason['numbers'] = {}): Blind {
  return blind(source, code.replace(/^Engine/, 'Source'), { source, ...numbers });
}
