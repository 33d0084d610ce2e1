import { expect } from 'chai';
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
  const whats = (out: string) =>
    out
      .trimEnd()
      .split('\n')
      .map((line) =>
        line
          .split(/\s{2,}/)
          .slice(1, 3)
          .join(' '),
      );

  it('tells what happened, one line each', async () => {
    const { out, err, exitCode } = await history('--ledger', ledger);
    expect([err, exitCode]).to.deep.equal(['', 0]);
    const lines = out.trimEnd().split('\n');
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
    expect(out.trimEnd().split('\n')).to.have.length(2);
    expect(out).to.not.contain('default/spark');
    expect((await history('default/imagenet', '--ledger', ledger)).out).to.equal(out);
  });

  it('tells of a span', async () => {
    const since = await history('--ledger', ledger, '--since', '2026-01-01T12:10:00Z');
    expect(since.out.trimEnd().split('\n')).to.have.length(3);
    const until = await history('--ledger', ledger, '--until', '2026-01-01T12:00:00Z');
    expect(until.out.trimEnd().split('\n')).to.have.length(3);
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
    ['a format that is not there', ['-o', 'yaml'], 'Allowed choices are table, json', 1],
  ] as const) {
    it(`calls ${name} misuse`, async () => {
      const { out, err, exitCode } = await history(...args);
      expect(err).to.contain(said);
      expect([out, exitCode]).to.deep.equal(['', code]);
    });
  }
});
