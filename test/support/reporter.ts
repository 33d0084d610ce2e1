import Mocha from 'mocha';
import { realClock } from '../../lib/clock/clock.ts';
import { closingLine } from './closing-line.ts';

const { EVENT_TEST_FAIL, EVENT_TEST_PASS, EVENT_TEST_PENDING, EVENT_SUITE_BEGIN, EVENT_SUITE_END } =
  Mocha.Runner.constants;
const SLOW_MS = 2000;

/** What has been counted so far; grows while tests run. */
export interface Report {
  passed: number;
  failed: number;
  skipped: number;
  /** What failed, by full title, for the end of the run. */
  readonly failures: string[];
}

export function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function show(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value, null, 1) ?? String(value));
}

function described(error: unknown): string {
  if (!(error instanceof Error)) return show(error);
  const { actual, expected } = error as { actual?: unknown; expected?: unknown };
  const values = 'expected' in error ? `\nexpected: ${show(expected)}\nactual:   ${show(actual)}` : '';
  const cause = error.cause === undefined ? '' : `\ncaused by: ${described(error.cause)}`;
  return `${error.stack ?? error.message}${values}${cause}`;
}

/** Counts one failure and prints it in full, at once. */
export function reportFailure(report: Report, title: string, error: unknown): void {
  report.failed += 1;
  report.failures.push(title);
  say(`FAILED ${title}\n${described(error).replace(/^/gm, '    ')}`);
}

function reportSuites(runner: Mocha.Runner, report: Report): void {
  let before = { ...report, at: 0 };
  runner.on(EVENT_SUITE_BEGIN, (suite) => {
    if (suite.parent?.root) before = { ...report, at: realClock.monotonic() };
  });
  runner.on(EVENT_SUITE_END, (suite) => {
    if (!suite.parent?.root) return;
    const passed = report.passed - before.passed;
    const failed = report.failed - before.failed;
    const skipped = report.skipped - before.skipped;
    if (passed + failed + skipped === 0) return;
    const seconds = ((realClock.monotonic() - before.at) / 1000).toFixed(1);
    say(
      `${failed > 0 ? 'not ok' : 'ok'} ${suite.title}: ${closingLine({ passed, failed, skipped })} (${seconds} s)`,
    );
  });
}

/**
 * One line for each outermost suite, failures and slow tests as they come; every test by name when `verbose`.
 * A test counts once, also where Mocha reports it twice (an error after it had passed or failed).
 */
export function reportLines(runner: Mocha.Runner, report: Report, verbose: boolean): void {
  const passed = new Set<unknown>();
  const failed = new Set<unknown>();
  reportSuites(runner, report);
  runner.on(EVENT_TEST_PASS, (test) => {
    passed.add(test);
    report.passed += 1;
    const ms = test.duration ?? 0;
    if (verbose || ms > SLOW_MS) say(`  ${test.fullTitle()} (${ms} ms)`);
  });
  runner.on(EVENT_TEST_PENDING, (test) => {
    report.skipped += 1;
    if (verbose) say(`  skipped: ${test.fullTitle()}`);
  });
  runner.on(EVENT_TEST_FAIL, (test, error) => {
    if (failed.has(test)) return;
    failed.add(test);
    if (passed.delete(test)) report.passed -= 1;
    reportFailure(report, test.fullTitle(), error);
  });
}
