import { expect } from 'chai';
import fc from 'fast-check';
import type { EngineFigures } from '../../../lib/runtimes/contract.ts';
import {
  KEEP_MS,
  nothingRecent,
  type Recent,
  remember,
  STILL_MS,
  summarise,
  WINDOW_MS,
} from '../../../lib/signals/recent.ts';
import { figures } from './moments.ts';

const MIB = 2 ** 20;
const BLOCK = 64 * MIB;

function looks(...all: Partial<EngineFigures>[]): Recent {
  return all.reduce((recent: Recent, one) => remember(recent, figures(one)), nothingRecent);
}

function seconds(at: number): number {
  return at * 1000;
}

describe('recent looks', () => {
  it('say nothing before the first', () => {
    expect(summarise(nothingRecent, BLOCK, 1)).to.deep.equal({
      peakBytes: null,
      intake: 'unknown',
      plateau: false,
      jump: null,
    });
  });

  describe('peak', () => {
    const CASES: [string, Partial<EngineFigures>[], number][] = [
      ['the only look', [{ usedBytes: 7 }], 7],
      [
        'the highest of several',
        [{ usedBytes: 5 }, { at: 5000, usedBytes: 9 }, { at: 10_000, usedBytes: 6 }],
        9,
      ],
      ['a high exactly a minute back', [{ usedBytes: 9 }, { at: WINDOW_MS, usedBytes: 6 }], 9],
      ['no high a millisecond older', [{ usedBytes: 9 }, { at: WINDOW_MS + 1, usedBytes: 6 }], 6],
      [
        'a high that lasted into the minute',
        [{ usedBytes: 9 }, { at: 30_000, usedBytes: 9 }, { at: 80_000, usedBytes: 6 }],
        9,
      ],
      [
        'nothing from before capacity grew',
        [
          { usedBytes: 9, capacityBytes: 10 },
          { at: 5000, usedBytes: 6, capacityBytes: 20 },
        ],
        6,
      ],
      [
        'nothing from before capacity fell',
        [
          { usedBytes: 9, capacityBytes: 20 },
          { at: 5000, usedBytes: 6, capacityBytes: 10 },
        ],
        6,
      ],
      [
        'nothing from before a worker took the place of another of other size',
        [
          { usedBytes: 9, workers: 2 },
          { at: 5000, usedBytes: 6, workers: 3 },
        ],
        6,
      ],
      [
        'nothing from before capacity changed and changed back',
        [{ usedBytes: 9 }, { at: 5000, usedBytes: 8, capacityBytes: 20 }, { at: 10_000, usedBytes: 6 }],
        6,
      ],
      [
        'the newest alone after the clock was set back',
        [
          { at: 90_000, usedBytes: 9 },
          { at: 30_000, usedBytes: 6 },
        ],
        6,
      ],
    ];
    for (const [what, all, peak] of CASES)
      it(`is ${what}`, () => {
        expect(summarise(looks(...all), BLOCK, 1).peakBytes).to.equal(peak);
      });
  });

  describe('intake', () => {
    const CASES: [string, Partial<EngineFigures>[], string][] = [
      ['unknown after one look', [{}], 'unknown'],
      ['rising when bytes came from the under-store', [{}, { at: 5000, ufsReadBytes: 1 }], 'rising'],
      ['rising when blocks were evicted', [{ evictions: 4 }, { at: 5000, evictions: 5 }], 'rising'],
      [
        'rising when only evictions are offered',
        [
          { ufsReadBytes: null, evictions: 4 },
          { at: 5000, ufsReadBytes: null, evictions: 5 },
        ],
        'rising',
      ],
      ['unknown when nothing came for a moment', [{}, { at: STILL_MS - 1 }], 'unknown'],
      ['still when nothing came for long enough', [{}, { at: STILL_MS }], 'still'],
      ['still although used moves', [{}, { at: STILL_MS, usedBytes: 3 }], 'still'],
      [
        'rising as long as the last rise is within the minute',
        [{}, { at: 1000, ufsReadBytes: 9 }, { at: WINDOW_MS, ufsReadBytes: 9 }],
        'rising',
      ],
      [
        'still when the last rise is a minute back',
        [{}, { at: 1000, ufsReadBytes: 9 }, { at: 1000 + WINDOW_MS, ufsReadBytes: 9 }],
        'still',
      ],
      [
        'not rising because the counter began again',
        [{ ufsReadBytes: 9 }, { at: STILL_MS, ufsReadBytes: 0 }],
        'still',
      ],
      [
        'rising when the counter began again and already counts',
        [{ ufsReadBytes: 9 }, { at: 5000, ufsReadBytes: 3 }],
        'rising',
      ],
      [
        'unoffered when the source offers no counter',
        [{ ufsReadBytes: null }, { at: STILL_MS, ufsReadBytes: null }],
        'unoffered',
      ],
      [
        'unknown when the newest look offers none',
        [{}, { at: STILL_MS }, { at: STILL_MS + 5000, ufsReadBytes: null }],
        'unknown',
      ],
      [
        'unknown right after a look that offered none',
        [{ ufsReadBytes: null }, { at: STILL_MS, ufsReadBytes: 5 }],
        'unknown',
      ],
      [
        'still long enough after a look that offered none',
        [{ ufsReadBytes: null }, { at: 1000 }, { at: 1000 + STILL_MS }],
        'still',
      ],
      ['told by looks a minute apart', [{}, { at: WINDOW_MS }], 'still'],
    ];
    for (const [what, all, intake] of CASES)
      it(`is ${what}`, () => {
        expect(summarise(looks(...all), BLOCK, 1).intake).to.equal(intake);
      });
  });

  describe('plateau', () => {
    /** A look every 5 s for `last` seconds; used and under-store bytes by second. */
    const course = (
      last: number,
      used: (s: number) => number,
      ufs: (s: number) => number | null,
      workers = 1,
    ) => {
      let recent = nothingRecent;
      for (let s = 0; s <= last; s += 5)
        recent = remember(
          recent,
          figures({ at: seconds(s), usedBytes: used(s), ufsReadBytes: ufs(s), workers }),
        );
      return recent;
    };
    const flat = () => 500 * MIB;
    const CASES: [string, boolean, Recent, number][] = [
      ['used stays and much comes in, for a minute', true, course(60, flat, (s) => s * 10 * MIB), 1],
      [
        'used swings by exactly a block',
        true,
        course(
          60,
          (s) => 500 * MIB + (s % 2) * BLOCK,
          (s) => s * 10 * MIB,
        ),
        1,
      ],
      [
        'used swings by more than a block',
        false,
        course(
          60,
          (s) => 500 * MIB + (s % 2) * (BLOCK + 1),
          (s) => s * 10 * MIB,
        ),
        1,
      ],
      ['the minute is not over', false, course(55, flat, (s) => s * 10 * MIB), 1],
      ['a block came in, no more', false, course(60, flat, (s) => (s * BLOCK) / 60), 1],
      [
        'a byte more than a block came in',
        true,
        course(60, flat, (s) => (s * BLOCK) / 60 + (s === 60 ? 1 : 0)),
        1,
      ],
      [
        'what came in was kept',
        false,
        course(
          60,
          (s) => 500 * MIB + s * MIB,
          (s) => s * MIB,
        ),
        1,
      ],
      [
        'most of what came in was kept',
        false,
        course(
          60,
          (s) => 500 * MIB + s * MIB,
          (s) => s * 2 * MIB,
        ),
        1,
      ],
      [
        'only a block came in while used fell',
        false,
        course(
          60,
          (s) => 600 * MIB - s * MIB,
          (s) => (s * BLOCK) / 60,
        ),
        1,
      ],
      [
        'what came in was not counted at first',
        false,
        course(60, flat, (s) => (s < 30 ? null : s * 10 * MIB)),
        1,
      ],
      ['nothing came in', false, course(60, flat, () => 5), 1],
      ['nobody counts what came in', false, course(60, flat, () => null), 1],
      ['the engine counts more workers than serve', false, course(60, flat, (s) => s * 10 * MIB, 2), 1],
      ['the engine counts fewer workers than serve', false, course(60, flat, (s) => s * 10 * MIB), 2],
      [
        'two workers, each within its block',
        true,
        course(
          60,
          (s) => 500 * MIB + (s % 2) * 2 * BLOCK,
          (s) => s * 10 * MIB,
          2,
        ),
        2,
      ],
    ];
    for (const [what, plateau, recent, serving] of CASES)
      it(`is ${plateau ? 'seen' : 'not claimed'} when ${what}`, () => {
        expect(summarise(recent, BLOCK, serving).plateau).to.equal(plateau);
      });

    it('is not claimed for a minute after capacity changed', () => {
      let recent = course(60, flat, (s) => s * 10 * MIB);
      for (let s = 65; s < 125; s += 5) {
        recent = remember(
          recent,
          figures({ at: seconds(s), usedBytes: flat(), ufsReadBytes: s * 10 * MIB, capacityBytes: 2 ** 31 }),
        );
        expect(summarise(recent, BLOCK, 1).plateau, `${s} s`).to.equal(false);
      }
      recent = remember(
        recent,
        figures({ at: seconds(125), usedBytes: flat(), ufsReadBytes: 1250 * MIB, capacityBytes: 2 ** 31 }),
      );
      expect(summarise(recent, BLOCK, 1).plateau).to.equal(true);
    });
  });

  describe('jump', () => {
    const dropped = [
      { capacityBytes: 20, workers: 2 },
      { at: 5000, capacityBytes: 10, workers: 1 },
    ];
    it('names what fell when the engine gave up a worker, for a minute', () => {
      const jump = { at: 5000, from: 20, to: 10, workersFrom: 2, workersTo: 1 };
      expect(summarise(looks(...dropped), BLOCK, 1).jump).to.deep.equal(jump);
      const later = (at: number) => summarise(looks(...dropped, { at, capacityBytes: 10 }), BLOCK, 1).jump;
      expect(later(5000 + WINDOW_MS)).to.deep.equal(jump);
      expect(later(5001 + WINDOW_MS)).to.equal(null);
    });
    it('is not said when capacity grows', () => {
      expect(
        summarise(looks({ capacityBytes: 10 }, { at: 5000, capacityBytes: 20 }), BLOCK, 1).jump,
      ).to.equal(null);
    });
  });

  it('of a quiet cache take the room of one, however many they are', () => {
    let recent = nothingRecent;
    for (let s = 0; s < 100_000; s += 5) recent = remember(recent, figures({ at: seconds(s) }));
    expect(recent.runs).to.have.length(1);
  });

  it('are forgotten after two minutes', () => {
    const recent = looks(
      { usedBytes: 1 },
      { at: 1, usedBytes: 2 },
      { at: KEEP_MS, usedBytes: 3 },
      { at: KEEP_MS + 1, usedBytes: 4 },
    );
    expect(recent.runs.map((run) => run.usedBytes)).to.deep.equal([2, 3, 4]);
  });

  /** Looks at irregular instants with few values, so that they repeat, fall and restart often. */
  const course = fc.array(
    fc.record({
      wait: fc.constantFrom(0, 1000, 5000, 20_000, 61_000),
      usedBytes: fc.integer({ min: 0, max: 4 }).map((n) => n * 40 * MIB),
      capacityBytes: fc.constantFrom(2 ** 30, 2 ** 30, 2 ** 30, 2 ** 31),
      ufsReadBytes: fc.constantFrom(null, 0, 0, 5, 200 * MIB),
      evictions: fc.constantFrom(null, 0, 0, 1),
    }),
    { minLength: 1, maxLength: 40 },
  );
  const timed = course.map((all) => {
    let at = 0;
    return all.map(({ wait, ...rest }) => {
      at += wait;
      return figures({ ...rest, at });
    });
  });

  it('say what every single look says, although equal ones are kept as one', () => {
    fc.assert(
      fc.property(timed, (all) => {
        const recent = all.reduce(remember, nothingRecent);
        const { peakBytes, intake } = summarise(recent, BLOCK, 1);
        expect(peakBytes).to.equal(plainPeak(all));
        expect(intake).to.equal(plainIntake(all));
      }),
      { numRuns: 1000 },
    );
  });

  it('never show a peak below used or above what was seen', () => {
    fc.assert(
      fc.property(timed, (all) => {
        const { peakBytes } = summarise(all.reduce(remember, nothingRecent), BLOCK, 1);
        expect(peakBytes).to.be.at.least(all.at(-1)?.usedBytes ?? 0);
        expect(all.map((one) => one.usedBytes)).to.include(peakBytes);
      }),
    );
  });

  it('go on from what was stored as JSON as if nothing had happened', () => {
    fc.assert(
      fc.property(timed, fc.nat(40), (all, cut) => {
        const stored = JSON.parse(
          JSON.stringify(all.slice(0, cut).reduce(remember, nothingRecent)),
        ) as Recent;
        expect(all.slice(cut).reduce(remember, stored)).to.deep.equal(all.reduce(remember, nothingRecent));
      }),
    );
  });
});

/** Peak from the plain list of looks. */
function plainPeak(all: readonly EngineFigures[]): number {
  const newest = all.at(-1) as EngineFigures;
  let peak = newest.usedBytes;
  for (const look of all.toReversed()) {
    if (look.capacityBytes !== newest.capacityBytes || look.at < newest.at - WINDOW_MS) break;
    peak = Math.max(peak, look.usedBytes);
  }
  return peak;
}

/** Intake from the plain list of looks, pair by pair. */
function plainIntake(all: readonly EngineFigures[]): string {
  const newest = all.at(-1) as EngineFigures;
  const offers = ({ at, ufsReadBytes, evictions }: EngineFigures) =>
    at >= newest.at - KEEP_MS && (ufsReadBytes !== null || evictions !== null);
  if (!all.some(offers)) return 'unoffered';
  let quiet = newest.at;
  for (let i = all.length - 1; i > 0; i--) {
    const [a, b] = [all[i - 1] as EngineFigures, all[i] as EngineFigures];
    if (b.at <= newest.at - WINDOW_MS || a.at < newest.at - KEEP_MS) break;
    const pairs = [
      [a.ufsReadBytes, b.ufsReadBytes],
      [a.evictions, b.evictions],
    ].filter(([x, y]) => x !== null && y !== null) as [number, number][];
    if (pairs.length === 0) break;
    if (pairs.some(([x, y]) => y > x || (y < x && y > 0))) return 'rising';
    quiet = a.at;
  }
  const tells = newest.ufsReadBytes !== null || newest.evictions !== null;
  return tells && newest.at - quiet >= STILL_MS ? 'still' : 'unknown';
}
