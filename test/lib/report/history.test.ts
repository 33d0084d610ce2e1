import { expect } from 'chai';
import { catalogue } from '../../../lib/model/reasons/index.ts';
import type { LedgerEntry } from '../../../lib/model/records.ts';
import { repeatedRecords } from '../../../lib/report/checkpoints.ts';
import { historyRow } from '../../../lib/report/history.ts';
import { history } from '../decide/make.ts';
import {
  articleSteps,
  decisionRecord,
  FULL,
  HALF,
  MINUTE,
  NOON,
  policyRecord,
  quietRecord,
  SPARK,
  type Step,
  start,
  writeLedger,
} from './make.ts';

function row(entry: LedgerEntry, quiet = false): string | null {
  const record = { seq: 7, at: NOON, prev: '', hash: '', entry: entry as never };
  const told = historyRow(record, quiet);
  return told === null ? null : `${told.dataset} | ${told.what} | ${told.detail}`;
}

const about = { dataset: SPARK, uid: 'uid-1' };
const patch = { kind: 'conclusion', ...about, intent: 3, from: 1, to: 3, concludedAt: NOON } as const;
const change = { kind: 'change', ...about, from: 3, to: 5, changedAt: NOON } as const;
const hold = decisionRecord(NOON, HALF);

describe('one line for each thing that happened', () => {
  const cases: readonly [LedgerEntry, string][] = [
    [
      hold,
      'default/spark | hold 1 | the cache is 50% full, under the threshold of 90%; no more workers are needed',
    ],
    [
      decisionRecord(NOON, FULL),
      'default/spark | move 1 -> 3 | the cache is 96% full, at or above 90%, and the dataset needs 3 workers to fit whole: ' +
        'wishes for as many as the limits allow, up to 3',
    ],
    [
      {
        ...hold,
        saidNews: [{ code: 'PauseEnded', numbers: { by: 'jane', why: 'an audit', how: 'its time is over' } }],
      },
      'default/spark | hold 1 | the pause of jane has ended, its time is over (an audit); ' +
        'the cache is 50% full, under the threshold of 90%; no more workers are needed',
    ],
    [
      { ...patch, result: 'applied', text: '' },
      'default/spark | applied 1 -> 3 | the API server took the patch',
    ],
    [
      { kind: 'use', ...about, state: 'unused', seenAt: NOON, replicas: 3 },
      'default/spark | not in use | no pod has the volume of the dataset',
    ],
    [
      { kind: 'operated', ...about, running: ['DataLoad/warm'], seenAt: NOON },
      'default/spark | operation runs | DataLoad/warm',
    ],
    [
      { kind: 'operated', ...about, running: [], seenAt: NOON },
      'default/spark | operations over | no data operation runs any more',
    ],
    [{ ...patch, result: 'refused', text: 'forbidden' }, 'default/spark | refused 1 -> 3 | forbidden'],
    [
      { ...patch, result: 'unknown', text: '' },
      'default/spark | unknown 1 -> 3 | no answer: it may have happened, and counts as spent',
    ],
    [{ ...change, by: 'other', manager: 'kubectl' }, 'default/spark | changed 3 -> 5 | by kubectl'],
    [
      { ...change, by: 'twin', manager: 'fluid-autoscaler' },
      'default/spark | changed 3 -> 5 | by fluid-autoscaler, without an intent of ours: another daemon',
    ],
    [
      { kind: 'served', ...about, servedAt: NOON, workers: 3 },
      'default/spark | 3 serve | all workers asked for serve',
    ],
    [
      { kind: 'seen', ...about, runtime: 'AlluxioRuntime', replicas: 2, history: history() },
      'default/spark | seen at 2 | AlluxioRuntime of uid uid-1',
    ],
    [
      { kind: 'waiting', dataset: SPARK, reason: { code: 'NoDataset', numbers: { dataset: SPARK } } },
      'default/spark | waiting | there is no Dataset default/spark (yet): waits for it',
    ],
    [
      policyRecord(),
      `default/spark | policy in force | spark.yaml, sha256 ${policyRecord().hash.slice(0, 12)}`,
    ],
    [
      { kind: 'policy-gone', dataset: SPARK, hash: 'x', file: 'spark.yaml' },
      'default/spark | policy gone | spark.yaml no longer holds it: the dataset is left alone',
    ],
    [
      { kind: 'fault', dataset: null, file: 'a.yaml', text: 'a.yaml:1:1: no\n  1 | x' },
      '- | policy refused | a.yaml:1:1: no | 1 | x',
    ],
    [start, '- | daemon start | version 9.9.9'],
    [{ ...start, dryRun: true } as LedgerEntry, '- | daemon start | version 9.9.9, dry run'],
    [{ kind: 'stop', why: 'SIGTERM' }, '- | daemon stop | SIGTERM'],
    [
      { kind: 'pruned', segments: 1, records: 9, bytes: 1, last: { seq: 9, hash: 'x' } } as never,
      '- | ledger pruned | 9 records up to 9 removed, as the ledger’s bounds ask',
    ],
    [
      { kind: 'repaired', files: [{ file: 'torn-5.txt' }] } as never,
      '- | ledger repaired | it ended in the middle of a record; what was cut off is kept in torn-5.txt',
    ],
  ];
  for (const [entry, expected] of cases) {
    it(`tells of ${expected.split(' | ')[1]}`, () => expect(row(entry)).to.equal(expected));
  }

  it('says both what was wished and what narrowed it', () => {
    const numbers = { high: 2, per: 600_000 };
    const narrowed = { ...decisionRecord(NOON, FULL), target: 2, reason: { code: 'StepUpLimit', numbers } };
    expect(row(narrowed)).to.match(/up to 3; at most 2 now/);
  });

  it('lets no name or text of others reach a terminal’s controls', () => {
    expect(row({ ...change, by: 'other', manager: '\u001b[2Jk' })).to.equal(
      'default/spark | changed 3 -> 5 | by \\u{1b}[2Jk',
    );
  });

  it('is silent about records that only carry state', () => {
    const state = { kind: 'state', dataset: SPARK, history: history(), replicas: 1, open: null } as never;
    expect([row(state), row({ kind: 'intent', ...about, from: 1, to: 3 } as never)]).to.deep.equal([
      null,
      null,
    ]);
  });

  it('tells of quiet minutes only when asked', () => {
    const minute = quietRecord(hold, NOON, NOON + MINUTE);
    expect(row(minute)).to.equal(null);
    expect(row(minute, true)).to.match(
      /^default\/spark \| quiet 1 \| 12 looks, used 256\.00MiB to 512\.00MiB; the cache is 50% full/,
    );
    expect(row({ ...minute, ticks: 1, used: null }, true)).to.contain('1 look, no reading; ');
  });

  it('finds a sentence for every reason there is', () => {
    for (const code of Object.keys(catalogue)) {
      expect(row({ kind: 'waiting', dataset: SPARK, reason: { code } }), code).to.not.contain(`| ${code}`);
    }
  });
});

describe('what a new segment repeats', () => {
  it('is told from what happened', async () => {
    const { steps } = articleSteps();
    const days: Step[] = [...steps, ...steps.slice(1, 4), ...steps.slice(1, 4)];
    const checkpoint = () => [start, policyRecord()];
    const folder = await writeLedger(days, { maxSegmentBytes: 2048, checkpoint });
    const isRepeated = await repeatedRecords(folder);
    const { readLedger } = await import('../../../lib/ledger/read.ts');
    const told: string[] = [];
    let repeated = 0;
    for await (const record of readLedger(folder)) {
      if (isRepeated(record.seq)) repeated++;
      else if (record.entry.kind === 'start' || record.entry.kind === 'policy') told.push(record.entry.kind);
    }
    expect(told).to.deep.equal(['start', 'policy']);
    // The first segment begins with the checkpoint of an empty state, here of the same two records.
    expect(repeated).to.be.greaterThan(4);
  });
});
