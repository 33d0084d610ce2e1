/** Courses and test files for tests of tests. */
import { loadTests } from '../../../../lib/simulate/testing/load.ts';
import { play, type TestResult } from '../../../../lib/simulate/testing/play.ts';
import type { SuiteResult } from '../../../../lib/simulate/testing/print.ts';
import { policies } from '../../../../policies/index.ts';
import { exampleText } from '../make.ts';

/** Files by name, in place of a disk. */
export type Files = Readonly<Record<string, string>>;

export const EXAMPLES: Files = {
  'spark.yaml': exampleText('spark.yaml'),
  'many.yaml': exampleText('many.yaml'),
  'article.yaml': exampleText('scenarios/article.yaml'),
};

/** A test file with these tests, indented by two. */
export function testText(tests: string): string {
  return `apiVersion: fluid-autoscaler.dev/v1alpha1\nkind: PolicyTest\ntests:\n${tests}\n`;
}

export function load(text: string, files: Files = EXAMPLES, file = 'x.test.yaml') {
  return loadTests({
    file,
    content: { text },
    registry: policies,
    readFile: async (path) => {
      const found = files[path];
      return found === undefined ? null : { text: found };
    },
  });
}

/** Loads a file and plays all of it. */
export async function playAll(text: string, files: Files = EXAMPLES): Promise<SuiteResult> {
  const suite = await load(text, files);
  const results: TestResult[] = [];
  for (const test of suite.tests) results.push(await play(test));
  return { suite, results };
}

/** A test of the article with what is expected of it, an entry a line. */
export function article(...expectations: readonly string[]): string {
  const lines = expectations.map((one) => `      - ${one}`).join('\n');
  return testText(
    `  - name: the article\n    policy: spark.yaml\n    scenario: article.yaml\n    expect:\n${lines}`,
  );
}
