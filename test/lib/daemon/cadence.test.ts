import { expect } from 'chai';
import fc from 'fast-check';
import {
  DEFAULT_PACE,
  follow,
  lookAfter,
  NO_TRAIL,
  type Pace,
  ratesOf,
  type Trail,
} from '../../../lib/daemon/cadence.ts';
import { heldAt, timeline } from '../../fit/timeline.ts';

const UP = 90_000;
const never = Number.POSITIVE_INFINITY;

/** Looks at these seconds, so many percent full. */
function trailOf(...looks: readonly (readonly [second: number, percent: number])[]): Trail {
  return looks.reduce<Trail>(
    (trail, [second, percent]) => follow(trail, { at: second * 1000, fullness: percent * 1000, room: 1 }),
    NO_TRAIL,
  );
}

interface Wishes {
  readonly trail: Trail;
  readonly levels?: readonly number[];
  readonly acts?: boolean;
  readonly sinceNewsMs?: number;
  readonly pace?: Pace;
}

/** In ms, asked right after the last look. */
function waits({
  trail,
  levels = [UP],
  acts = true,
  sinceNewsMs = never,
  pace = DEFAULT_PACE,
}: Wishes): number {
  const now = trail.stretches.at(-1)?.until ?? 0;
  return lookAfter({ now, trail, levels, acts: () => acts, sinceNewsMs }, pace);
}

describe('how soon the next look is wanted', () => {
  const filling = trailOf([0, 0], [15, 60]);

  for (const [what, wishes, seconds] of [
    ['nothing is known of how full it is', { trail: NO_TRAIL }, 15],
    ['it was looked at once', { trail: trailOf([0, 50]) }, 15],
    ['nothing moves', { trail: trailOf([0, 50], [15, 50], [30, 50]) }, 15],
    ['it fills at 4 % a second and 30 % are left: half of 7.5 s', { trail: filling }, 3.75],
    [
      'it fills so slowly that it will be there in an hour',
      { trail: trailOf([0, 50], [15, 50.1], [30, 50.2]) },
      15,
    ],
    ['it will be there within a second', { trail: trailOf([0, 0], [15, 60], [22, 88]) }, 1],
    ['no policy turns on how full it is', { trail: filling, levels: [] }, 15],
    ['nothing could be done there: bounds, cool-down, pause', { trail: filling, acts: false }, 15],
    ['it empties, and the level is above', { trail: trailOf([0, 60], [15, 20]) }, 15],
    ['it empties towards a level below', { trail: trailOf([0, 60], [15, 30]), levels: [20_000] }, 2.5],
    [
      'it begins to fill: all of it may have come in the last second',
      { trail: trailOf([0, 0], [15, 0], [30, 9]) },
      4.5,
    ],
    ['something has just happened', { trail: trailOf([0, 0]), sinceNewsMs: 0 }, 1],
    ['something happened 4 s ago', { trail: trailOf([0, 0]), sinceNewsMs: 4000 }, 4],
    ['something happened where nothing could be done', { trail: filling, acts: false, sinceNewsMs: 0 }, 15],
    ['the slow interval is the shorter one', { trail: filling, pace: { slowMs: 500, fastestMs: 1000 } }, 0.5],
  ] as const satisfies readonly (readonly [string, Wishes, number])[]) {
    it(`is ${seconds} s where ${what}`, () => {
      expect(waits(wishes)).to.equal(seconds * 1000);
    });
  }

  it('is asked of what could be done only where that would bring it forward, at the instant of the crossing', () => {
    const asked: [number, number][] = [];
    const acts = (level: number, inMs: number) => asked.push([level, inMs]) > 0;
    const prospect = { now: 15_000, trail: filling, levels: [UP, 70_000, 95_000], acts, sinceNewsMs: never };
    expect(lookAfter(prospect, DEFAULT_PACE)).to.equal(1250);
    expect(asked).to.deep.equal([
      [90_000, 7500],
      [70_000, 2500],
    ]);
  });
});

const paces = fc
  .record({
    slowMs: fc.integer({ min: 1000, max: 120_000 }),
    fastestMs: fc.integer({ min: 100, max: 10_000 }),
  })
  .filter(({ slowMs, fastestMs }) => fastestMs <= slowMs);
const trails = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 110 })), {
    minLength: 1,
    maxLength: 12,
  })
  .map((steps) => {
    let second = 0;
    return trailOf(
      ...steps.map(([gap, percent]) => {
        second += gap;
        return [second, percent] as const;
      }),
    );
  });
const news = fc.oneof(fc.constant(never), fc.integer({ min: 0, max: 60_000 }));

describe('the wait for the next look, whatever was seen', () => {
  const levels = fc.array(fc.integer({ min: 1, max: 110_000 }), { maxLength: 4 });

  it('is never shorter than the fastest, nor longer than the slow interval', () => {
    fc.assert(
      fc.property(trails, levels, fc.boolean(), news, paces, (trail, some, acts, sinceNewsMs, pace) => {
        const wait = waits({ trail, levels: some, acts, sinceNewsMs, pace });
        expect(wait).to.be.within(pace.fastestMs, pace.slowMs);
      }),
    );
  });

  it('is no shorter the farther the level is', () => {
    const two = fc.tuple(fc.integer({ min: 1, max: 60_000 }), fc.integer({ min: 1, max: 60_000 }));
    fc.assert(
      fc.property(trails, two, fc.constantFrom(1, -1), news, (trail, [a, b], side, sinceNewsMs) => {
        const at = trail.stretches.at(-1)?.fullness ?? 0;
        const [near, far] = [Math.min(a, b), Math.max(a, b)].map((away) =>
          waits({ trail, levels: [at + side * away], sinceNewsMs }),
        ) as [number, number];
        expect(near).to.be.at.most(far);
      }),
    );
  });

  it('is no longer the faster it fills', () => {
    const two = fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 60 }));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), two, news, (seconds, [a, b], sinceNewsMs) => {
        const from = (percent: number) =>
          waits({ trail: trailOf([0, 80 - percent], [seconds, 80]), sinceNewsMs });
        expect(from(Math.max(a, b))).to.be.at.most(from(Math.min(a, b)));
      }),
    );
  });

  it('is no longer with one level more at which something could be done', () => {
    const one = fc.integer({ min: 1, max: 110_000 });
    fc.assert(
      fc.property(trails, levels, one, news, (trail, some, more, sinceNewsMs) => {
        expect(waits({ trail, levels: [...some, more], sinceNewsMs })).to.be.at.most(
          waits({ trail, levels: some, sinceNewsMs }),
        );
      }),
    );
  });
});

describe('what is remembered of a filling', () => {
  it('is of one room: another count or another capacity begins anew', () => {
    const trail = follow(trailOf([0, 0], [15, 60]), { at: 16_000, fullness: 20_000, room: 3 });
    expect(trail.stretches).to.deep.equal([{ from: 16_000, until: 16_000, fullness: 20_000 }]);
  });

  it('takes no figure twice, and begins anew where the clock was set back', () => {
    const trail = trailOf([0, 0], [15, 60]);
    expect(follow(trail, { at: 15_000, fullness: 60_000, room: 1 })).to.equal(trail);
    expect(follow(trail, { at: 1000, fullness: 60_000, room: 1 }).stretches).to.have.lengthOf(1);
  });

  it('is the last minute, in a few stretches, however often it is looked at', () => {
    const hour = Array.from({ length: 3600 }, (_, second) => [second, (second % 7) / 7] as const);
    expect(trailOf(...hour).stretches).to.have.lengthOf(8);
    const still = trailOf([0, 10], ...Array.from({ length: 120 }, (_, i) => [20 + i, 50] as const));
    expect(still.stretches).to.deep.equal([{ from: 20_000, until: 139_000, fullness: 50_000 }]);
  });

  it('has a sign', () => {
    expect(ratesOf(trailOf([0, 10], [10, 40]), DEFAULT_PACE)).to.deep.equal({ up: 3, down: 0 });
    expect(ratesOf(trailOf([0, 40], [10, 10]), DEFAULT_PACE)).to.deep.equal({ up: 0, down: 3 });
  });
});

/** Looks at a recorded engine as this cadence has it. @returns seconds of the looks, and how full it was found */
function followRecorded(
  file: string,
  { from, until, newsAt }: { from: number; until: number; newsAt: number },
) {
  const samples = timeline(file);
  const looks: { second: number; fullness: number }[] = [];
  let [trail, peak] = [NO_TRAIL, 0];
  for (let second = from; second <= until; ) {
    const { used, capacity } = heldAt(samples, second);
    peak = Math.max(peak, used);
    const fullness = Math.ceil((peak / capacity) * 100_000);
    trail = follow(trail, { at: second * 1000, fullness, room: capacity });
    looks.push({ second, fullness });
    const levels = fullness < UP ? [UP] : [];
    const sinceNewsMs = second >= newsAt ? (second - newsAt) * 1000 : never;
    second +=
      lookAfter({ now: second * 1000, trail, levels, acts: () => true, sinceNewsMs }, DEFAULT_PACE) / 1000;
  }
  return looks;
}

describe('the cadence of looks at recorded engines', () => {
  for (const file of ['30-1GiB-64MBblocks-timeline.txt', '70-real-size-scaleout-timeline.txt']) {
    it(`sees ${file} cross 90 % within a second and a half, though it fills in eight`, () => {
      const crossed = timeline(file).find(({ used, capacity }) => used / capacity >= 0.9)?.seconds as number;
      const looks = followRecorded(file, { from: 2.5, until: 14, newsAt: 2.5 });
      const seen = looks.find(({ fullness }) => fullness >= UP)?.second as number;
      expect(seen - crossed).to.be.within(0, 1.5);
    });

    it(`is slow again once ${file} is full, though it swings by its blocks`, () => {
      const looks = followRecorded(file, { from: 11.5, until: 20, newsAt: 0 });
      expect(looks).to.have.lengthOf(1);
    });
  }

  it('is off by a whole interval where nothing told that the data would come', () => {
    const looks = followRecorded('30-1GiB-64MBblocks-timeline.txt', { from: 0, until: 20, newsAt: never });
    expect(looks.map(({ second }) => second)).to.deep.equal([0, 15]);
  });
});
