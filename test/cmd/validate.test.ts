import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import { register } from '../../cmd/validate.ts';
import { projectRoot } from '../../lib/root.ts';
import { DESIGN } from '../lib/spec/make.ts';
import { tempFolder } from '../support/temp.ts';
import { run } from './capture.ts';

const spark = join(projectRoot, 'examples', 'spark.yaml');
const typo = DESIGN.replace('threshold', 'treshold');
const validate = (...args: string[]) => run(register, 'validate', ...args);

describe('the verb validate', () => {
  it('says that a good document is good, and exits 0', async () => {
    const { out, err, exitCode } = await validate(spark);
    expect(out).to.match(/^ok {2}default\/spark /);
    expect(out).to.contain('1 document, 0 faults');
    expect([err, exitCode]).to.deep.equal(['', 0]);
  });

  it('takes a whole folder', async () => {
    const { out, exitCode } = await validate(join(projectRoot, 'examples'));
    expect(out).to.match(/\d+ documents, 0 faults/);
    expect(exitCode).to.equal(0);
  });

  it('shows a fault on the error stream, with its place and the word that was meant, and exits 1', async () => {
    const file = join(tempFolder('validate'), 'a.yaml');
    writeFileSync(file, typo);
    const { out, err, exitCode } = await validate(file);
    expect(err).to.contain(
      `${file}:8:5: spec.policies.treshold: unknown policy "treshold"; did you mean "threshold"?`,
    );
    expect(out).to.equal('0 documents, 1 fault, 0 notes\n');
    expect(exitCode).to.equal(1);
  });

  it('reads the standard input for -', async () => {
    const stdin = (async function* () {
      yield Buffer.from(typo);
    })();
    const { err, exitCode } = await run((program) => register(program, stdin), 'validate', '-');
    expect(err).to.match(/^\(stdin\):8:5: /);
    expect(exitCode).to.equal(1);
  });

  it('notes that the step of the design cannot bind twice, and fails on that only with --strict', async () => {
    const lenient = await validate(spark);
    expect(lenient.out).to.match(/note .*step\.up per 10m/);
    expect((await validate('--strict', spark)).exitCode).to.equal(1);
  });

  it('prints JSON with -o json, faults included', async () => {
    const file = join(tempFolder('validate'), 'a.yaml');
    writeFileSync(file, typo);
    const { out, err } = await validate('-o', 'json', file, spark);
    const said = JSON.parse(out);
    expect(said.valid).to.equal(false);
    expect(said.faults[0]).to.include({ suggestion: 'threshold', line: 8, column: 5 });
    expect(said.documents.map((document: { dataset: string }) => document.dataset)).to.deep.equal([
      'default/spark',
    ]);
    expect(err).to.equal('');
  });

  it('prints the same as YAML, and with -o name the datasets, faults on the error stream', async () => {
    const file = join(tempFolder('validate'), 'a.yaml');
    writeFileSync(file, typo);
    const [json, yaml] = [
      await validate('-o', 'json', file, spark),
      await validate('-o', 'yaml', file, spark),
    ];
    expect(parse(yaml.out)).to.deep.equal(JSON.parse(json.out));
    const { out, err, exitCode } = await validate('-o', 'name', file, spark);
    expect(out).to.equal('default/spark\n');
    expect(err).to.contain('unknown policy "treshold"');
    expect(exitCode).to.equal(1);
  });

  for (const [name, args] of [
    ['no file', []],
    ['a file that is not there', ['none.yaml']],
    ['a format that is not there', ['-o', 'xml', spark]],
    ['an option that is not there', ['--loose', spark]],
  ] as const) {
    it(`calls ${name} misuse`, async () => {
      const { out, err, exitCode } = await validate(...args);
      expect(err).to.match(/^error: /);
      expect(out).to.equal('');
      // Commander's own complaints are 1 here; the program turns them into 2.
      expect(exitCode).to.equal(name === 'a file that is not there' ? 2 : 1);
    });
  }
});
