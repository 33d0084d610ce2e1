import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../lib/root.ts';

/** One line of a recorded timeline: what a real master's page said at that second. */
export interface Sample {
  readonly seconds: number;
  readonly workers: number;
  readonly lostWorkers: number;
  readonly capacity: number;
  readonly used: number;
  readonly ufs: number;
}

function linesOf(name: string): string[][] {
  const text = readFileSync(join(projectRoot, 'test/fixtures/alluxio', name), 'utf8');
  return text
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(' '));
}

const read = new Map<string, readonly Sample[]>();

/** The samples of a timeline; a line is written when a figure changed, so each holds until the next. Errors are left out. */
export function timeline(name: string): readonly Sample[] {
  const samples = read.get(name) ?? samplesOf(name);
  read.set(name, samples);
  return samples;
}

function samplesOf(name: string): Sample[] {
  return linesOf(name).flatMap((cells) => {
    const [seconds, , ...figures] = cells.map(Number);
    const [workers, lostWorkers, capacity, used, , ufs] = figures;
    if (seconds === undefined || Number.isNaN(seconds) || Number.isNaN(workers) || ufs === undefined)
      return [];
    const known = { workers: workers ?? 0, lostWorkers: lostWorkers ?? 0 };
    return [{ seconds, ...known, capacity: capacity ?? 0, used: used ?? 0, ufs }];
  });
}

/** The figure in force at a second. */
export function heldAt(samples: readonly Sample[], seconds: number): Sample {
  const found = samples.findLast((sample) => sample.seconds <= seconds);
  if (!found) throw new Error(`the timeline begins after ${seconds} s`);
  return found;
}

/** How a master behaved from a second on. */
export interface Manner {
  readonly seconds: number;
  readonly manner: 'up' | 'refuses' | 'closes' | 'zeros';
}

/** The course of a timeline as manners, one entry a change. */
export function mannersOf(name: string): Manner[] {
  const all = linesOf(name).map((cells): Manner => {
    const [seconds, , workers, error] = cells;
    const manner = (): Manner['manner'] => {
      if (workers !== 'ERR') return workers === '0' ? 'zeros' : 'up';
      return error?.startsWith('RemoteDisconnected') ? 'closes' : 'refuses';
    };
    return { seconds: Number(seconds), manner: manner() };
  });
  return all.filter(({ manner }, i) => manner !== all[i - 1]?.manner);
}
