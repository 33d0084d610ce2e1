/** The same scenario under several policies, side by side. Pure. */
import { basename } from 'node:path';
import type { PolicyInForce } from '../daemon/daemon.ts';
import { type Column, layOut } from '../report/columns.ts';
import { describeAccuracy } from '../sandbox/model/accuracy.ts';
import { FIGURES } from './figures.ts';
import type { Scenario } from './scenario.ts';
import type { Simulation } from './simulate.ts';
import type { Played } from './text.ts';

/** One policy of a comparison, under the name it is shown by. */
export interface Compared extends Played {
  readonly name: string;
}

/** The names that files are shown by side by side: without folder and ending where that tells them apart. */
function shortNames(files: readonly string[]): readonly string[] {
  const short = files.map((file) => basename(file).replace(/\.(ya?ml|json)$/, ''));
  return new Set(short).size === files.length ? short : files;
}

/** @param files one for each policy and simulation, in the same order */
export function sideBySide(
  scenario: Scenario,
  files: readonly string[],
  policies: readonly PolicyInForce[],
  simulations: readonly Simulation[],
): readonly Compared[] {
  const names = shortNames(files);
  return simulations.map((simulation, i) => ({
    name: names[i] as string,
    policy: policies[i] as PolicyInForce,
    scenario,
    simulation,
  }));
}

/** Who has the best of each figure that can be better or worse, by its key; none where all are alike. */
export function bestOf(compared: readonly Compared[]): Readonly<Record<string, readonly string[]>> {
  const rated = FIGURES.filter(({ lessIsBetter }) => lessIsBetter).map(({ key, value }) => {
    const values = compared.map(({ simulation }) => value(simulation.summary));
    const best = Math.min(...values);
    const alike = values.every((one) => one === best);
    const names = compared.filter((_, i) => values[i] === best).map(({ name }) => name);
    return [key, alike ? [] : names] as const;
  });
  return Object.fromEntries(rated);
}

interface Row {
  readonly name: string;
  readonly cells: readonly string[];
}

export function comparisonText(compared: readonly Compared[], scenario: string): string {
  const best = bestOf(compared);
  const columns: readonly Column<Row>[] = [
    { header: '', cell: ({ name }) => name },
    ...compared.map(({ name }, i): Column<Row> => ({ header: name, cell: ({ cells }) => cells[i] ?? '' })),
  ];
  const figures = FIGURES.map(({ key, name, value, print }): Row => {
    const cells = compared.map(({ name: policy, simulation: { summary } }) => {
      const text = print(value(summary), summary);
      return best[key]?.includes(policy) ? `${text} *` : text;
    });
    return { name, cells };
  });
  const decisions: Row = {
    name: 'decisions recorded',
    cells: compared.map(({ simulation }) => String(simulation.decisions.length)),
  };
  const last: Row = {
    name: 'last reason',
    cells: compared.map(({ simulation }) => simulation.samples.at(-1)?.reason ?? ''),
  };
  const rows = [...figures, decisions, last];
  const table = layOut(columns, rows);
  return [
    `scenario ${scenario}`,
    '',
    table.header,
    ...rows.map((row) => table.row(row)),
    '',
    '* the best of its row',
    describeAccuracy(),
    '',
  ].join('\n');
}

export function comparisonData(compared: readonly Compared[], scenario: string) {
  return {
    scenario,
    policies: compared.map(({ name, policy, simulation }) => ({
      name,
      dataset: `${policy.plan.namespace}/${policy.plan.dataset}`,
      file: policy.file,
      hash: policy.plan.hash,
      decisions: simulation.decisions.length,
      summary: simulation.summary,
    })),
    best: bestOf(compared),
  };
}
