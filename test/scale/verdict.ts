/** The table: each clause, what was measured, and whether it holds. */
import { cpus } from 'node:os';
import Table from 'cli-table3';
import { CLAUSES, type Clause } from './clauses.ts';
import { curve } from './curve.ts';
import type { Measured } from './measure.ts';
import { MIXES, type MixName, WORKERS } from './member.ts';
import type { ScaleOptions } from './options.ts';

function kindsOf(mix: MixName): string {
  const all = MIXES[mix];
  const share = (kind: string) => (all.filter((one) => one === kind).length / all.length) * 100;
  return [...new Set(all)]
    .sort((a, b) => share(b) - share(a))
    .map((kind) => `${kind} ${share(kind)} %`)
    .join(', ');
}

export function describe({ datasets, interval, moving, hung, flapping, exec }: ScaleOptions): string {
  const percent = (share: number) => `${Number((share * 100).toFixed(1))} %`;
  return `
${datasets} datasets of ${WORKERS} workers (${kindsOf('http')}); read by commands: ${exec} (${kindsOf('exec')})
slow interval ${interval}, ${percent(moving)} of the caches moving; run with faults: ${percent(hung)} hung, ${percent(flapping)} flapping; Node ${process.version}, ${cpus().length} cores
`;
}

export interface Row {
  readonly measure: string;
  readonly got: string;
  readonly limit: string;
  readonly holds: boolean;
}

/** Each clause on each run of the large cluster: without faults, then with them. */
export function rowsOf(runs: readonly Measured[], { datasets }: Pick<ScaleOptions, 'datasets'>): Row[] {
  const large = runs.filter((run) => run.datasets === datasets && run.mix === 'http');
  const plain = large.filter(({ faulty }) => !faulty);
  const sick = large.filter(({ faulty }) => faulty);
  return CLAUSES.flatMap((clause) => [
    ...plain.map((run, nth) => ({
      measure: plain.length > 1 ? `${clause.name} (run ${nth + 1})` : clause.name,
      got: clause.show(run),
      limit: clause.limit,
      holds: clause.holds(run),
    })),
    ...sick.map((run) => withFaults(clause, run, plain)),
  ]);
}

/**
 * The clause itself holds, and faults change nothing: the figure is at most the largest of the plain runs and a tenth of it. Of one plain
 * run nobody knows what chance makes of it, so with fewer than two there is no comparison.
 */
function withFaults(clause: Clause, run: Measured, plain: readonly Measured[]): Row {
  const row = { measure: `${clause.name} (with faults)`, got: clause.show(run) };
  const { compared } = clause;
  if (compared === null) return { ...row, limit: clause.limit, holds: clause.holds(run) };
  if (plain.length < 2)
    return { ...row, limit: `${clause.limit} (compared with no plain runs)`, holds: clause.holds(run) };
  const limit = 1.1 * Math.max(...plain.map(compared));
  const holds = clause.holds(run) && compared(run) <= limit;
  return { ...row, limit: `${clause.limit}; ${compared(run).toFixed(3)} at most ${limit.toFixed(3)}`, holds };
}

/** @returns the tables, and whether every clause holds that was measured */
export function verdict(runs: readonly Measured[], options: ScaleOptions): { text: string; holds: boolean } {
  const rows = rowsOf(runs, options);
  const table = new Table({ head: ['measure', 'measured', 'limit', ''], style: { head: [], border: [] } });
  for (const { measure, got, limit, holds } of rows)
    table.push([measure, got, limit, holds ? 'ok' : 'FAILS']);
  const clauses = rows.length === 0 ? '' : `${table.toString()}\n`;
  return { text: `${clauses}${curve(runs)}`, holds: rows.every(({ holds }) => holds) };
}
