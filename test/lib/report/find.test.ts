import { expect } from 'chai';
import { findStory } from '../../../lib/report/find.ts';
import { nothingOf, whatIsKnown } from '../../../lib/report/known.ts';
import {
  articleSteps,
  decisionRecord,
  documentOf,
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

const other = documentOf(policyRecord().text.replaceAll('spark', 'imagenet').replace('default', 'prod'));

/** A quiet day: one decision, then a minute after a minute, in segments so small that each holds a few. */
async function longLedger(minutes: number): Promise<string> {
  const hold = decisionRecord(NOON, HALF);
  const steps: Step[] = [[NOON, start, policyRecord(), hold]];
  for (let i = 1; i <= minutes; i++) {
    const at = NOON + i * MINUTE;
    steps.push([at, quietRecord(hold, at - MINUTE + 5000, at)]);
  }
  const checkpoint = () => [start, policyRecord()];
  return writeLedger(steps, { maxSegmentBytes: 4096, checkpoint });
}

describe('finding what stood at an instant', () => {
  it('finds a decision many segments back, and the minute that covers the instant', async () => {
    const folder = await longLedger(60);
    const at = NOON + 50.5 * MINUTE;
    const story = await findStory(folder, SPARK, at);
    expect(story.decision?.entry.decidedAt).to.equal(NOON);
    expect(story.quiet?.entry.to).to.equal(NOON + 51 * MINUTE);
    expect(story.lastLookAt).to.equal(at);
    // The starts that new segments repeat are none.
    for (let minute = 0; minute < 60; minute++) {
      expect((await findStory(folder, SPARK, NOON + (minute + 0.5) * MINUTE)).restart).to.equal(null);
    }
  });

  it('says the same wherever it begins to read', async () => {
    const { steps } = articleSteps();
    const whole = await writeLedger(steps);
    const cut = await writeLedger(steps, {
      maxSegmentBytes: 2048,
      checkpoint: () => [start, policyRecord()],
    });
    for (const seconds of [0, 30, 90, 179, 180, 600]) {
      const told = async (folder: string) => {
        const { decision, quiet, standing, lastLookAt } = await findStory(
          folder,
          SPARK,
          NOON + seconds * 1000,
        );
        return [standing, decision?.entry, quiet?.entry, lastLookAt];
      };
      expect(await told(cut), `${seconds} s`).to.deep.equal(await told(whole));
    }
  });

  it('has the minutes when the decision itself was pruned', async () => {
    const hold = decisionRecord(NOON, HALF);
    const folder = await writeLedger([
      [NOON, start, policyRecord()],
      [NOON + MINUTE, quietRecord(hold, NOON, NOON + MINUTE)],
      [NOON + MINUTE + 1, start, policyRecord()],
    ]);
    const story = await findStory(folder, SPARK, NOON + 2 * MINUTE);
    expect([story.standing, story.decision, story.quiet?.entry.current]).to.deep.equal([null, null, 1]);
  });

  it('tells of damage it passes over', async () => {
    const { appendFileSync, readdirSync } = await import('node:fs');
    const { join } = await import('node:path');
    const folder = await writeLedger(articleSteps().steps);
    const [segment = ''] = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
    appendFileSync(join(folder, segment), 'rubbish\n');
    const told: string[] = [];
    const story = await findStory(folder, SPARK, NOON, { onDamage: (message) => told.push(message) });
    expect(story.standing).to.equal('decision');
    expect(told.join()).to.contain('rubbish');
  });

  it('refuses a folder without a ledger', async () => {
    const error = await findStory('nowhere', SPARK, NOON).catch((caught) => caught);
    expect(error.code).to.equal('NoLedger');
  });
});

describe('what a ledger knows, for whoever asked for something it does not', () => {
  it('is every dataset by name, and when the one asked for is first spoken of', async () => {
    const folder = await writeLedger([
      [NOON, start, policyRecord(other)],
      [NOON + MINUTE, policyRecord()],
      [NOON + 2 * MINUTE, decisionRecord(NOON + 2 * MINUTE, HALF)],
    ]);
    const known = await whatIsKnown(folder, SPARK);
    expect(known).to.deep.equal({ firstAt: NOON + MINUTE, datasets: ['default/spark', 'prod/imagenet'] });
    expect((await whatIsKnown(folder, 'default/none')).firstAt).to.equal(null);
  });

  const cases: readonly [string, Parameters<typeof nothingOf>[0], string, string][] = [
    [
      'a dataset of a later time',
      { firstAt: NOON, datasets: [SPARK] },
      SPARK,
      'it is first spoken of at 2026-01-01T12:00:00Z',
    ],
    ['a ledger that knows none', { firstAt: null, datasets: [] }, SPARK, 'nor any other yet'],
    ['the only one there is', { firstAt: null, datasets: [SPARK] }, 'default/sprak', 'only default/spark'],
    [
      'the same name elsewhere',
      { firstAt: null, datasets: [SPARK, 'prod/spark-2', 'test/a'] },
      'prod/spark',
      'did you mean default/spark?',
    ],
    [
      'the first of many',
      { firstAt: null, datasets: Array.from({ length: 12 }, (_, i) => `default/d${i}`) },
      SPARK,
      'default/d9 and 2 more',
    ],
    [
      'a typo',
      { firstAt: null, datasets: [SPARK, 'prod/imagenet'] },
      'prod/imagent',
      'did you mean prod/imagenet?',
    ],
  ];
  for (const [name, known, dataset, expected] of cases) {
    it(`names ${name}`, () => {
      expect(nothingOf(known, ['L'], dataset, NOON - MINUTE)).to.contain(expected);
    });
  }
});
