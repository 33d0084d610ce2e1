import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { projectRoot } from '../../lib/root.ts';
import { article } from '../lib/simulate/testing/make.ts';
import { tempFolder } from '../support/temp.ts';
import { runProgram } from './child.ts';

const EXAMPLE = join(projectRoot, 'examples/spark.test.yaml');

/** A folder with a test file that fails, beside what it names. */
function failing(): string {
  const folder = tempFolder();
  for (const [from, to] of [
    ['spark.yaml', 'spark.yaml'],
    ['scenarios/article.yaml', 'article.yaml'],
  ] as const) {
    writeFileSync(join(folder, to), readFileSync(join(projectRoot, 'examples', from)));
  }
  mkdirSync(join(folder, 'below'));
  writeFileSync(
    join(folder, 'below', 'spark.test.yaml'),
    article('neverAbove: 2').replaceAll(': spark', ': ../spark').replace(': article', ': ../article'),
  );
  return folder;
}

describe('test', function verb() {
  this.timeout(60_000);

  it('holds the example to what is expected of it', async () => {
    const { out, err, exitCode } = await runProgram(['test', '-f', EXAMPLE]);
    expect(out).to.match(/^.*spark\.test\.yaml\n( {2}ok {7}.+\n){3}\n3 tests: 3 ok, 0 failed\n$/);
    expect([err, exitCode]).to.deep.equal(['', 0]);
  });

  it('holds every example to what is expected of it', async () => {
    const { out, exitCode } = await runProgram(['test', '-f', join(projectRoot, 'examples')]);
    expect(out).to.match(/ 0 failed\n$/);
    expect(exitCode).to.equal(0);
  });

  it('exits 1 where one fails, in files of folders below too, and writes JUnit on request', async () => {
    const folder = failing();
    const junit = join(folder, 'results.xml');
    const { out, exitCode } = await runProgram(['test', '-f', folder, '-f', EXAMPLE, '--junit', junit]);
    expect(out).to.contain('at 44s: 3 workers; expected never above 2 workers');
    expect(out).to.match(/\n4 tests: 3 ok, 1 failed\n$/);
    expect(exitCode).to.equal(1);
    const printed = await runProgram(['test', '-f', folder, '-f', EXAMPLE, '-o', 'junit']);
    expect(readFileSync(junit, 'utf8')).to.equal(printed.out);
    expect(printed.exitCode).to.equal(1);
  });

  it('passes over what is no test of policies in a folder, says so, and reads it where it is named', async () => {
    const folder = failing();
    const other = join(folder, 'alerts.test.yaml');
    writeFileSync(other, 'rule_files: [alerts.yaml]\ntests: []\n');
    const { out } = await runProgram(['test', '-f', folder]);
    expect(out).to.contain(`\npassed over, as it is no PolicyTest: ${other}\n`);
    expect(out).to.match(/\n1 test: 0 ok, 1 failed\n$/);
    const named = await runProgram(['test', '-f', other]);
    expect(named.out).to.contain('apiVersion: required, but missing');
    expect(named.exitCode).to.equal(1);
  });

  it('runs only those whose name matches', async () => {
    const { out } = await runProgram(['test', '-f', EXAMPLE, '--run', 'never shrinks', '-o', 'json']);
    const { tests, files } = JSON.parse(out) as { tests: number; files: { tests: { name: string }[] }[] };
    expect(tests).to.equal(1);
    expect(files[0]?.tests[0]?.name).to.match(/^never shrinks/);
  });

  it('exits 1 for a document with a fault', async () => {
    const file = join(tempFolder(), 'x.test.yaml');
    writeFileSync(file, article('neverAbov: 2'));
    const { out, exitCode } = await runProgram(['test', '-f', file]);
    expect(out).to.contain(
      `${file}:8:9: tests[0].expect[0].neverAbov: unknown field "neverAbov"; did you mean "neverAbove"?`,
    );
    expect(exitCode).to.equal(1);
  });

  const misuses: readonly [string, readonly string[], string][] = [
    ['no file', [], "required option '-f, --filename <path>' not specified"],
    ['a file that is not there', ['-f', 'nowhere'], 'nowhere: no such file or folder'],
    ['a folder without tests', ['-f', join(projectRoot, 'examples/scenarios')], 'no test file (*.test.yaml)'],
    [
      'a name that no test has',
      ['-f', EXAMPLE, '--run', 'nobody'],
      'no test has a name that matches /nobody/',
    ],
    ['a pattern that is none', ['-f', EXAMPLE, '--run', '('], '--run (: Invalid regular expression'],
  ];
  for (const [what, args, says] of misuses) {
    it(`calls it misuse and exits 2: ${what}`, async () => {
      const { out, err, exitCode } = await runProgram(['test', ...args]);
      expect(err).to.contain(says);
      expect([out, exitCode]).to.deep.equal(['', 2]);
    });
  }
});
