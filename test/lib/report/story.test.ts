import { expect } from 'chai';
import type { LedgerEntry } from '../../../lib/model/records.ts';
import {
  articleSteps,
  decisionRecord,
  documentOf,
  FULL,
  HALF,
  MINUTE,
  NOON,
  patchRecords,
  policyRecord,
  quietRecord,
  SECOND,
  SPARK,
  type Step,
  start,
  storyOf,
} from './make.ts';

const waiting = (code: string): LedgerEntry => ({
  kind: 'waiting',
  dataset: SPARK,
  reason: { code, numbers: { dataset: SPARK } },
});
const gone: LedgerEntry = { kind: 'policy-gone', dataset: SPARK, hash: 'x', file: 'spark.yaml' };
const stop: LedgerEntry = { kind: 'stop', why: 'SIGTERM' };

describe('what the ledger says of a dataset at an instant', () => {
  it('is the decision that stood, with the minute of looks that covers the instant', async () => {
    const { steps, hold } = articleSteps();
    const story = await storyOf(steps, NOON + 90 * SECOND);
    expect(story.standing).to.equal('decision');
    expect(story.decision?.entry).to.deep.equal(JSON.parse(JSON.stringify(hold)));
    // Written at its end, a minute and a half after the instant.
    expect(story.quiet?.entry.from).to.equal(NOON + 65 * SECOND);
    expect(story.lastLookAt).to.equal(NOON + 90 * SECOND);
    expect(story.policy?.entry.file).to.equal('spark.yaml');
    expect(story.running?.entry.kind).to.equal('start');
    expect([story.intent, story.conclusion, story.change, story.fault]).to.deep.equal([
      null,
      null,
      null,
      null,
    ]);
  });

  it('is a move with its intent, and with its conclusion although that was recorded a moment after', async () => {
    const { steps, move } = articleSteps();
    const story = await storyOf(steps, NOON + 3 * MINUTE);
    expect(story.decision?.entry.target).to.equal(move.target);
    expect(story.intent?.entry.to).to.equal(3);
    expect(story.conclusion?.entry.result).to.equal('applied');
    expect(story.quiet).to.equal(null);
  });

  it('finds the conclusion of a move that only the next start concluded', async () => {
    const move = decisionRecord(NOON, FULL);
    const [intent, conclusion] = patchRecords(move, 4, 'unknown');
    const steps: Step[] = [
      [NOON, start, policyRecord(), move, intent],
      [NOON + 30 * MINUTE, start, conclusion, decisionRecord(NOON + 30 * MINUTE, HALF)],
    ];
    const story = await storyOf(steps, NOON + MINUTE);
    expect(story.conclusion?.entry.result).to.equal('unknown');
    expect(story.restart?.at).to.equal(NOON + 30 * MINUTE);
    expect([story.lastLookAt, story.nextLookAt]).to.deep.equal([NOON, NOON + 30 * MINUTE]);
  });

  it('takes neither another decision’s intent nor another intent’s conclusion', async () => {
    const move = decisionRecord(NOON, FULL);
    const [intent, conclusion] = patchRecords(move, 4);
    const stray = await storyOf([[NOON, start, policyRecord(), move, policyRecord(), intent]], NOON);
    expect(stray.intent).to.equal(null);
    const [, other] = patchRecords(move, 40, 'lost');
    const story = await storyOf([[NOON, start, policyRecord(), move, intent, conclusion, other]], NOON);
    expect(story.conclusion?.entry.result).to.equal('applied');
  });

  it('takes nothing that was recorded after the instant for what stood at it', async () => {
    const { steps } = articleSteps();
    const before = await storyOf(steps, NOON - 500);
    expect([before.standing, before.decision, before.quiet]).to.deep.equal([null, null, null]);
    expect(before.policy).to.not.equal(null);
    expect(before.nextLookAt).to.equal(NOON);
  });

  it('is waiting, until a decision follows', async () => {
    const steps: Step[] = [
      [NOON, start, policyRecord(), waiting('NoDataset')],
      [NOON + MINUTE, waiting('NoRuntime')],
      [NOON + 2 * MINUTE, decisionRecord(NOON + 2 * MINUTE, HALF)],
      [NOON + 3 * MINUTE, waiting('NoRuntime')],
    ];
    const codes = [];
    for (const minutes of [0.5, 1.5, 2.5, 3.5]) {
      const { standing, waiting } = await storyOf(steps, NOON + minutes * MINUTE);
      codes.push(standing === 'waiting' ? waiting?.entry.reason.code : standing);
    }
    expect(codes).to.deep.equal(['NoDataset', 'NoRuntime', 'decision', 'NoRuntime']);
  });

  it('is gone once the document is gone, and no longer once another is in force', async () => {
    const steps: Step[] = [
      [NOON, start, policyRecord(), decisionRecord(NOON, HALF)],
      [NOON + MINUTE, gone],
      [NOON + 2 * MINUTE, policyRecord()],
    ];
    expect((await storyOf(steps, NOON + 1.5 * MINUTE)).standing).to.equal('gone');
    expect((await storyOf(steps, NOON + 2.5 * MINUTE)).standing).to.equal(null);
  });

  it('names the document a decision was made by, also when another has come into force since', async () => {
    const other = documentOf(policyRecord().text.replace('90%', '80%'), 'other.yaml');
    const steps: Step[] = [
      [NOON - MINUTE, start, policyRecord()],
      [NOON, start, decisionRecord(NOON, HALF)],
      [NOON + SECOND, policyRecord(other)],
    ];
    const story = await storyOf(steps, NOON + 2 * SECOND);
    expect(story.policy?.entry.file).to.equal('spark.yaml');
  });

  it('keeps a refused document in sight until another comes into force', async () => {
    const fault: LedgerEntry = {
      kind: 'fault',
      dataset: SPARK,
      file: 'spark.yaml',
      text: 'spark.yaml:8:5: no',
    };
    const other = documentOf(policyRecord().text.replace('90%', '80%'));
    const steps: Step[] = [
      [NOON, start, policyRecord(), decisionRecord(NOON, HALF)],
      [NOON + MINUTE, fault],
      // A new segment repeats what is in force.
      [NOON + MINUTE, policyRecord()],
      [NOON + 2 * MINUTE, policyRecord(other), decisionRecord(NOON + 2 * MINUTE, HALF, { document: other })],
    ];
    expect((await storyOf(steps, NOON + 90 * SECOND)).fault?.entry.text).to.equal('spark.yaml:8:5: no');
    expect((await storyOf(steps, NOON + 3 * MINUTE)).fault).to.equal(null);
  });

  it('tells somebody else’s change, until the decision that follows it', async () => {
    const about = { dataset: SPARK, uid: 'uid-1', by: 'other', manager: 'kubectl' } as const;
    const change: LedgerEntry = { kind: 'change', ...about, from: 1, to: 2, changedAt: NOON + MINUTE };
    const steps: Step[] = [
      [NOON, start, policyRecord(), decisionRecord(NOON, HALF)],
      [NOON + MINUTE, change],
      [NOON + MINUTE + 10, decisionRecord(NOON + MINUTE, { replicas: 2 })],
    ];
    expect((await storyOf(steps, NOON + MINUTE)).change?.entry.manager).to.equal('kubectl');
    expect((await storyOf(steps, NOON + 2 * MINUTE)).change).to.equal(null);
  });

  it('knows whether a daemon ran', async () => {
    const steps: Step[] = [
      [NOON, start, policyRecord(), decisionRecord(NOON, HALF)],
      [NOON + MINUTE, stop],
      [NOON + 9 * MINUTE, start, decisionRecord(NOON + 9 * MINUTE, HALF)],
    ];
    const between = await storyOf(steps, NOON + 5 * MINUTE);
    expect(between.running?.entry).to.deep.equal(stop);
    expect(between.restart?.at).to.equal(NOON + 9 * MINUTE);
    expect((await storyOf(steps, NOON + 10 * MINUTE)).running?.entry.kind).to.equal('start');
  });

  it('hears nothing of other datasets', async () => {
    const other = documentOf(policyRecord().text.replaceAll('spark', 'sparkle'));
    const story = await storyOf(
      [
        [NOON, start, policyRecord(), decisionRecord(NOON, HALF)],
        [NOON + MINUTE, policyRecord(other), decisionRecord(NOON + MINUTE, FULL, { document: other })],
        [
          NOON + 2 * MINUTE,
          quietRecord(decisionRecord(NOON, HALF, { document: other }), NOON, NOON + MINUTE),
        ],
      ],
      NOON + 3 * MINUTE,
    );
    expect([story.decision?.seq, story.quiet, story.policy?.entry.dataset]).to.deep.equal([4, null, SPARK]);
  });
});
