/** Runs that were made one after the other, kept in files until they make one table. */
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import type { Measured } from './measure.ts';
import { MIXES } from './member.ts';
import type { ScaleOptions } from './options.ts';

/** What must be the same for runs to be compared. */
function conditionsOf({ datasets, namespaces, interval, moving, hung, flapping, crossings }: ScaleOptions) {
  const machine = { node: process.version, cores: cpus().length };
  return { datasets, namespaces, interval, moving, hung, flapping, crossings, kinds: MIXES, ...machine };
}

export function saveRuns(file: string, runs: readonly Measured[], options: ScaleOptions): void {
  writeFileSync(file, `${JSON.stringify({ conditions: conditionsOf(options), runs }, null, 1)}\n`);
}

/** @throws when a file was measured under other conditions than these, naming them */
export function runsIn(files: readonly string[], options: ScaleOptions): readonly Measured[] {
  const now: Readonly<Record<string, unknown>> = conditionsOf(options);
  return files.flatMap((file) => {
    const { conditions, runs } = JSON.parse(readFileSync(file, 'utf8')) as {
      readonly conditions: Readonly<Record<string, unknown>>;
      readonly runs: readonly Measured[];
    };
    const told = (value: unknown) => JSON.stringify(value);
    const other = Object.keys(now).filter((name) => told(now[name]) !== told(conditions[name]));
    if (other.length === 0) return runs;
    const each = other.map((name) => `${name} ${told(conditions[name])}, here ${told(now[name])}`);
    throw new Error(`${file} was measured under other conditions: ${each.join('; ')}`);
  });
}
