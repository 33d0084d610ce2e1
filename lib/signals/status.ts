import type { KubeObject } from '../kube/objects.ts';
import { type Blind, type Reading, STATUS_SOURCE } from '../model/observation.ts';
import { blind, isBlind } from '../runtimes/blind.ts';
import type { RuntimeKind } from '../runtimes/contract.ts';
import { pick, pickCount, pickText } from '../runtimes/fields.ts';
import { parseFluidSize } from '../units/size.ts';

/**
 * How old a status may be and still be believed, ms: twice the 90 s between Fluid's rounds.
 * A status that does not change is not written again, so a quiet cache is blind through this source after a while; that is
 * meant: unchanged and frozen look the same from outside.
 */
export const STATUS_MAX_AGE_MS = 180_000;

/** Fluid refreshes a status this often at best (its controllers' default), ms. */
const ROUND_MS = 90_000;
/** As for the engine: more than this share of capacity cannot be blocks. */
const MOST_USED = 1.1;
/** How far capacity a worker may lie from what the spec declares before the figures cannot belong together. */
const MOST_OFF = 0.1;

export interface StatusInput {
  readonly kind: RuntimeKind;
  readonly runtime: KubeObject;
  readonly dataset: KubeObject;
  readonly now: number;
  readonly maxAgeMs: number;
}

/**
 * Capacity and used as Fluid wrote them into the runtime's status (else the Dataset's), two decimals, late. Never
 * `cachedPercentage`, which is of the dataset and not of the capacity. Peak is used; intake and plateau it cannot tell.
 * @returns a reading that names its age, or why the status cannot be used
 */
export function statusReading(input: StatusInput): Reading | Blind {
  const { runtime, dataset, now } = input;
  const why = input.kind.statusMeansNothing?.(dataset, runtime) ?? null;
  if (why !== null) return blind(STATUS_SOURCE, why.code, why.numbers);
  const master = pickText(runtime, 'status', 'masterPhase');
  // While Fluid's health check fails it goes on counting workers but writes no sizes: the two no longer belong together.
  if (master !== null && master !== '' && master !== 'Ready')
    return blind(STATUS_SOURCE, 'StatusFrozen', { phase: master });
  const workers = pickCount(runtime, 'status', 'workerNumberReady') ?? 0;
  if (workers === 0) return blind(STATUS_SOURCE, 'StatusNoWorkers');

  const sizes = firstSizes(runtime, dataset);
  if (isBlind(sizes)) return sizes;
  const absurd = nonsense(sizes, workers, input);
  if (absurd) return absurd;
  const at = writtenAt(runtime, dataset);
  if (at === null) return blind(STATUS_SOURCE, 'StatusAgeUnknown');
  const age = Math.max(0, now - at);
  if (age > input.maxAgeMs)
    return blind(STATUS_SOURCE, 'StatusTooOld', {
      age: age,
      limit: input.maxAgeMs,
    });
  const numbers = { object: sizes.object, age: age, behind: ROUND_MS };
  return {
    source: STATUS_SOURCE,
    at,
    capacityBytes: sizes.capacityBytes,
    usedBytes: sizes.usedBytes,
    workers,
    peakBytes: sizes.usedBytes,
    intake: 'unoffered',
    plateau: false,
    notes: [{ code: 'StatusFallback', numbers }],
  };
}

interface Sizes {
  readonly object: string;
  readonly capacityBytes: number;
  readonly usedBytes: number;
}

function firstSizes(runtime: KubeObject, dataset: KubeObject): Sizes | Blind {
  const own = sizesOf(runtime);
  if (!isBlind(own)) return own;
  const copied = sizesOf(dataset);
  return isBlind(copied) ? own : copied;
}

function sizesOf(object: KubeObject): Sizes | Blind {
  const texts = ['cacheCapacity', 'cached'].map((key) => pick(object, 'status', 'cacheStates', key));
  for (const text of texts) {
    const missing = sentinelOf(text, object.kind);
    if (missing) return missing;
  }
  const [capacityBytes, usedBytes] = texts.map((text) => parseFluidSize(String(text)));
  if (typeof capacityBytes !== 'number' || typeof usedBytes !== 'number')
    return blind(STATUS_SOURCE, 'StatusMalformed', {
      object: object.kind,
      capacity: String(texts[0]).slice(0, 40),
      used: String(texts[1]).slice(0, 40),
    });
  return { object: object.kind, capacityBytes, usedBytes };
}

/** Fluid's ways of saying that it has no figure. */
function sentinelOf(text: unknown, object: string): Blind | null {
  if (text === undefined || text === null) return blind(STATUS_SOURCE, 'StatusMissing', { object });
  if (text === '') return blind(STATUS_SOURCE, 'StatusEmpty', { object });
  if (text === 'N/A') return blind(STATUS_SOURCE, 'StatusNotOffered', { object });
  if (text === '[Calculating]') return blind(STATUS_SOURCE, 'StatusCalculating', { object });
  return null;
}

function nonsense(sizes: Sizes, workers: number, input: StatusInput): Blind | null {
  const { capacityBytes, usedBytes } = sizes;
  const [capacity, used] = [capacityBytes, usedBytes];
  if (capacityBytes === 0) return blind(STATUS_SOURCE, 'StatusCapacityZero', { object: sizes.object });
  if (usedBytes > capacityBytes * MOST_USED)
    return blind(STATUS_SOURCE, 'StatusUsedAboveCapacity', { used, capacity });
  // Fluid counts workers in one step of its round and asks for the capacity in a later one, which may not come.
  const declared = input.kind.declaredBytes(input.runtime);
  if (declared !== null && Math.abs(capacityBytes / workers / declared - 1) > MOST_OFF)
    return blind(STATUS_SOURCE, 'StatusInconsistent', { capacity, workers, declared });
  return null;
}

/**
 * When the sizes were last written, as far as the API server knows: the status manager's entry in `managedFields`. The
 * runtime's entry also moves when only a counter or a condition does; the Dataset's moves less, so where both hold the same
 * sizes the older of the two is nearer the truth. Null when the fields are not there.
 */
function writtenAt(runtime: KubeObject, dataset: KubeObject): number | null {
  const [ofRuntime, ofDataset] = [statusTime(runtime), statusTime(dataset)];
  const [a, b] = [runtime, dataset].map((object) => pick(object, 'status', 'cacheStates'));
  const same = ['cacheCapacity', 'cached'].every((key) => pick(a, key) === pick(b, key));
  if (isBlind(sizesOf(runtime))) return ofDataset;
  return same && ofRuntime !== null && ofDataset !== null ? Math.min(ofRuntime, ofDataset) : ofRuntime;
}

/** The latest write of whoever owns `status.cacheStates`. */
function statusTime(object: KubeObject): number | null {
  const times = (object.metadata.managedFields ?? [])
    .filter(
      (entry) =>
        entry.subresource === 'status' && pick(entry.fieldsV1, 'f:status', 'f:cacheStates') !== undefined,
    )
    .map((entry) => Date.parse(entry.time ?? ''))
    .filter((time) => Number.isFinite(time));
  return times.length === 0 ? null : Math.max(...times);
}
