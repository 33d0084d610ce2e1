/** How long commands take as whole processes, as a person at a terminal and a script in a loop wait for them. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from '../../lib/root.ts';
import { binFile } from '../cmd/child.ts';
import type { BenchRow } from './row.ts';

const FLOOR_MS = 150;
const TIMES = 21;
const COMMANDS: readonly (readonly string[])[] = [
  ['--help'],
  ['version'],
  ['validate', join(projectRoot, 'examples/spark.yaml')],
];

/** Whole processes of Node on the package's `bin`, one after the other; beside them Node with nothing to do. */
export function benchStart(): Promise<BenchRow[]> {
  const bare = timesOf(['-e', '0']);
  const rows = COMMANDS.map((args) => {
    const { median, least } = timesOf([binFile(), ...args]);
    return {
      measure: `whole process: ${args[0]}${args.length > 1 ? ' FILE' : ''}`,
      result: `median ${median.toFixed(0)} ms, least ${least.toFixed(0)} ms (node alone ${bare.median.toFixed(0)} ms)`,
      floor: `under ${FLOOR_MS} ms`,
      ok: median < FLOOR_MS,
    };
  });
  return Promise.resolve(rows);
}

function timesOf(args: readonly string[]): { readonly median: number; readonly least: number } {
  const times = Array.from({ length: TIMES }, () => {
    const began = performance.now();
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`${args.join(' ')} failed: ${stderr}`);
    return performance.now() - began;
  }).toSorted((a, b) => a - b);
  return { median: times[Math.floor(TIMES / 2)] as number, least: times[0] as number };
}
