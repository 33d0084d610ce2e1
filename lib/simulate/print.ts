/** What `simulate` prints for each `-o`. */
import { type Compared, comparisonData, comparisonText } from './compare.ts';
import { samplesCsv, simulationData } from './data.ts';
import { type Played, simulationText, type TextOptions } from './text.ts';

export type Output = 'text' | 'json' | 'csv';

export function printPlayed(played: Played, output: Output, options: TextOptions): string {
  if (output === 'csv') return samplesCsv(played.simulation.samples);
  return output === 'json' ? json(simulationData(played)) : simulationText(played, options);
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
