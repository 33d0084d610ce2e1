/** Results as a person reads them, and as a program does. */
import { formatFault } from '../../spec/fault.ts';
import { formatInstant } from '../../units/instant.ts';
import { printable } from '../../units/printable.ts';
import type { LoadedTests } from './load.ts';
import type { Failure, TestResult } from './play.ts';

/** A file of tests and what became of those that were played. */
export interface SuiteResult {
  readonly suite: LoadedTests;
  readonly results: readonly TestResult[];
}

export interface Totals {
  readonly tests: number;
  readonly ok: number;
  readonly failed: number;
  /** Tests that could not be played, and files that could not be read. */
  readonly invalid: number;
}

export function totalsOf(suites: readonly SuiteResult[]): Totals {
  const results = suites.flatMap((suite) => suite.results);
  const of = (outcome: TestResult['outcome']) =>
    results.filter((result) => result.outcome === outcome).length;
  const broken = suites.filter(({ suite }) => suite.faults.length > 0).length;
  return { tests: results.length, ok: of('ok'), failed: of('failed'), invalid: of('invalid') + broken };
}

const WORDS = { ok: 'ok', failed: 'FAILED', invalid: 'INVALID' } as const;
const HANG = ' '.repeat(11);

/** `at 47s 3 workers; expected never above 2 workers`. */
export function sayFailure({ dataset, after, seen, expected }: Failure): string {
  return `${dataset === null ? '' : `${dataset} `}${after === null ? '' : `at ${after}: `}${seen}; expected ${expected}`;
}

function sayDecision({
  outcome,
  from,
  to,
  reason,
  sentence,
  after,
}: NonNullable<Failure['decision']>): string {
  const what = outcome === 'hold' ? `hold at ${from}` : `${outcome} ${from} -> ${to}`;
  return `decided at ${after}: ${what}, ${reason === null ? '' : `${reason.code}: `}${sentence}`;
}

/** What did not hold, line by line: what was seen, where that was expected, what had been decided. */
export function failureLines(failure: Failure, file: string): readonly string[] {
  const { expectation, field, line, column, decision } = failure;
  const name = field === undefined ? expectation : `${expectation}.${field}`;
  const lines = [sayFailure(failure), `  ${file}:${line}:${column}: ${name}`];
  return (decision === null ? lines : [...lines, `  ${sayDecision(decision)}`]).map(printable);
}

function resultLines(
  { test, outcome, failures }: TestResult,
  texts: LoadedTests['texts'],
): readonly string[] {
  const heading = `  ${WORDS[outcome].padEnd(7)}  ${printable(test.name)}`;
  const faults = test.faults.flatMap((fault) => formatFault(fault, texts.get(fault.file)).split('\n'));
  const notes = test.notes.map((note) => printable(`note: ${note}`));
  const below = [...failures.flatMap((failure) => failureLines(failure, test.file)), ...faults, ...notes];
  return [heading, ...below.map((line) => `${HANG}${line}`)];
}

/**
 * @param passedOver files that looked like tests by their name, and are no PolicyTest
 * @returns text that ends with the sum of all
 */
export function printResults(suites: readonly SuiteResult[], passedOver: readonly string[] = []): string {
  const lines = suites.flatMap(({ suite, results }) => [
    printable(suite.file),
    ...suite.faults
      .flatMap((fault) => formatFault(fault, suite.texts.get(fault.file)).split('\n'))
      .map((line) => `  ${line}`),
    ...results.flatMap((result) => resultLines(result, suite.texts)),
  ]);
  const { tests, ok, failed, invalid } = totalsOf(suites);
  const sum = [`${ok} ok`, `${failed} failed`, ...(invalid > 0 ? [`${invalid} invalid`] : [])].join(', ');
  const over = passedOver.map((file) => printable(`passed over, as it is no PolicyTest: ${file}`));
  return `${[...lines, ...over, '', `${tests} ${tests === 1 ? 'test' : 'tests'}: ${sum}`].join('\n')}\n`;
}

/** For `-o json`: one object, the same bytes for the same tests. */
export function resultsData(suites: readonly SuiteResult[]): object {
  return {
    ...totalsOf(suites),
    files: suites.map(({ suite, results }) => ({
      file: suite.file,
      faults: suite.faults,
      tests: results.map(({ test, outcome, failures }) => ({
        name: test.name,
        line: test.line,
        outcome,
        failures: failures.map(({ at, decision, ...failure }) => ({
          ...failure,
          at: at === null ? null : formatInstant(at),
          decision: decision && { ...decision, at: formatInstant(decision.at) },
        })),
        faults: test.faults,
        notes: test.notes,
      })),
    })),
  };
}
