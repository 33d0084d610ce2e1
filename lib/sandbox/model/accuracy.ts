/** How far the model was from one recording. */
export interface Judgement {
  /** Its file in `test/fixtures/alluxio`. */
  readonly recording: string;
  /** Mean difference of used bytes, share of capacity. */
  readonly mean: number;
  /** The largest such difference at any instant. */
  readonly worst: number;
  /** Mean difference of how full for how long, within windows of 10 s: as `mean`, but when in a window does not count. */
  readonly swing: number;
  /** Mean difference with its sign: above 0 the model is fuller than the engine was. */
  readonly bias: number;
  /** How far off a worker that was killed is given up, s, on average; null where none was. */
  readonly lostSeconds: number | null;
}

/** How good the cache model is. `npm run fit` finds these figures, and a test holds them to what it finds. */
export interface Accuracy {
  readonly fittedOn: readonly Judgement[];
  readonly judgedOn: readonly Judgement[];
}

/**
 * The model with `PARAMETERS`. The parameters of data were fitted on the first recording; the second is another run of the same
 * set-up, the third has other blocks and workers, one that joins and one that is lost. Restarts are fitted and not judged:
 * there is one recording of them.
 */
export const ACCURACY: Accuracy = {
  fittedOn: [
    {
      recording: '70-real-size-scaleout-timeline.txt',
      mean: 0.0271,
      worst: 0.2144,
      swing: 0.0248,
      bias: -0.0106,
      lostSeconds: null,
    },
  ],
  judgedOn: [
    {
      recording: '30-1GiB-64MBblocks-timeline.txt',
      mean: 0.0157,
      worst: 0.124,
      swing: 0.0078,
      bias: -0.0003,
      lostSeconds: null,
    },
    {
      recording: '20-add-kill-timeline.txt',
      mean: 0.0078,
      worst: 0.0586,
      swing: 0.0078,
      bias: -0.0035,
      lostSeconds: 2.8,
    },
  ],
};

const percent = (share: number) => `${(share * 100).toFixed(1)} %`;

/** The mean over recordings, each counting the same. */
function meanOf(judgements: readonly Judgement[]): number {
  return judgements.reduce((sum, { mean }) => sum + mean, 0) / judgements.length;
}

/** One line for whoever reads what a simulation says: what its cache model is worth. */
export function describeAccuracy({ judgedOn }: Accuracy = ACCURACY): string {
  const worst = Math.max(...judgedOn.map((judgement) => judgement.worst));
  const on = `${judgedOn.length} recordings of a real Alluxio it was not fitted on`;
  return `cache model: off by ${percent(meanOf(judgedOn))} of capacity on average (at worst ${percent(worst)} for a moment), judged on ${on}`;
}
