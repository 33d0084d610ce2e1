/**
 * `npm run conformance`: plays the tables of CONFORMANCE_DIR, by default those in test/fixtures/conformance. Exit code 1
 * when a case fails, or when none was played.
 */
import { join, resolve } from 'node:path';
import { projectRoot } from '../../lib/root.ts';
import { exitCode } from '../support/closing-line.ts';
import { report, tally } from './report.ts';
import { playFolder } from './run.ts';

const { CONFORMANCE_DIR: given, INIT_CWD: from } = process.env;
// npm changes to the project's folder; the user means the folder npm was called in.
const folder = given ? resolve(from ?? '.', given) : join(projectRoot, 'test/fixtures/conformance');

try {
  const results = playFolder(folder);
  process.stdout.write(`${folder}\n\n${report(results)}`);
  process.exitCode = exitCode(tally(results));
} catch (error) {
  const { message } = error as Error;
  process.stderr.write(
    `The tables in ${folder} cannot be played: ${message}. Set CONFORMANCE_DIR to a folder of them.\n`,
  );
  process.exitCode = 1;
}
