/** A recording as a scenario, and what a scenario cannot say: what was observed besides the cache, and how it was read. */
import type { Circumstances } from '../given.ts';
import type { Happening, Outage, Scenario } from '../scenario.ts';
import type { Recording } from './recording.ts';

/** As the sandbox watched it where a recording does not tell: from Ready until the master counts a worker, and the way out, ms. */
const REGISTER_MS = 2000;
const STOP_MS = 2000;
/** From the count until the worker set follows; recorded start-ups have it in them (as ../workers.ts), ms. */
const FOLLOWS_MS = 150;
const START_UP_MS = 3000;
const NODES = 10_000;

/** @param own whether the changes that the policy made happen as recorded, instead of being made again */
export function scenarioOf(recording: Recording, own: boolean): Scenario {
  const { dataset, startMs, endMs, workerBytes, perWorker, replicas, mostServing } = recording;
  const { intervalMs, fastestMs } = recording;
  const startUp = Math.max(0, median(recording.startUps, START_UP_MS + FOLLOWS_MS) - FOLLOWS_MS);
  return {
    name: dataset,
    startMs,
    durationMs: Math.max(1, endMs - startMs),
    intervalMs,
    fastestMs,
    seed: 1,
    dataset: { namespace: null, name: null, sizeBytes: firstSize(recording), sizeKnown: true },
    workers: {
      capacityBytes: workerBytes,
      blockBytes: perWorker.blockBytes,
      replicas,
      nodes: mostServing === null ? NODES : Math.max(replicas, mostServing),
      startUpMs: { least: startUp, most: startUp },
      registerMs: REGISTER_MS,
      stopMs: STOP_MS,
    },
    happenings: happenings(recording, own),
  };
}

function happenings(recording: Recording, own: boolean): readonly Happening[] {
  const { others, blackouts, endMs, startMs } = recording;
  const scalings = own ? [...others, ...recording.own] : others;
  const found: Happening[] = scalings.map(({ at, to, manager }) => ({
    at,
    what: 'someone scales',
    to,
    manager,
  }));
  for (const { from, to, why } of blackouts) {
    const engine = OUTAGES[why.code] ?? 'refuses';
    found.push({ at: from, what: 'outage begins', engine });
    if (to < endMs) found.push({ at: to, what: 'outage ends', engine });
  }
  found.push(...growth(recording));
  return found.filter(({ at }) => at >= startMs).sort((a, b) => a.at - b.at);
}

/** The reasons of a reading that failed, as the ways an engine can be out. */
const OUTAGES: Readonly<Record<string, Outage>> = {
  EngineTimeout: 'hangs',
  EngineHungBody: 'hangs',
  EngineClosed: 'closes',
  EngineUnreachable: 'unreachable',
  EngineAllZero: 'zeros',
};

function firstSize(recording: Recording): number {
  return sizesOf(recording)[0]?.bytes ?? 1;
}

/**
 * A size that Fluid never found out is taken to be all that was ever read: every byte from the under-store is then of data
 * that was never read before.
 */
function sizesOf({ circumstances, traffic, usedBytes }: Recording): readonly { at: number; bytes: number }[] {
  const known = circumstances.flatMap(({ at, dataset }) =>
    dataset.sizeBytes === null || dataset.sizeBytes <= 0 ? [] : [{ at, bytes: dataset.sizeBytes }],
  );
  if (known.length > 0) return known;
  const read = traffic.reduce((sum, { misses }) => sum + misses, usedBytes);
  return [{ at: 0, bytes: Math.max(1, Math.ceil(read)) }];
}

/** The model's dataset only grows; what became smaller may still lie in the cache. */
function growth(recording: Recording): readonly Happening[] {
  const found: Happening[] = [];
  let largest = firstSize(recording);
  for (const { at, bytes } of sizesOf(recording)) {
    if (bytes > largest) found.push({ at, what: 'dataset grows', bytes: bytes - largest });
    largest = Math.max(largest, bytes);
  }
  return found;
}

function median(values: readonly number[], otherwise: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? otherwise;
}

/**
 * What was recorded besides the cache and its workers stands in place of what the simulated cluster would show: operations,
 * other autoscalers, obstacles, the dataset. As it was at the last decision: that is all a ledger tells.
 */
export function circumstancesOf({ circumstances }: Recording): Circumstances {
  let next = 0;
  let standing = circumstances[0];
  const nextAt = () => circumstances[next]?.at ?? Number.POSITIVE_INFINITY;
  return {
    overlay: (observation) => {
      for (; nextAt() <= observation.at; next++) standing = circumstances[next];
      if (standing === undefined) return observation;
      const { at: _, ...recorded } = standing;
      return { ...observation, ...recorded };
    },
    next: (now) => Math.max(now, nextAt()),
  };
}
