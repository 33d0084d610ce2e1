import { expect } from 'chai';
import fc from 'fast-check';
import { type Bounds, doomedSegments } from '../../../lib/ledger/retention.ts';
import type { Segment } from '../../../lib/ledger/segments.ts';

const now = 1_000_000;

/** Segments of 100 bytes that ended so many ms ago, the current one added; null: its times are not known. */
function row(ages: readonly (number | null)[]): Segment[] {
  const at = (index: number) => now - (ages[index] ?? 0);
  const opening = { seq: 1, prev: '', format: 1, checkpoint: 0, pruned: null, chain: 'sha256' };
  return [...ages, 0].map((_, index) => ({
    number: index + 1,
    name: '',
    bytes: 100,
    opening: {
      ...opening,
      at: index === 0 ? 0 : at(index - 1),
      before: index === 0 || ages[index - 1] === null ? null : { from: 0, to: at(index - 1) },
    },
  }));
}

describe('lib/ledger: what goes', () => {
  const bounds: Bounds = { keepAtLeastMs: 0, currentBytes: 100 };
  const cases: [string, (number | null)[], Partial<Bounds>, number, boolean][] = [
    ['nothing without bounds', [900, 800, 700], {}, 0, false],
    ['what is older than the age', [900, 800, 700], { maxAgeMs: 750 }, 2, false],
    ['not what is as old as the age', [900, 800, 700], { maxAgeMs: 800 }, 1, false],
    ['what is above the size', [900, 800, 700], { maxTotalBytes: 250 }, 2, false],
    ['nothing at exactly the size', [900, 800, 700], { maxTotalBytes: 400 }, 0, false],
    [
      'with room for what the current one may still take',
      [900, 800, 700],
      { maxTotalBytes: 400, currentBytes: 200 },
      1,
      false,
    ],
    ['never the current one', [900], { maxTotalBytes: 1, maxAgeMs: 0 }, 1, false],
    [
      'nothing younger than must be kept, and says so',
      [900, 800, 700],
      { maxTotalBytes: 1, keepAtLeastMs: 850 },
      1,
      true,
    ],
    [
      'nothing younger than must be kept, by age',
      [900, 800, 700],
      { maxAgeMs: 1, keepAtLeastMs: 850 },
      1,
      false,
    ],
    ['what is exactly as old as must be kept', [850, 800], { maxAgeMs: 1, keepAtLeastMs: 850 }, 1, false],
    ['nothing behind one that stays', [10, 900], { maxAgeMs: 500 }, 0, false],
    ['by both bounds', [900, 800, 700], { maxAgeMs: 850, maxTotalBytes: 250 }, 2, false],
  ];
  for (const [what, ages, given, count, held] of cases) {
    it(`is ${what}`, () => {
      expect(doomedSegments(row(ages), { ...bounds, ...given }, now)).to.deep.equal({ count, held });
    });
  }

  it('is judged by when the next segment began, where records were stamped ahead of now', () => {
    const segments = row([900, 800]);
    const [, second] = segments;
    const stamped = {
      ...second,
      opening: { ...second?.opening, before: { from: 0, to: now + 5000 } },
    } as Segment;
    const doomed = doomedSegments(
      [...segments.slice(0, 1), stamped, ...segments.slice(2)],
      { ...bounds, maxAgeMs: 850 },
      now,
    );
    expect(doomed).to.deep.equal({ count: 1, held: false });
  });

  it('is nothing where no time can be believed', () => {
    expect(doomedSegments(row([-5000, -6000]), { ...bounds, maxTotalBytes: 1 }, now)).to.deep.equal({
      count: 0,
      held: true,
    });
  });

  it('never is anything younger than must be kept, nor more than the bounds ask', () => {
    const span = fc.integer({ min: 0, max: 1000 });
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -100, max: 1000 }), { maxLength: 8 }),
        fc.option(span, { nil: undefined }),
        fc.option(span, { nil: undefined }),
        span,
        (ages, maxTotalBytes, maxAgeMs, keepAtLeastMs) => {
          const segments = row(ages);
          const { count } = doomedSegments(
            segments,
            { maxTotalBytes, maxAgeMs, keepAtLeastMs, currentBytes: 100 },
            now,
          );
          expect(count).to.be.below(segments.length);
          // A time ahead of now is not believed; the next one that can be stands for it.
          const believed = ages.map((_, index) => ages.slice(index).find((age) => age >= 0) ?? -1);
          const gone = believed.slice(0, count);
          expect(gone.every((age) => age >= keepAtLeastMs)).to.equal(true);
          const total = 100 * segments.length;
          for (const [index, age] of gone.entries()) {
            const big = maxTotalBytes !== undefined && total - 100 * index > maxTotalBytes;
            expect(big || (maxAgeMs !== undefined && age > maxAgeMs)).to.equal(true);
          }
        },
      ),
    );
  });
});
