import { expect } from 'chai';
import fc from 'fast-check';
import type { LedgerEntry, QuietRecord } from '../../../../lib/model/records.ts';
import { bounded } from '../../../../lib/report/timeline/bounded.ts';
import type { Timeline } from '../../../../lib/report/timeline/timeline.ts';
import {
  articleSteps,
  decisionRecord,
  documentOf,
  FULL,
  GIB,
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
  writeLedger,
} from '../make.ts';
import { timelinesOf } from '../make-report.ts';

const HOUR = 60 * MINUTE;

/** A quiet minute for each minute between two instants, of a cache that holds `used` of `workers` GiB. */
function minutes(
  from: number,
  to: number,
  { used = 0.5, workers = 1, more = {} as Partial<QuietRecord> } = {},
): Step[] {
  const steps: Step[] = [];
  const hold = decisionRecord(from, HALF);
  for (let at = from; at < to; at += MINUTE) {
    const bytes = used * GIB;
    const quiet = quietRecord(hold, at + 5 * SECOND, at + MINUTE);
    const shown = {
      used: { min: bytes, max: bytes, last: bytes },
      capacity: workers * GIB,
      current: workers,
      ...more,
    };
    steps.push([at + MINUTE, { ...quiet, ...shown }]);
  }
  return steps;
}

async function timelineOf(
  steps: readonly Step[],
  options: Parameters<typeof timelinesOf>[1] = {},
): Promise<Timeline> {
  const { datasets } = await timelinesOf(await writeLedger(steps), options);
  const [timeline] = datasets;
  if (timeline === undefined) throw new Error('no timeline');
  return timeline;
}

const begin: Step = [NOON - SECOND, start, policyRecord()];

describe('a timeline', () => {
  it('sums up capacity asked for, used and wasted over time', async () => {
    const { figures } = await timelineOf([
      begin,
      [NOON, decisionRecord(NOON, HALF)],
      ...minutes(NOON, NOON + 2 * HOUR),
    ]);
    expect(figures.watchedMs).to.equal(2 * HOUR);
    expect(figures.provisionedGiBHours).to.be.closeTo(2, 1e-9);
    expect(figures.usedGiBHours).to.be.closeTo(1, 1e-9);
    expect(figures.wastedGiBHours).to.be.closeTo(1, 1e-9);
    expect(figures).to.include({ workerHours: 2, blindMs: 0, unwatchedMs: 0, fullMs: 0, ufsBytes: null });
  });

  it('shows who changed the count, and counts each change for whom it was', async () => {
    const { steps, move } = articleSteps();
    const change: LedgerEntry = {
      kind: 'change',
      dataset: SPARK,
      uid: move.uid,
      from: 3,
      to: 2,
      by: 'other',
      manager: 'kubectl',
      changedAt: NOON + 10 * MINUTE,
    };
    const { marks, sizes, figures, rows } = await timelineOf([
      ...steps,
      ...minutes(NOON + 3 * MINUTE, NOON + 10 * MINUTE, { workers: 3 }),
      [NOON + 10 * MINUTE, change],
      ...minutes(NOON + 10 * MINUTE, NOON + 12 * MINUTE, { workers: 2 }),
    ]);
    expect(
      marks.map(({ by, from, to, at }) => `${by} ${from} -> ${to} at ${(at - NOON) / MINUTE}`),
    ).to.deep.equal(['self 1 -> 3 at 3', 'other 3 -> 2 at 10']);
    expect(sizes.map(({ asked }) => asked)).to.deep.equal([null, 1, 3, 2]);
    expect(sizes.at(-1)).to.include({ min: 1, max: 4 });
    expect(figures).to.include({ scalings: 1, scalingsByOthers: 1, oscillations: 0 });
    expect(rows.map(({ what }) => what)).to.deep.equal(['policy in force', 'move 1 -> 3', 'changed 3 -> 2']);
  });

  it('tells a patch that was not taken, and does not count it', async () => {
    const move = decisionRecord(NOON, FULL);
    const [intent, conclusion] = patchRecords(move, 4, 'refused', 'forbidden');
    const { marks, figures, rows } = await timelineOf([
      begin,
      [NOON, move, intent, conclusion],
      ...minutes(NOON, NOON + HOUR),
    ]);
    expect(marks).to.have.length(1);
    expect(marks[0]).to.include({ by: 'failed', text: 'refused: forbidden' });
    expect(figures).to.include({ scalings: 0, workerHours: 1 });
    expect(rows.at(-1)?.what).to.equal('refused 1 -> 3');
  });

  it('leaves time in which nobody looked out of every figure, and says how long it was', async () => {
    const { figures, fill } = await timelineOf([
      begin,
      [NOON, decisionRecord(NOON, HALF)],
      ...minutes(NOON, NOON + HOUR),
      ...minutes(NOON + 3 * HOUR, NOON + 4 * HOUR),
    ]);
    expect(figures.provisionedGiBHours).to.be.closeTo(2, 0.01);
    expect(figures.unwatchedMs).to.be.closeTo(2 * HOUR, MINUTE);
    expect(fill.some(({ last }) => last === null)).to.equal(true);
  });

  it('counts what is provisioned while the cache cannot be read, but neither used nor wasted', async () => {
    const { figures } = await timelineOf([
      begin,
      [NOON, decisionRecord(NOON, HALF)],
      ...minutes(NOON, NOON + HOUR, { more: { used: null, capacity: null } }),
    ]);
    expect(figures.blindMs).to.equal(HOUR);
    expect(figures.provisionedGiBHours).to.be.closeTo(1, 1e-9);
    expect(figures.usedGiBHours + figures.wastedGiBHours).to.equal(0);
  });

  it('calls a cache full while there is no room for another block and some of the dataset is not there', async () => {
    const full = async (used: number, workers: number) =>
      (
        await timelineOf([
          begin,
          [NOON, decisionRecord(NOON, HALF)],
          ...minutes(NOON, NOON + HOUR, { used, workers }),
        ])
      ).figures.fullMs;
    expect(await full(0.95, 1)).to.be.closeTo(HOUR, 6 * SECOND);
    expect(await full(0.5, 1)).to.equal(0);
    // All of the article's 2.71 GiB.
    expect(await full(2.72, 3)).to.equal(0);
    expect(await full(1.9, 2)).to.be.closeTo(HOUR, 6 * SECOND);
  });

  it('adds up what passed, and says null where no record tells', async () => {
    const { figures, flows } = await timelineOf([
      begin,
      [NOON, decisionRecord(NOON, HALF)],
      ...minutes(NOON, NOON + HOUR, { more: { inflow: { ufs: 60, served: 600 } } }),
    ]);
    expect(figures).to.include({ ufsBytes: 3600, servedBytes: 36_000 });
    expect(flows.filter(({ ufs }) => ufs === 60)).to.have.length(60);
  });

  it('sums up holds by reason, with the last of them in words', async () => {
    const { held } = await timelineOf([
      begin,
      [NOON, decisionRecord(NOON, HALF)],
      ...minutes(NOON, NOON + HOUR),
    ]);
    expect(held).to.have.length(1);
    expect(held[0]).to.include({ code: 'BelowThreshold', ms: HOUR });
    expect(held[0]?.text).to.contain('the cache is 50% full');
  });

  it('begun in the middle of a ledger knows the document in force and a worker’s size', async () => {
    const steps = [begin, [NOON, decisionRecord(NOON, HALF)] as Step, ...minutes(NOON, NOON + 2 * HOUR)];
    const { figures, sizes } = await timelineOf(steps, { from: NOON + HOUR });
    expect(figures.provisionedGiBHours).to.be.closeTo(1, 0.02);
    expect(sizes[0]).to.include({ min: 1, max: 4, asked: 1 });
  });

  it('does not grow with the length of the story, and says from which width on points are merged', async () => {
    const quiet = minutes(NOON, NOON + 60 * HOUR).map(([, entry], i): LedgerEntry => {
      const bytes = i % 2 === 0 ? 0.25 * GIB : 0.75 * GIB;
      return { ...(entry as QuietRecord), used: { min: bytes, max: bytes, last: bytes } };
    });
    const long = await timelineOf([begin, [NOON, decisionRecord(NOON, HALF)], [NOON + 60 * HOUR, ...quiet]]);
    expect(long.fill.length).to.be.within(300, 1400);
    expect(long.mergedMs).to.be.above(MINUTE);
    expect(long.fill.slice(2).every(({ low, high }) => low === 25_000 && high === 75_000)).to.equal(true);
    expect(long.figures.provisionedGiBHours).to.be.closeTo(60, 0.01);
  });
});

describe('timelines of a ledger', () => {
  const other = documentOf(policyRecord().text.replaceAll('spark', 'imagenet'));
  const both: Step[] = [
    begin,
    [NOON, decisionRecord(NOON, HALF)],
    [NOON + MINUTE, policyRecord(other), decisionRecord(NOON + MINUTE, HALF, { document: other })],
    [NOON + 2 * MINUTE, { kind: 'stop', why: 'SIGTERM' }],
  ];

  it('are of all datasets, sorted, or of those asked for', async () => {
    const folder = await writeLedger(both);
    const names = async (datasets: string[]) =>
      (await timelinesOf(folder, { datasets })).datasets.map(({ dataset }) => dataset);
    expect(await names([])).to.deep.equal(['default/imagenet', SPARK]);
    expect(await names([SPARK])).to.deep.equal([SPARK]);
    expect(await names([SPARK, 'default/imagenet'])).to.deep.equal(['default/imagenet', SPARK]);
  });

  it('go from the first record that is not the ledger’s own to the last, and tell starts and stops apart', async () => {
    const { from, to, daemon } = await timelinesOf(await writeLedger(both));
    expect([from, to]).to.deep.equal([NOON - SECOND, NOON + 2 * MINUTE]);
    expect(daemon.map(({ what }) => what)).to.deep.equal(['daemon start', 'daemon stop']);
  });

  it('repeat nothing of what new segments repeat', async () => {
    const steps = [begin, [NOON, decisionRecord(NOON, FULL)] as Step, ...minutes(NOON, NOON + HOUR)];
    const checkpoint = () => [policyRecord(), decisionRecord(NOON, FULL)];
    const one = await timelinesOf(await writeLedger(steps));
    const many = await timelinesOf(await writeLedger(steps, { maxSegmentBytes: 4000, checkpoint }));
    const rows = ({ datasets }: typeof one) => datasets[0]?.rows.map(({ at, what }) => `${at} ${what}`);
    expect(rows(many)).to.deep.equal(rows(one));
    expect(many.datasets[0]?.figures).to.deep.equal(one.datasets[0]?.figures);
  });
});

describe('a bounded row of points', () => {
  interface Point {
    readonly at: number;
    readonly low: number;
    readonly high: number;
  }
  const merge = (a: Point, b: Point) => ({
    at: a.at,
    low: Math.min(a.low, b.low),
    high: Math.max(a.high, b.high),
  });

  it('keeps every point while there are few, and the least and the most of all when there are many', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(100_000), fc.integer()), { minLength: 1, maxLength: 500 }),
        (gaps) => {
          const row = bounded<Point>(20, merge);
          let at = 0;
          const all = gaps.map(([gap, value]) => {
            at += gap;
            return { at, low: value, high: value };
          });
          for (const point of all) row.push(point);
          const points = row.points();
          expect(points.length).to.be.at.most(40);
          if (all.length <= 40) expect(points).to.deep.equal(all);
          const most = (list: readonly Point[]) => Math.max(...list.map(({ high }) => high));
          const least = (list: readonly Point[]) => Math.min(...list.map(({ low }) => low));
          expect([least(points), most(points)]).to.deep.equal([least(all), most(all)]);
          expect(points.every((point, i) => i === 0 || (points[i - 1]?.at ?? 0) <= point.at)).to.equal(true);
        },
      ),
    );
  });
});
