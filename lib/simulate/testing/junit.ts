/**
 * Results as JUnit XML, in the form that Jenkins, GitLab, GitHub's actions and others read: `testsuites`, a `testsuite` a file,
 * a `testcase` a test. A failed expectation is a `failure`; what could not be played is an `error`. No wall time is told, so that
 * the same tests give the same bytes.
 */
import { formatFault } from '../../spec/fault.ts';
import { printable } from '../../units/printable.ts';
import type { TestResult } from './play.ts';
import { failureLines, type SuiteResult, sayFailure, totalsOf } from './print.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Control characters, which XML 1.0 does not have, have been made printable before, all but line ends. */
function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (one) => ENTITIES[one] as string);
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escaped(printable(String(value)))}"`)
    .join('');
}

function element(name: string, values: Readonly<Record<string, string | number>>, text: string): string {
  return `<${name}${attributes(values)}>${escaped(text)}</${name}>`;
}

function testcase({ test, failures }: TestResult, texts: SuiteResult['suite']['texts']): readonly string[] {
  const { file, name, line, faults } = test;
  const wrong = [
    ...failures.map((failure) =>
      element(
        'failure',
        { type: failure.expectation, message: sayFailure(failure) },
        failureLines(failure, file).join('\n'),
      ),
    ),
    ...faults.map((fault) =>
      element(
        'error',
        { type: 'invalid', message: fault.problem },
        formatFault(fault, texts.get(fault.file)),
      ),
    ),
  ];
  const opening = `    <testcase${attributes({ classname: file, name, file, line })}`;
  if (wrong.length === 0) return [`${opening}/>`];
  return [`${opening}>`, ...wrong.map((one) => `      ${one}`), '    </testcase>'];
}

/** A file that cannot be read is a test that could not be played. */
function testsuite({ suite, results }: SuiteResult): readonly string[] {
  const { file, faults, texts } = suite;
  const broken = faults.map((fault) =>
    element('error', { type: 'invalid', message: fault.problem }, formatFault(fault, texts.get(fault.file))),
  );
  const itself =
    broken.length === 0
      ? []
      : [
          `    <testcase${attributes({ classname: file, name: file, file, line: 1 })}>`,
          ...broken.map((one) => `      ${one}`),
          '    </testcase>',
        ];
  const { tests, failed, invalid } = totalsOf([{ suite, results }]);
  const counts = {
    tests: tests + (broken.length > 0 ? 1 : 0),
    failures: failed,
    errors: invalid,
    skipped: 0,
  };
  return [
    `  <testsuite${attributes({ name: file, ...counts })}>`,
    ...itself,
    ...results.flatMap((result) => testcase(result, texts)),
    '  </testsuite>',
  ];
}

/** @returns the whole XML document */
export function junitXml(suites: readonly SuiteResult[]): string {
  const { tests, failed, invalid } = totalsOf(suites);
  const broken = suites.filter(({ suite }) => suite.faults.length > 0).length;
  const counts = { tests: tests + broken, failures: failed, errors: invalid };
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: 'fluid-autoscaler test', ...counts })}>`,
    ...suites.flatMap(testsuite),
    '</testsuites>',
  ];
  return `${lines.join('\n')}\n`;
}
