import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { register } from '../../cmd/report.ts';
import { articleSteps, writeLedger } from '../lib/report/make.ts';
import { exampleText } from '../lib/simulate/make.ts';
import { record } from '../lib/simulate/replay/make.ts';
import { tempFolder } from '../support/temp.ts';
import { run } from './capture.ts';

const report = (...args: string[]) => run(register, 'report', ...args);
const SPEC = `  duration: 1h
  dataset: { size: 2.71GiB }
  workers: { capacity: 1GiB }
  loads: [{ at: 5s, rate: 40MiB/s }]`;

describe('the verb report', () => {
  let ledger: string;
  let played: string;
  before(async () => {
    ledger = await writeLedger(articleSteps().steps);
    played = (await record(SPEC)).folder;
  });
  const out = (name: string) => join(tempFolder('report-out'), name);

  it('writes one file, and says in a line for each dataset what is in it', async () => {
    const file = out('report.html');
    const { out: said, err, exitCode } = await report('--ledger', ledger, '-o', file);
    expect([err, exitCode]).to.deep.equal(['', 0]);
    expect(said).to.match(
      /^default\/spark: \d+\.\d\d GiB-hours provisioned, \d+\.\d\d wasted, 1 change of the count\n/,
    );
    expect(said).to.contain(`written to ${file}\n`);
    expect(readFileSync(file, 'utf8')).to.match(/^<!doctype html>/);
  });

  it('prints the same as JSON to standard output, and what it has to say beside it', async () => {
    const { out: text, err, exitCode } = await report('--ledger', ledger, '-o', 'json');
    expect(exitCode).to.equal(0);
    expect(JSON.parse(text)).to.have.nested.property('datasets[0].dataset', 'default/spark');
    expect(err).to.match(/^default\/spark: /);
    const file = out('report.json');
    await report('--ledger', ledger, '-o', file);
    expect(readFileSync(file, 'utf8')).to.equal(text);
  });

  it('plays what was recorded under other policies, and prints the replay’s error', async () => {
    const { out: text, err } = await report(
      '--ledger',
      played,
      '--policy',
      'examples/target.yaml',
      '-o',
      'json',
    );
    expect(err).to.contain(
      "the replay's error: 1 of 1 recorded change of the count come about the same (1 replayed), 0s apart",
    );
    expect(err).to.match(/under examples\/target\.yaml: \d+\.\d\d provisioned/);
    const { whatIf } = JSON.parse(text).datasets[0];
    expect(whatIf.error).to.include({ recorded: 1, same: 1 });
    expect(whatIf.others.map(({ name }: { name: string }) => name)).to.deep.equal(['examples/target.yaml']);
    expect(whatIf.notes.length).to.be.above(3);
  });

  it('plays what really ran alone with --replay, and nothing without', async () => {
    const whatIf = async (...args: string[]) =>
      JSON.parse((await report('--ledger', played, '-o', 'json', ...args)).out).datasets[0].whatIf;
    expect(await whatIf()).to.equal(null);
    expect((await whatIf('--replay')).others).to.deep.equal([]);
  });

  it('says what it costs', async () => {
    const { out: text } = await report('--ledger', played, '--price', '0.5EUR/worker-hour', '-o', 'json');
    expect(JSON.parse(text).price).to.deep.equal({ amount: 0.5, currency: 'EUR', per: 'worker-hour' });
    const file = out('cost.html');
    await report('--ledger', played, '--price', '0.5EUR/worker-hour', '-o', file);
    expect(readFileSync(file, 'utf8')).to.contain('<dt>cost, EUR</dt>');
  });

  it('takes a part of the time', async () => {
    const { out: text } = await report(
      '--ledger',
      ledger,
      '--from',
      '2026-01-01T12:02:00Z',
      '--to',
      '2026-01-01T12:10:00Z',
      '-o',
      'json',
    );
    const { from, to, datasets } = JSON.parse(text);
    expect([from, to].map((at) => new Date(at).toISOString())).to.deep.equal([
      '2026-01-01T12:02:00.000Z',
      '2026-01-01T12:10:00.000Z',
    ]);
    expect(datasets[0].sizes[0]).to.include({ min: 1, max: 4 });
  });

  const faulty = () => {
    const file = out('faulty.yaml');
    writeFileSync(file, exampleText('spark.yaml').replace('90%', '190%'));
    return file;
  };
  const WRONG: [string, () => string[], RegExp, number][] = [
    [
      'another kind of file',
      () => ['-o', 'report.pdf'],
      /-o report\.pdf: give FILE\.html, FILE\.json, or json/,
      2,
    ],
    ['a price that is none', () => ['--price', '3'], /must be a price such as 0\.004\/GiB-hour/, 1],
    [
      'a time that ends before it begins',
      () => ['--from', '-1h', '--to', '-2h'],
      /--from lies after --to/,
      2,
    ],
    [
      'a policy file that is not there',
      () => ['--policy', 'nothing.yaml'],
      /there is no policy file nothing\.yaml/,
      2,
    ],
    ['a policy with a fault', () => ['--policy', faulty()], /faulty\.yaml:\d+:\d+/, 1],
    [
      'a dataset the ledger does not know',
      () => ['--dataset', 'prod/other'],
      /has nothing of prod\/other in that time/,
      1,
    ],
    [
      'a time of which nothing is recorded',
      () => ['--to', '2020-01-01T00:00:00Z'],
      /holds no record in that time/,
      1,
    ],
  ];
  for (const [what, args, said, code] of WRONG)
    it(`refuses ${what}, and writes nothing`, async () => {
      const file = out('report.html');
      const { err, exitCode } = await report('--ledger', ledger, '-o', file, ...args());
      expect(err).to.match(said);
      expect(exitCode).to.equal(code);
      expect(existsSync(file)).to.equal(false);
    });

  it('is misuse where there is no ledger', async () => {
    const { err, exitCode } = await report('--ledger', out('nothing'), '-o', 'json');
    expect(err).to.contain('give its folder with --ledger FOLDER');
    expect(exitCode).to.equal(2);
  });
});
