import { blockSize, type Cache, emptyCache } from '../../lib/sandbox/model/cache.ts';
import type { Parameters } from '../../lib/sandbox/model/parameters.ts';
import { addWorker } from '../../lib/sandbox/model/step.ts';
import { type Sample, timeline } from './timeline.ts';

const MIB = 2 ** 20;
const GIB = 2 ** 30;

/** What a recording is for. One that the model is fitted on never judges it. */
export type Use = 'fit' | 'judge';

/** A recording in which data came in, and what is known of it beside its figures. */
export interface Recording {
  readonly file: string;
  readonly use: Use;
  /** Why it has this use. */
  readonly because: string;
  readonly blockBytes: number;
  readonly workerBytes: number;
  /** Cached in the first worker when the recording begins. */
  readonly cachedBytes: number;
  /** What is read, once a pass, after what was cached. */
  readonly readBytes: number;
  /** When the youngest worker was killed, s, or null. */
  readonly killedAt: number | null;
}

const ARTICLE = { blockBytes: 64 * MIB, workerBytes: GIB, cachedBytes: 0, readBytes: 2_910_000_000 };

export const RECORDINGS: readonly Recording[] = [
  {
    ...ARTICLE,
    file: '70-real-size-scaleout-timeline.txt',
    use: 'fit',
    because:
      'the only one with everything that data does: fill, swings at full, eviction, two workers that join late',
    killedAt: null,
  },
  {
    ...ARTICLE,
    file: '30-1GiB-64MBblocks-timeline.txt',
    use: 'judge',
    because: 'another run of the same set-up: tells whether the fit follows the engine or one day of it',
    killedAt: null,
  },
  {
    file: '20-add-kill-timeline.txt',
    use: 'judge',
    because:
      'another size of blocks and workers, a worker that joins, one that is lost: tells whether the rules carry over',
    blockBytes: MIB,
    workerBytes: 128 * MIB,
    cachedBytes: 127 * MIB,
    readBytes: 96 * MIB,
    killedAt: 12.09, // 308 s before it was given up: noted by who killed it
  },
];

/** Two restarts of a master. The only recording of any, so it is for fitting, and nothing is left to judge that by. */
export const RESTARTS = { file: '40-master-restart-timeline.txt', use: 'fit' } as const;

/** One time through the data, as the counter of the under-store tells. */
export interface Pass {
  /** s */
  readonly from: number;
  readonly to: number;
  /** Share of the pass done at a second: 0 before, 1 after. */
  readonly done: (seconds: number) => number;
}

/** A counter that rests this long, s, tells that nothing is read; else it moves once a second. */
const GAP = 2.5;
const HEARTBEAT = 1;

/** The passes of a recording: stretches in which the counter of the under-store rises. Between its changes it is taken as even. */
export function passesOf(samples: readonly Sample[]): Pass[] {
  const changes = samples.filter((sample, i) => i > 0 && sample.ufs !== samples[i - 1]?.ufs);
  const starts = changes.filter((sample, i) => sample.seconds - (changes[i - 1]?.seconds ?? -GAP) >= GAP);
  return starts.map((first, i) => {
    const next = starts[i + 1]?.seconds ?? Number.POSITIVE_INFINITY;
    const inside = changes.filter(({ seconds }) => seconds >= first.seconds && seconds < next);
    const before = samples[samples.indexOf(first) - 1];
    // The counter is up to a heartbeat old: what the first change tells came in since then.
    const points = [{ seconds: first.seconds - HEARTBEAT, ufs: before?.ufs ?? 0 }, ...inside];
    return passOf(points);
  });
}

function passOf(points: readonly { readonly seconds: number; readonly ufs: number }[]): Pass {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) throw new Error('a pass without a change of the counter');
  const done = (seconds: number): number => {
    const i = points.findIndex((point) => point.seconds > seconds);
    const [a, b] = [points[i - 1], points[i]];
    if (b === undefined) return 1;
    if (a === undefined) return 0;
    const ufs = a.ufs + ((b.ufs - a.ufs) * (seconds - a.seconds)) / (b.seconds - a.seconds);
    return (ufs - first.ufs) / (last.ufs - first.ufs);
  };
  return { from: first.seconds, to: last.seconds, done };
}

/** The cache as the recording begins, with the workers that join later. */
export function beginning(recording: Recording, parameters: Parameters, seed: number): Cache {
  const { file, blockBytes, workerBytes, cachedBytes, readBytes } = recording;
  const datasetBytes = cachedBytes + readBytes;
  let cache = emptyCache({ at: 0, seed, datasetBytes, blockBytes, parameters });
  let workers = 0;
  for (const sample of timeline(file)) {
    while (workers < sample.workers + sample.lostWorkers) {
      cache = addWorker(cache, `worker${workers++}`, workerBytes, sample.seconds * 1000);
    }
  }
  const blocks = new Set(Array.from({ length: cachedBytes / blockBytes }, (_, index) => index));
  const heldBytes = [...blocks].reduce((sum, index) => sum + blockSize(cache, index), 0);
  return { ...cache, workers: cache.workers.map((w, i) => (i === 0 ? { ...w, blocks, heldBytes } : w)) };
}
