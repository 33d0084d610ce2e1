/**
 * The test runner: node .build/test/support/run.js unit|conformance|e2e|fluid|engines … [--grep PATTERN] [--verbose]
 * Its last line is `N passed, N failed, N skipped`; exit code 1 when anything failed or nothing ran, 2 for misuse.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { closingLine, exitCode } from './closing-line.ts';
import { missingParts } from './describe-needing.ts';
import { type Group, groupNames } from './groups.ts';
import { type Report, reportFailure, say } from './reporter.ts';
import { runGroups } from './runner.ts';

const usage = `usage: run.js ${groupNames.join('|')} … [--grep PATTERN] [--verbose] [--from FOLDER]`;

function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      grep: { type: 'string' },
      verbose: { type: 'boolean' },
      from: { type: 'string', default: join(import.meta.dirname, '..') },
    },
  });
  const unknown = positionals.find((name) => !groupNames.includes(name as Group));
  if (unknown !== undefined) throw new Error(`no group "${unknown}"`);
  if (positionals.length === 0) throw new Error('which group?');
  return { groups: positionals as Group[], grep: values.grep, verbose: values.verbose, folder: values.from };
}

function readOrExit() {
  try {
    return readArguments();
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${usage}\n`);
    return process.exit(2);
  }
}

const { groups, ...options } = readOrExit();
const report: Report = { passed: 0, failed: 0, skipped: 0, failures: [] };
let complete = false;

// Also where a test ends the process, or the tests wait for something that can no longer happen.
process.once('exit', () => {
  if (!complete)
    reportFailure(report, 'the run ended before its last test', 'process.exit, or nothing left to wait for');
  if (report.failures.length > 0) say(`\nfailed:\n  ${report.failures.join('\n  ')}\n`);
  for (const hint of missingParts()) say(hint);
  say(closingLine(report));
  process.exitCode = exitCode(report);
});
await runGroups(groups, report, options);
complete = true;
process.exit();
