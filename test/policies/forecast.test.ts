import { expect } from 'chai';
import fc from 'fast-check';
import type { History } from '../../lib/model/history.ts';
import type { Observation } from '../../lib/model/observation.ts';
import { describeReason } from '../../lib/model/reasons/index.ts';
import { forecast } from '../../policies/forecast/index.ts';
import { pointsOf } from '../../policies/forecast/points.ts';
import { smallest } from '../../policies/forecast/smallest.ts';
import { lowestSlope, medianSlope, slopesOf } from '../../policies/forecast/trend.ts';
import { planOf, situations } from '../laws/arbitraries.ts';
import {
  answerOf,
  blind,
  GIB,
  history,
  levelsOf,
  MIB,
  MINUTE,
  NOON,
  observation,
  plan,
  type SpecWishes,
} from '../lib/decide/make.ts';

/** A worker of 1 GiB, filled by so many GiB a minute for half an hour, up to `used` now. */
const filling = (rate: number, used: number, more: Partial<History> = {}): History =>
  history({ levels: levelsOf((minute) => used + rate * minute), ...more });
const seen = (used: number, wishes: Partial<Observation> = {}): Observation => ({
  ...observation({ reading: { used }, dataset: { sizeBytes: 10 * GIB } }),
  ...wishes,
});
const upTo = (max: number, more: object = {}): SpecWishes => ({ max, policies: { forecast: {}, ...more } });
const took = (minutes: number) => ({
  startUps: [{ at: NOON - 90 * MINUTE, ms: minutes * MINUTE, workers: 1 }],
});
const slow = { step: { up: [{ pods: 1, per: '30m' }] } };

interface Case {
  readonly name: string;
  readonly spec?: SpecWishes;
  readonly seen: Observation;
  readonly past?: History;
  readonly wish: number | null;
  readonly code: string;
}

// At 0.01 GiB a minute 90 % are reached two minutes, the default of a start-up, after 0.88 GiB.
const cases: readonly Case[] = [
  {
    name: 'has no say while a worker asked for later would still be in time',
    seen: seen(0.875),
    past: filling(0.01, 0.875),
    wish: null,
    code: 'ForecastLater',
  },
  {
    name: 'wishes for one worker once it would not',
    seen: seen(0.885),
    past: filling(0.01, 0.885),
    wish: 2,
    code: 'ForecastFull',
  },
  {
    name: 'goes by what the document calls full',
    spec: { max: 9, policies: { forecast: { full: '95%' } } },
    seen: seen(0.885),
    past: filling(0.01, 0.885),
    wish: null,
    code: 'ForecastLater',
  },
  {
    name: 'begins earlier where workers have taken longer to serve',
    seen: seen(0.75),
    past: filling(0.01, 0.75, took(16)),
    wish: 2,
    code: 'ForecastFull',
  },
  {
    name: 'wishes for as many as will be full by the time they serve',
    seen: seen(0.85),
    past: filling(0.02, 0.85, took(60)),
    wish: 3,
    code: 'ForecastFull',
  },
  {
    name: 'begins earlier still where the step lets one worker through in half an hour',
    spec: upTo(9, slow),
    seen: seen(0.85),
    past: filling(0.02, 0.85, took(60)),
    // One each half hour, each fuller before it comes: (0.85 + 0.02 x (60 + 30 k)) / 0.9 + 1 workers are late by then.
    wish: 5,
    code: 'ForecastFull',
  },
  {
    name: 'wishes for no more than hold the whole dataset',
    seen: observation({ reading: { used: 0.85 }, dataset: { sizeBytes: 1.5 * GIB } }),
    past: filling(0.02, 0.85, took(60)),
    wish: 2,
    code: 'ForecastFull',
  },
  {
    name: 'has nothing to forecast where the dataset is held whole',
    seen: observation({ reading: { used: 0.89 }, dataset: { sizeBytes: 0.9 * GIB } }),
    past: filling(0.01, 0.89),
    wish: null,
    code: 'ForecastFits',
  },
  {
    name: 'wishes for no more than may be, with a dataset of unknown size',
    spec: upTo(2),
    seen: observation({ reading: { used: 0.85 }, dataset: { sizeBytes: null } }),
    past: filling(0.02, 0.85, took(60)),
    wish: 2,
    code: 'ForecastFull',
  },
  {
    name: 'wishes for no fewer than there are above the maximum',
    spec: upTo(1),
    seen: observation({ replicas: 2, reading: { used: 1.79 }, dataset: { sizeBytes: 9 * GIB } }),
    past: filling(0.03, 0.89),
    wish: null,
    code: 'ForecastLater',
  },
  {
    name: 'has no say where levels are known for four minutes only',
    seen: seen(0.89),
    past: history({ levels: levelsOf((minute) => 0.89 + 0.01 * minute, 4) }),
    wish: null,
    code: 'ForecastTooLittle',
  },
  {
    name: 'has no say where nothing is remembered: after a failover',
    seen: seen(0.89),
    wish: null,
    code: 'ForecastTooLittle',
  },
  {
    name: 'has no say about a cache that has been full all the time: how fast it would fill cannot be seen',
    seen: seen(0.95),
    past: history({ levels: levelsOf((minute) => 0.95 + 0.01 * (minute % 2)) }),
    wish: null,
    code: 'ForecastTooLittle',
  },
  {
    name: 'has no say while used does not move',
    seen: seen(0.89),
    past: filling(0, 0.89),
    wish: null,
    code: 'ForecastNoTrend',
  },
  {
    name: 'has no say while used falls',
    seen: seen(0.5),
    past: filling(-0.01, 0.5),
    wish: null,
    code: 'ForecastNoTrend',
  },
  {
    name: 'has no say while used goes up and down without a trend',
    seen: seen(0.89),
    past: history({ levels: levelsOf((minute) => 0.86 + 0.03 * Math.sin(minute * minute)) }),
    wish: null,
    code: 'ForecastNoTrend',
  },
  {
    name: 'is blind without a reading',
    seen: observation({ reading: blind() }),
    past: filling(0.01, 0.89),
    wish: null,
    code: 'EngineRefused',
  },
  {
    name: 'is blind while the engine counts workers that have left',
    seen: observation({ replicas: 1, reading: { workers: 2 } }),
    past: filling(0.01, 0.89),
    wish: null,
    code: 'EngineCountsMoreWorkers',
  },
  {
    name: 'has no say without workers',
    seen: observation({ replicas: 0 }),
    past: filling(0.01, 0.89),
    wish: null,
    code: 'NoWorkersNoRatio',
  },
];

/** What happened within the half hour in which 0.01 GiB a minute came in; 0.885 GiB are in the cache now. */
const disturbances: readonly (readonly [what: string, used: (minute: number) => number | null])[] = [
  ['nothing', (minute) => 0.885 + 0.01 * minute],
  ['the cache was emptied', (minute) => (minute < -15 ? 1 : 0.885) + 0.01 * minute],
  ['the cache was emptied twice', (minute) => (minute < -20 ? 1 : minute < -9 ? 0.85 : 0.7) + 0.01 * minute],
  [
    'the engine answered zeros for three minutes',
    (minute) => (minute > -18 && minute < -14 ? 0 : 0.885 + 0.01 * minute),
  ],
  [
    'nobody looked for ten minutes',
    (minute) => (minute > -20 && minute < -10 ? null : 0.885 + 0.01 * minute),
  ],
  ['the cache was full for ten minutes', (minute) => (minute < -20 ? 0.95 : 0.885 + 0.01 * minute)],
  ['two figures are wrong', (minute) => (minute % 11 === 0 && minute < 0 ? 0.2 : 0.885 + 0.01 * minute)],
];

describe('forecast', () => {
  for (const { name, spec = upTo(9), seen: observed, past, wish, code } of cases) {
    it(name, () => {
      const answer = answerOf(spec, observed, past);
      expect([answer.wish, answer.reason.code]).to.deep.equal([wish, code]);
    });
  }

  describe('sees the same fill rate whatever happened meanwhile:', () => {
    for (const [what, used] of disturbances) {
      it(what, () => {
        const { wish, reason } = answerOf(upTo(9), seen(0.885), history({ levels: levelsOf(used) }));
        const perMinute = Number(reason.numbers?.rate) / 60 / GIB;
        expect(perMinute).to.be.closeTo(0.01, 0.0006);
        expect(wish).to.equal(2);
      });
    }

    it('the cache grew to twice its capacity', () => {
      const levels = levelsOf((minute) => 0.885 + 0.01 * minute).map((level, i) => ({
        ...level,
        capacity: (i < 15 ? 1 : 2) * GIB,
      }));
      const { reason } = answerOf(upTo(9), seen(0.885), history({ levels }));
      expect(Number(reason.numbers?.rate)).to.be.closeTo(0.6 * GIB, MIB);
    });
  });

  it('never wishes for fewer workers than there are, whatever it sees', () => {
    fc.assert(
      fc.property(situations(), ({ spec, observation: observed, history: past }) => {
        const only = { ...spec, policies: { ...spec.policies, forecast: {} } };
        if (planOf({ spec: only }).sizers[0]?.policy !== 'forecast') return;
        const { wish } = answerOf(only, observed, past);
        expect(wish === null || wish > observed.replicas).to.equal(true);
      }),
    );
  });

  describe('says how far off it was', () => {
    const soFar = (past: History) => describeReason(answerOf(upTo(9), seen(0.885), past).reason);

    it('not at all, where the cache filled evenly', () => {
      expect(soFar(filling(0.01, 0.885))).to.include('earlier forecasts were off by 0% of the capacity');
    });

    it('by what came in two minutes more than was to be expected, where it begins to fill faster', () => {
      const used = (minute: number) =>
        minute < -14 ? 0.213 + 0.002 * (minute + 14) : 0.885 + 0.048 * minute;
      const { reason } = answerOf(upTo(9), seen(0.885), history({ levels: levelsOf(used) }));
      const { error } = reason.numbers ?? {};
      // Two minutes of 4.6 % a minute more, as long as the turn has not been learnt.
      expect(error).to.be.within(1_000, 9_200);
    });

    it('not yet, as long as no forecast has come due', () => {
      expect(soFar(filling(0.01, 0.885, took(40)))).to.include('no earlier forecast has come due yet');
    });
  });

  it('says what its lead time rests on', () => {
    const said = (more: Partial<History>) =>
      describeReason(answerOf(upTo(9), seen(0.885), filling(0.01, 0.885, more)).reason);
    expect(said({})).to.include('2m from now, a default, as no growth has been measured yet');
    expect(said(took(16))).to.include('16m from now, as the last growth took');
  });

  it('asks for levels of its window, and only where a document names it', () => {
    expect(plan({ policies: { forecast: { window: '2h' } } }).levelsMs).to.equal(120 * MINUTE);
    expect(plan({ policies: { threshold: { up: '90%' } } }).levelsMs).to.equal(undefined);
  });

  it('takes a window of ten minutes to a day', () => {
    for (const window of ['10m', '24h']) expect(forecast.schema.safeParse({ window }).success).to.equal(true);
    for (const window of ['9m', '25h', '0', 30]) {
      expect(forecast.schema.safeParse({ window }).success, String(window)).to.equal(false);
    }
  });

  it('notes a threshold that comes before it', () => {
    const setting = {
      semantics: 'native',
      bounds: { min: 1, max: 4 },
      policies: { threshold: { up: 80_000 } },
    } as const;
    expect(forecast.notes?.({}, setting)?.[0]).to.include('above threshold.up 80%');
    expect(forecast.notes?.({ full: 80_000 }, setting)).to.deep.equal([]);
  });
});

describe('the trend of what is used', () => {
  const pointsAt = (used: (minute: number) => number | null) =>
    pointsOf(levelsOf(used), NOON, 30 * MINUTE, 90_000);

  it('is judged as Kendall’s test does: six points in a row are the fewest that can show one', () => {
    const rising = (points: number) =>
      Array.from({ length: points }, (_, i) => ({ at: i, used: i, capacity: 1, run: 1 }));
    const lowest = (points: number) => lowestSlope(slopesOf(rising(points)), rising(points));
    expect(lowest(5)).to.equal(Number.NEGATIVE_INFINITY);
    expect(lowest(6)).to.equal(1);
  });

  it('compares nothing across a reset, a hole or a time in which the cache was full', () => {
    const runs = (used: (minute: number) => number | null) =>
      new Set(pointsAt(used).map(({ run }) => run)).size;
    expect(runs((minute) => 0.5 + 0.001 * minute)).to.equal(1);
    expect(runs((minute) => (minute < -15 ? 0.6 : 0.2))).to.equal(2);
    expect(runs((minute) => (minute > -20 && minute < -10 ? null : 0.5))).to.equal(2);
    expect(runs((minute) => (minute > -20 && minute < -10 ? 0.95 : 0.5))).to.equal(2);
  });

  it('is the median of all slopes, of an even number the mean of the two in the middle', () => {
    const slopes = (all: readonly number[]) => ({ all: Float64Array.from(all), until: [] });
    expect(medianSlope(slopes([5, 1, 3]))).to.equal(3);
    expect(medianSlope(slopes([5, 1, 3, 9]))).to.equal(4);
  });

  it('finds the k-th smallest as sorting would', () => {
    const values = fc.array(fc.oneof(fc.integer({ min: -5, max: 5 }), fc.double({ noNaN: true })), {
      minLength: 1,
    });
    fc.assert(
      fc.property(values, fc.nat(), (list, at) => {
        const k = at % list.length;
        const sorted = Float64Array.from(list).sort();
        expect(smallest(Float64Array.from(list), k) + 0).to.equal((sorted[k] as number) + 0);
      }),
    );
  });
});
