/** A simulation as a person reads it: decisions, figures, chart. Pure. */
import type { PolicyInForce } from '../daemon/daemon.ts';
import { layOut } from '../report/columns.ts';
import { wrap } from '../report/wrap.ts';
import { describeAccuracy } from '../sandbox/model/accuracy.ts';
import { formatInstant } from '../units/instant.ts';
import { printable } from '../units/printable.ts';
import { chart } from './chart.ts';
import type { SimulatedDecision } from './decisions.ts';
import { FIGURES } from './figures.ts';
import type { Scenario } from './scenario.ts';
import type { Simulation } from './simulate.ts';
import { formatSpan, momentPrinter } from './span.ts';
import type { Summary } from './summary.ts';

export interface Played {
  readonly policy: PolicyInForce;
  readonly scenario: Scenario;
  readonly simulation: Simulation;
}

export interface TextOptions {
  /** Of the terminal; null: not a terminal. */
  readonly columns: number | null;
  readonly colour: boolean;
  /** Decisions to hold too, not only changes of the count. */
  readonly all: boolean;
}

/** Where there is no terminal the chart is as wide as one used to be. */
export const PLAIN_COLUMNS = 80;

export function simulationText(played: Played, options: TextOptions): string {
  const { scenario, simulation } = played;
  const { columns, colour } = options;
  const wide = { columns: columns ?? PLAIN_COLUMNS, colour };
  const lines = [
    heading(played),
    '',
    ...decisionLines(simulation, scenario, options.all),
    '',
    ...figureLines(simulation.summary),
    '',
  ];
  const said = [describeAccuracy()];
  const flowing = (text: readonly string[]) => text.flatMap((line) => wrap(line, columns));
  return [...flowing(lines), ...chart(simulation.samples, wide), '', ...flowing(said)]
    .join('\n')
    .concat('\n');
}

function heading({ policy, scenario, simulation }: Played): string {
  const { plan, file } = policy;
  const { looks } = simulation.summary;
  const span = `${formatSpan(scenario.durationMs)} from ${formatInstant(scenario.startMs)}`;
  return printable(
    `scenario ${scenario.name} (${span}, ${looks} looks) under the policy for ${plan.namespace}/${plan.dataset} (${file})`,
  );
}

export const WHO = { move: 'policy', would: 'would', hold: 'hold', other: 'other' } as const;

function decisionLines({ decisions }: Simulation, { startMs, durationMs }: Scenario, all: boolean): string[] {
  const shown = all ? decisions : decisions.filter(({ outcome }) => outcome !== 'hold');
  if (shown.length === 0) {
    const last = decisions.at(-1);
    return [`the count never changed; last reason: ${last === undefined ? 'none' : textOf(last)}`];
  }
  const print = momentPrinter(startMs, durationMs);
  const table = layOut<SimulatedDecision>(
    [
      { header: 'TIME', cell: ({ at }) => print(at) },
      { header: 'WORKERS', cell: ({ from, to }) => (from === to ? String(from) : `${from} -> ${to}`) },
      { header: 'BY', cell: ({ outcome }) => WHO[outcome] },
      { header: 'REASON', cell: textOf },
    ],
    shown,
  );
  return [table.header, ...shown.map((decision) => table.row(decision))];
}

export function textOf({ reason, sentence, result }: SimulatedDecision): string {
  const failed = result === null || result === 'applied' ? '' : ` (${result})`;
  return `${reason === null ? '' : `${reason.code}: `}${sentence}${failed}`;
}

function figureLines(summary: Summary): string[] {
  const widest = Math.max(...FIGURES.map(({ name }) => name.length));
  return FIGURES.map(({ name, value, print }) => `${name.padEnd(widest)}  ${print(value(summary), summary)}`);
}
