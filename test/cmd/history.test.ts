import { expect } from 'chai';
import { parseAllDocuments } from 'yaml';
import { register } from '../../cmd/history.ts';
import {
  articleSteps,
  decisionRecord,
  documentOf,
  FULL,
  MINUTE,
  NOON,
  policyRecord,
  type Step,
  start,
  writeLedger,
} from '../lib/report/make.ts';
import { run } from './capture.ts';

const history = (...args: string[]) => run(register, 'history', ...args);
const other = documentOf(policyRecord().text.replaceAll('spark', 'imagenet'));
const { steps } = articleSteps();
const both: Step[] = [
  ...steps,
  [NOON + 10 * MINUTE, policyRecord(other), decisionRecord(NOON + 10 * MINUTE, FULL, { document: other })],
  [NOON + 20 * MINUTE, { kind: 'stop', why: 'SIGTERM' }],
];

describe('the verb history', () => {
  let ledger: string;
  before(async () => {
    ledger = await writeLedger(both);
  });
  /** The lines below the heading. */
  const linesOf = (out: string) => out.trimEnd().split('\n').slice(1);
  const whats = (out: string) =>
    linesOf(out).map((line) =>
      line
        .split(/\s{2,}/)
        .slice(1, 3)
        .join(' '),
    );

  it('tells what happened, one line each under a heading', async () => {
    const { out, err, exitCode } = await history('--ledger', ledger);
    expect([err, exitCode]).to.deep.equal(['', 0]);
    expect(out).to.match(/^TIME +DATASET +WHAT +WHY\n/);
    const lines = linesOf(out);
    expect(lines).to.have.length(8);
    expect(lines[0]).to.match(/^2026-01-01T11:59:59Z +- +daemon start +version 9\.9\.9$/);
    expect(lines[3]).to.match(/^2026-01-01T12:03:00Z +default\/spark +move 1 -> 3 +the cache is 96% full/);
    expect(lines[7]).to.match(/daemon stop +SIGTERM$/);
    expect(whats(out).join()).to.not.contain('quiet');
  });

  it('tells quiet minutes with --quiet', async () => {
    const { out } = await history('--ledger', ledger, '--quiet');
    expect(out.match(/quiet 1 +12 looks/g)).to.have.length(2);
  });

  it('tells of one dataset', async () => {
    const { out } = await history('imagenet', '--ledger', ledger);
    expect(linesOf(out)).to.have.length(2);
    expect(out).to.not.contain('default/spark');
    expect((await history('default/imagenet', '--ledger', ledger)).out).to.equal(out);
  });

  it('tells of a span', async () => {
    const since = await history('--ledger', ledger, '--since', '2026-01-01T12:10:00Z');
    expect(linesOf(since.out)).to.have.length(3);
    const until = await history('--ledger', ledger, '--until', '2026-01-01T12:00:00Z');
    expect(linesOf(until.out)).to.have.length(3);
  });

  it('prints JSON, one object of a stable shape a line', async () => {
    const { out } = await history('spark', '--ledger', ledger, '-o', 'json');
    const rows = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    for (const row of rows)
      expect(Object.keys(row)).to.deep.equal(['seq', 'at', 'dataset', 'kind', 'what', 'detail']);
    expect(rows.map(({ kind }) => kind)).to.deep.equal(['policy', 'decision', 'decision', 'conclusion']);
  });

  it('tells of one namespace with -n, of all with -A', async () => {
    const prod = documentOf(policyRecord().text.replace('namespace: default', 'namespace: prod'));
    const two = await writeLedger([...both, [NOON + 30 * MINUTE, policyRecord(prod)]]);
    const datasets = async (...args: string[]) =>
      new Set(linesOf((await history('--ledger', two, ...args)).out).map((line) => line.split(/\s{2,}/)[1]));
    expect(await datasets('-n', 'prod')).to.deep.equal(new Set(['prod/spark']));
    expect(await datasets('-n', 'pro')).to.deep.equal(new Set());
    const all = new Set(['-', 'default/spark', 'default/imagenet', 'prod/spark']);
    expect(await datasets('-A')).to.deep.equal(all);
    expect(await datasets()).to.deep.equal(all);
  });

  it('shows record and kind too with -o wide, names each dataset once with -o name, and speaks YAML', async () => {
    const wide = (await history('imagenet', '--ledger', ledger, '-o', 'wide')).out;
    expect(wide).to.match(
      /^RECORD +TIME +DATASET +KIND +WHAT +WHY\n\d+ +2026\S+ +default\/imagenet +policy +policy in/,
    );
    const { out } = await history('--ledger', ledger, '-o', 'name');
    expect(out).to.equal('default/spark\ndefault/imagenet\n');
    const yaml = (await history('imagenet', '--ledger', ledger, '-o', 'yaml')).out;
    const json = (await history('imagenet', '--ledger', ledger, '-o', 'json')).out;
    const documents = parseAllDocuments(yaml).map((document) => document.toJS());
    expect(documents).to.deep.equal(
      json
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    );
  });

  it('does not tell again what a new segment repeats', async () => {
    const checkpoint = () => [start, policyRecord()];
    const many = await writeLedger([...both, ...both.slice(1)], { maxSegmentBytes: 2048, checkpoint });
    const { out } = await history('--ledger', many);
    expect(out.match(/daemon start/g)).to.have.length(1);
  });

  it('says that nothing happened in a span, which is no failure', async () => {
    const { out, err, exitCode } = await history(
      'spark',
      '--ledger',
      ledger,
      '--since',
      '2026-01-01T13:00:00Z',
    );
    expect(err).to.equal(
      'nothing happened in that time; --quiet also shows looks that decided nothing new\n',
    );
    expect([out, exitCode]).to.deep.equal(['', 0]);
  });

  it('says that it does not know a dataset, and fails', async () => {
    const { out, err, exitCode } = await history('sparrk', '--ledger', ledger);
    expect(err).to.contain(
      'knows no dataset default/sparrk, only default/imagenet, default/spark; did you mean',
    );
    expect([out, exitCode]).to.deep.equal(['', 1]);
  });

  for (const [name, args, said, code] of [
    ['a folder without a ledger', ['--ledger', 'nowhere'], 'give its folder with --ledger FOLDER', 2],
    [
      'a span that ends before it begins',
      ['--since', '-1h', '--until', '-2h'],
      '--since lies after --until',
      2,
    ],
    ['a time that is none', ['--since', 'noon'], 'must be RFC 3339', 1],
    ['a format that is not there', ['-o', 'xml'], 'Allowed choices are table, wide, json, yaml, name', 1],
    ['a namespace and all of them', ['-n', 'a', '-A'], 'cannot be used with option', 1],
  ] as const) {
    it(`calls ${name} misuse`, async () => {
      const { out, err, exitCode } = await history(...args);
      expect(err).to.contain(said);
      expect([out, exitCode]).to.deep.equal(['', code]);
    });
  }
});
