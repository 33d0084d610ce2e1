/** Tests of policies, from paths to results: what the verb `test` does. */
import type { Policy } from '../../decide/contract.ts';
import type { Plugins } from '../../plugins/load.ts';
import { gatherTests, isOurs, readFile } from './gather.ts';
import { junitXml } from './junit.ts';
import { type LoadedTests, loadTests } from './load.ts';
import { play, type TestResult } from './play.ts';
import { printResults, resultsData, type SuiteResult, totalsOf } from './print.ts';

export interface TestPoliciesOptions {
  /** Test files, or folders of them. */
  readonly paths: readonly string[];
  readonly registry: readonly Policy[];
  readonly plugins?: Plugins | undefined;
  /** Only tests whose name it matches. */
  readonly pattern?: RegExp | undefined;
  readonly breathe?: () => Promise<void>;
  /** Told after each test. */
  readonly progress?: ((done: number, all: number) => void) | undefined;
}

export interface Tested {
  /** Every test could be played, and everything expected held. */
  readonly ok: boolean;
  readonly text: () => string;
  readonly data: () => object;
  readonly junit: () => string;
}

/** @throws {Error} when a path is not there, or no test has such a name */
export async function testPolicies(options: TestPoliciesOptions): Promise<Tested> {
  const { paths, registry, plugins, pattern, breathe, progress } = options;
  const loaded: LoadedTests[] = [];
  const passedOver: string[] = [];
  for (const { file, named } of await gatherTests(paths)) {
    const content = (await readFile(file)) ?? { problem: 'no such file', allowed: 'a file of tests' };
    if (!named && !isOurs(content)) passedOver.push(file);
    else loaded.push(await loadTests({ file, content, registry, plugins, readFile }));
  }
  const chosen = loaded.map((suite) => ({
    suite,
    tests: suite.tests.filter(({ name }) => pattern?.test(name) ?? true),
  }));
  const all = chosen.reduce((sum, { tests }) => sum + tests.length, 0);
  const readable = loaded.every(({ faults }) => faults.length === 0);
  if (loaded.length === 0) {
    throw new Error(`no file of kind PolicyTest; passed over: ${passedOver.join(', ')}`);
  }
  if (all === 0 && readable) throw new Error(`no test has a name that matches ${pattern}`);
  let done = 0;
  const suites: SuiteResult[] = [];
  for (const { suite, tests } of chosen) {
    const results: TestResult[] = [];
    for (const test of tests) {
      results.push(await play(test, { plugins, ...(breathe === undefined ? {} : { breathe }) }));
      progress?.(++done, all);
    }
    if (results.length > 0 || suite.faults.length > 0) suites.push({ suite, results });
  }
  const { failed, invalid } = totalsOf(suites);
  return {
    ok: failed + invalid === 0,
    text: () => printResults(suites, passedOver),
    data: () => ({ ...resultsData(suites), passedOver }),
    junit: () => junitXml(suites),
  };
}
