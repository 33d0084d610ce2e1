import type { Cache } from '../../lib/sandbox/model/cache.ts';
import { figuresOf } from '../../lib/sandbox/model/figures.ts';
import { liven } from '../../lib/sandbox/model/live.ts';
import type { Parameters } from '../../lib/sandbox/model/parameters.ts';
import { advance, setReads, silenceWorker, step } from '../../lib/sandbox/model/step.ts';
import { beginning, type Pass, passesOf, type Recording } from './recordings.ts';
import { heldAt, type Sample, timeline } from './timeline.ts';

const STEP_MS = 100;
/** A line of a recording that is older than this, s, tells that nothing moves: such stretches would only thin the error. */
const LIVELY = 5;
/** s; about what a policy looks back on when it asks how full a cache has been. */
const WINDOW = 10;
/** Chances that the model is thrown; its error is the mean over them. */
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];

/** One instant of a replay: bytes. */
export interface Point {
  readonly seconds: number;
  readonly model: number;
  readonly real: number;
  readonly capacity: number;
}

/** What the model makes of what went in, beside what the engine made of it. */
export interface Replay {
  readonly course: readonly Point[];
  /** How much later than the engine the model gave the killed worker up, s; null where none was killed. */
  readonly lostLater: number | null;
}

function lossOf(cache: Cache, recording: Recording, samples: readonly Sample[]): number | null {
  const { killedAt } = recording;
  const lost = samples.find((sample) => sample.lostWorkers > 0);
  const youngest = cache.workers.at(-1);
  if (killedAt === null || !lost || !youngest) return null;
  const silent = silenceWorker(step(cache, killedAt * 1000), youngest.id);
  const at = silent.workers.find((worker) => worker.lostAt !== null)?.lostAt ?? Number.NaN;
  return at / 1000 - lost.seconds;
}

/** Feeds the model the bytes of the under-store and the joins of a recording, nothing else. */
export function replay(
  recording: Recording,
  parameters: Parameters,
  seed: number,
  passes: readonly Pass[] = passesOf(timeline(recording.file)),
): Replay {
  const samples = timeline(recording.file);
  const first = recording.cachedBytes / recording.blockBytes;
  const start = beginning(recording, parameters, seed);
  let cache = liven(start);
  const course: Point[] = [];
  const end = (samples.findLast(({ lostWorkers }) => lostWorkers === 0)?.seconds ?? 0) * 1000;
  for (let ms = STEP_MS; ms <= end + STEP_MS; ms += STEP_MS) {
    const [before, seconds] = [(ms - STEP_MS) / 1000, ms / 1000];
    const pass = passes.find(({ from, to }) => seconds > from && before < to);
    const share = pass ? pass.done(seconds) - pass.done(before) : 0;
    // A touch more than the bytes, so that no block waits for the last one for ever.
    const rate = (share * recording.readBytes * (1 + 1e-9) * 1000) / STEP_MS;
    if (!pass && cache.reads) cache = liven(setReads(cache, 0));
    else if (cache.reads) cache.reads.bytesPerSecond = rate;
    else if (rate > 0) {
      cache = liven(setReads(cache, rate));
      if (cache.reads) cache.reads.index = first;
    }
    advance(cache, ms);
    const { seconds: told, used, capacity } = heldAt(samples, seconds);
    if (seconds - told < LIVELY) {
      course.push({ seconds, model: figuresOf(cache).usedBytes, real: used, capacity });
    }
  }
  return { course, lostLater: lossOf(start, recording, samples) };
}

/** How far the model was from a recording. */
export interface Deviation {
  /** Mean and largest difference of used bytes, share of capacity. */
  readonly mean: number;
  readonly worst: number;
  /** Mean difference of how full for how long, within windows of 10 s: when in a window does not count. Share of capacity. */
  readonly swing: number;
  /** Mean difference with its sign: above 0 the model is fuller. */
  readonly bias: number;
  /** Mean difference of when a killed worker was given up, s; null where none was. */
  readonly lostSeconds: number | null;
}

export function deviation(recording: Recording, parameters: Parameters): Deviation {
  const passes = passesOf(timeline(recording.file));
  const replays = SEEDS.map((seed) => replay(recording, parameters, seed, passes));
  const off = replays.flatMap(({ course }) =>
    course.map(({ model, real, capacity }) => (model - real) / capacity),
  );
  const late = replays.flatMap(({ lostLater }) => (lostLater === null ? [] : [Math.abs(lostLater)]));
  return {
    mean: mean(off.map(Math.abs)),
    swing: mean(replays.map(({ course }) => swingOf(course))),
    worst: off.reduce((most, one) => Math.max(most, Math.abs(one)), 0),
    bias: mean(off),
    lostSeconds: late.length === 0 ? null : mean(late),
  };
}

/** Windows whose values are compared in the order of their size, not of time. */
function swingOf(course: readonly Point[]): number {
  const windows = new Map<number, Point[]>();
  for (const point of course) {
    const window = Math.floor(point.seconds / WINDOW);
    const points = windows.get(window);
    if (points) points.push(point);
    else windows.set(window, [point]);
  }
  const off = [...windows.values()].flatMap((points) => {
    const model = points.map((point) => point.model / point.capacity).sort((a, b) => a - b);
    const real = points.map((point) => point.real / point.capacity).sort((a, b) => a - b);
    return model.map((share, i) => Math.abs(share - (real[i] ?? 0)));
  });
  return mean(off);
}

export function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, n) => sum + n, 0) / numbers.length;
}
