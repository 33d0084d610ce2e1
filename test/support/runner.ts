import Mocha from 'mocha';
import { filesOf, type Group, limits } from './groups.ts';
import { type Report, reportFailure, reportLines } from './reporter.ts';

export interface RunOptions {
  /** The compiled test folder. */
  readonly folder: string;
  /** Only tests whose full title matches this pattern. */
  readonly grep?: string | undefined;
  /** Name every test. */
  readonly verbose?: boolean | undefined;
}

async function runGroup(group: Group, report: Report, options: RunOptions): Promise<void> {
  const { folder, grep, verbose = false } = options;
  const mocha = new Mocha({
    timeout: limits[group],
    forbidOnly: true,
    ...(grep === undefined ? {} : { grep: new RegExp(grep) }),
    reporter: class {
      constructor(runner: Mocha.Runner) {
        reportLines(runner, report, verbose);
      }
    } as unknown as Mocha.ReporterConstructor, // Mocha asks for nothing more than this constructor
  });
  for (const file of filesOf(group, folder)) mocha.addFile(file);
  try {
    await mocha.loadFilesAsync();
  } catch (error) {
    return reportFailure(report, `reading the ${group} tests`, error);
  }
  await new Promise<void>((resolve) => {
    mocha.run(() => resolve());
  });
  mocha.dispose(); // takes its listeners for stray errors away
}

/**
 * Runs the groups one after the other in this process and counts into `report`. A rejection that nobody handles, or an error
 * that nobody catches, is a failure: of the test that was running, where Mocha sees it, else of the run.
 */
export async function runGroups(
  groups: readonly Group[],
  report: Report,
  options: RunOptions,
): Promise<void> {
  const throwIt = (reason: unknown) => {
    throw reason;
  };
  const countIt = (error: unknown) => {
    if (process.listenerCount('uncaughtException') === 1) reportFailure(report, 'outside of any test', error);
  };
  process.on('unhandledRejection', throwIt);
  process.on('uncaughtException', countIt);
  for (const group of groups) await runGroup(group, report, options);
}
