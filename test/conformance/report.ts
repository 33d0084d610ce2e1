/** What a run came to, as people read it. */
import { closingLine, type Tally } from '../support/closing-line.ts';
import type { Outcome } from './adapters/adapter.ts';
import type { Played } from './run.ts';

const COLUMNS = ['passed', 'failed', 'different', 'skipped'] as const;

/** A case that is different by a rule is asserted too, so it counts as passed. */
export function tally(results: readonly Played[]): Tally {
  const count = (verdict: Played['verdict']) => results.filter((result) => result.verdict === verdict).length;
  return { passed: count('passed') + count('different'), failed: count('failed'), skipped: count('skipped') };
}

/** The table by file, then what is different, skipped and failed, then the closing line. */
export function report(results: readonly Played[]): string {
  const files = [...new Set(results.map(({ file }) => file))];
  const width = Math.max(4, ...files.map((file) => file.length));
  const rows = files.map((file) =>
    row(
      file,
      results.filter((result) => result.file === file),
      width,
    ),
  );
  const head = `${'file'.padEnd(width)}${COLUMNS.map((name) => name.padStart(11)).join('')}`;
  const sections = [[head, ...rows], differences(results), skips(results), failures(results)];
  const text = sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
  const note = results.some(({ verdict }) => verdict === 'different')
    ? '\n\nDifferent by rule: the rule says what is given instead, and that is asserted; they count as passed.'
    : '';
  return `${text}${note}\n\n${closingLine(tally(results))}\n`;
}

function row(file: string, results: readonly Played[], width: number): string {
  const counts = COLUMNS.map((name) => results.filter(({ verdict }) => verdict === name).length);
  return `${file.padEnd(width)}${counts.map((count) => String(count).padStart(11)).join('')}`;
}

function differences(results: readonly Played[]): string[] {
  return results.flatMap((result) =>
    result.verdict !== 'different'
      ? []
      : [
          `different  ${result.file}: ${result.name}`,
          `           rule ${result.rule.name}: ${result.rule.reason}`,
          `           the table has ${show(result.expected)}, given is ${show(pick(result.got, result.expected))}`,
        ],
  );
}

function skips(results: readonly Played[]): string[] {
  const reasons = new Map<string, number>();
  for (const result of results) {
    if (result.verdict !== 'skipped') continue;
    const key = `skipped    ${result.file}: ${result.why}`;
    reasons.set(key, (reasons.get(key) ?? 0) + 1);
  }
  return [...reasons].map(([reason, count]) => `${reason} (${count} ${count === 1 ? 'case' : 'cases'})`);
}

function failures(results: readonly Played[]): string[] {
  return results.flatMap((result) =>
    result.verdict !== 'failed'
      ? []
      : [
          `FAILED     ${result.file}: ${result.name}`,
          ...(result.rule === undefined ? [] : [`           by the rule ${result.rule.name}`]),
          `           expected ${show(result.expected)}`,
          `           got      ${show('error' in result.got ? result.got : pick(result.got, result.expected))}`,
        ],
  );
}

function pick(got: Outcome, asked: Outcome): Outcome {
  return Object.fromEntries(Object.keys(asked).map((key) => [key, got[key]]));
}

function show(outcome: Outcome): string {
  return JSON.stringify(outcome);
}
