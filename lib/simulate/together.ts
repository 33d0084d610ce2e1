/** Several datasets that were played together, as a person reads them and as programs do. Pure. */
import { selects } from '../budget/budget.ts';
import type { BudgetInForce } from '../daemon/daemon.ts';
import { amount } from '../decide/budget.ts';
import { layOut } from '../report/columns.ts';
import { wrap } from '../report/wrap.ts';
import { ACCURACY, describeAccuracy } from '../sandbox/model/accuracy.ts';
import { formatInstant } from '../units/instant.ts';
import { printable } from '../units/printable.ts';
import { chart } from './chart.ts';
import { samplesTable, simulationData } from './data.ts';
import type { SimulatedDecision } from './decisions.ts';
import { FIGURES } from './figures.ts';
import { formatSpan, momentPrinter } from './span.ts';
import { PLAIN_COLUMNS, type Played, type TextOptions, textOf, WHO } from './text.ts';

export interface Together {
  readonly scenario: string;
  /** One a dataset, in the scenario's order. */
  readonly played: readonly Played[];
  readonly budgets: readonly BudgetInForce[];
}

/** What a budget came to. Amounts are in its unit. */
interface Spent {
  readonly budget: string;
  readonly unit: 'workers' | 'bytes';
  readonly limit: number;
  readonly datasets: readonly string[];
  /** The most that its datasets had at one time. */
  readonly most: number;
}

export function togetherText(together: Together, options: TextOptions): string {
  const { played } = together;
  const { columns, colour } = options;
  const wide = { columns: columns ?? PLAIN_COLUMNS, colour };
  const lines = [
    heading(together),
    '',
    ...decisionLines(together, options.all),
    '',
    ...figureLines(together),
    '',
  ];
  const spent = spentOf(together).map(spentLine);
  const charts = played.flatMap((one) => [
    `        ${nameOf(one)}`,
    ...chart(one.simulation.samples, wide),
    '',
  ]);
  const flowing = (text: readonly string[]) => text.flatMap((line) => wrap(line, columns));
  const said = [...spent, ...(spent.length > 0 ? [''] : [])];
  return [...flowing([...lines, ...said]), ...charts, ...flowing([describeAccuracy()])]
    .join('\n')
    .concat('\n');
}

function heading({ scenario, played }: Together): string {
  const [first] = played as [Played];
  const { durationMs, startMs } = first.scenario;
  const looks = played.reduce((sum, { simulation }) => sum + simulation.summary.looks, 0);
  const files = [...new Set(played.map(({ policy }) => policy.file))].join(', ');
  const span = `${formatSpan(durationMs)} from ${formatInstant(startMs)}`;
  return printable(
    `scenario ${scenario} (${span}, ${looks} looks) of ${played.length} datasets under their policies (${files})`,
  );
}

function nameOf({ policy: { plan } }: Played): string {
  return `${plan.namespace}/${plan.dataset}`;
}

function decisionLines({ played }: Together, all: boolean): string[] {
  const rows = played.flatMap((one) =>
    one.simulation.decisions.map((decision) => ({ decision, dataset: nameOf(one) })),
  );
  const shown = rows.filter(({ decision }) => all || decision.outcome !== 'hold');
  if (shown.length === 0) return ['no count ever changed'];
  const [first] = played as [Played];
  const print = momentPrinter(first.scenario.startMs, first.scenario.durationMs);
  const of =
    <T>(cell: (decision: SimulatedDecision) => T) =>
    ({ decision }: { decision: SimulatedDecision }) =>
      cell(decision);
  const table = layOut<(typeof shown)[number]>(
    [
      { header: 'TIME', cell: of(({ at }) => print(at)) },
      { header: 'DATASET', cell: ({ dataset }) => dataset },
      { header: 'WORKERS', cell: of(({ from, to }) => (from === to ? String(from) : `${from} -> ${to}`)) },
      { header: 'BY', cell: of(({ outcome }) => WHO[outcome]) },
      { header: 'REASON', cell: of(textOf) },
    ],
    shown,
  );
  // Of one instant in the order of the datasets.
  const inOrder = shown.toSorted((a, b) => a.decision.at - b.decision.at);
  return [table.header, ...inOrder.map((row) => table.row(row))];
}

function figureLines({ played }: Together): string[] {
  const rows = FIGURES.map(({ name, value, print }) => ({
    name,
    cells: played.map(({ simulation: { summary } }) => print(value(summary), summary)),
  }));
  const table = layOut<(typeof rows)[number]>(
    [
      { header: '', cell: ({ name }) => name },
      ...played.map((one, i) => ({
        header: nameOf(one),
        cell: ({ cells }: (typeof rows)[number]) => cells[i] ?? '',
      })),
    ],
    rows,
  );
  return [table.header, ...rows.map((row) => table.row(row))];
}

function spentOf({ played, budgets }: Together): readonly Spent[] {
  return budgets.map(({ plan }) => {
    const under = played.filter((one) => selects(plan, nameOf(one), one.scenario.dataset.labels ?? {}));
    const counts = under.map(({ scenario }) => scenario.workers.replicas);
    const costs = under.map(({ scenario }) => (plan.unit === 'workers' ? 1 : scenario.workers.capacityBytes));
    const total = () => counts.reduce((sum, count, i) => sum + count * (costs[i] as number), 0);
    let most = total();
    const changes = under.flatMap(({ simulation }, i) =>
      simulation.changes.map(({ at, to }) => ({ at, to, i })),
    );
    for (const { to, i } of changes.sort((a, b) => a.at - b.at)) {
      counts[i] = to;
      most = Math.max(most, total());
    }
    return { budget: plan.name, unit: plan.unit, limit: plan.limit, datasets: under.map(nameOf), most };
  });
}

function spentLine({ budget, unit, limit, datasets, most }: Spent): string {
  const amounts = { unit, limit, taken: most, sum: most };
  const over = `${datasets.length} ${datasets.length === 1 ? 'dataset' : 'datasets'}`;
  return printable(
    `budget ${budget} over ${over}: at most ${amount(amounts, 'taken')} of ${amount(amounts, 'limit')} at one time`,
  );
}

/** Instants are RFC 3339, spans ms, sizes bytes. */
export function togetherData(together: Together) {
  const [first] = together.played as [Played];
  return {
    scenario: together.scenario,
    start: formatInstant(first.scenario.startMs),
    budgets: spentOf(together),
    datasets: together.played.map((one) => {
      const { scenario: _, start: __, model: ___, ...data } = simulationData(one);
      return data;
    }),
    model: ACCURACY,
  };
}

/** As of one dataset, with its name in front of each line. */
export function togetherCsv({ played }: Together): string {
  const tables = played.map((one) => ({ name: nameOf(one), ...samplesTable(one.simulation.samples) }));
  const lines = tables.flatMap(({ name, lines }) => lines.map((line) => `${name},${line}`));
  return `${[`dataset,${tables[0]?.heading ?? ''}`, ...lines].join('\n')}\n`;
}
