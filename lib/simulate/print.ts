/** What `simulate` prints for each `-o`. */
import type { PolicyInForce } from '../daemon/daemon.ts';
import { type Compared, comparisonData, comparisonText } from './compare.ts';
import { samplesCsv, simulationData } from './data.ts';
import type { Inputs } from './inputs.ts';
import { datasetsOf } from './scenario.ts';
import type { Simulation } from './simulate.ts';
import { type Played, simulationText, type TextOptions } from './text.ts';
import { type Together, togetherCsv, togetherData, togetherText } from './together.ts';

export type Output = 'text' | 'json' | 'csv';

/** @param simulations one a dataset of the scenario, as the policies are */
export function printOutcome(
  { scenario, policies, budgets }: Inputs,
  simulations: readonly Simulation[],
  output: Output,
  options: TextOptions,
): string {
  const played = datasetsOf(scenario).map((one, i): Played => {
    const [policy, simulation] = [policies[i] as PolicyInForce, simulations[i] as Simulation];
    return { policy, scenario: one, simulation };
  });
  const [first, second] = played as [Played, Played?];
  if (second !== undefined)
    return printTogether({ scenario: scenario.name, played, budgets }, output, options);
  if (output === 'csv') return samplesCsv(first.simulation.samples);
  return output === 'json' ? json(simulationData(first)) : simulationText(first, options);
}

function printTogether(together: Together, output: Output, options: TextOptions): string {
  if (output === 'csv') return togetherCsv(together);
  return output === 'json' ? json(togetherData(together)) : togetherText(together, options);
}

export function printCompared(compared: readonly Compared[], scenario: string, output: Output): string {
  return output === 'json' ? json(comparisonData(compared, scenario)) : comparisonText(compared, scenario);
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** Width of the terminal (null: none), and whether it may be coloured (https://no-color.org). */
export function terminalOf(
  { isTTY, columns }: { readonly isTTY?: boolean; readonly columns?: number },
  env: Readonly<Record<string, string | undefined>>,
): Pick<TextOptions, 'columns' | 'colour'> {
  const tty = isTTY === true;
  const colour = tty && (env.NO_COLOR ?? '') === '' && env.TERM !== 'dumb';
  return { columns: tty ? (columns ?? null) : null, colour };
}
