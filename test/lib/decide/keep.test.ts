import { expect } from 'chai';
import fc from 'fast-check';
import type { Sizer } from '../../../lib/decide/contract.ts';
import { decide } from '../../../lib/decide/decide.ts';
import type { Decision } from '../../../lib/model/decision.ts';
import { sees } from '../../../lib/model/observation.ts';
import { blind, GIB, history, NOON, observation, plan, type SpecWishes } from './make.ts';

const fast = [{ pods: 5000, per: '1s' }];
const free = { scaleDown: 'enabled', step: { up: fast, down: fast }, guard: { fullFit: 'disabled' } };

/** What becomes of a sizer that wishes for `wish(n)` at n workers. */
function decided(replicas: number, wish: (workers: number) => number, spec: SpecWishes = {}): Decision {
  const sizer: Sizer = {
    policy: 'own',
    size: ({ current }) => ({ says: 'wish', wish: wish(current), reason: { code: 'NoSizer' } }),
  };
  const made = plan({ max: 5000, policies: free, ...spec });
  return decide({ ...made, sizers: [sizer] }, observation({ replicas }), history(), NOON);
}

describe('a move that the same sizers would take back', () => {
  it('stops at the nearest size they keep, on the way up', () => {
    const { target, reason, rungs } = decided(1, (n) => (n === 1 ? 8 : Math.min(n, 5)));
    expect(target).to.equal(5);
    expect(reason).to.deep.equal({ code: 'TakenBack', numbers: { target: 8, kept: 5 } });
    expect(rungs.at(-1)).to.include({ by: 'keep', low: 1, high: 5, from: 8, to: 5 });
  });

  it('stops at the nearest size they keep, on the way down', () => {
    const { target, rungs } = decided(6, (n) => (n === 6 ? 1 : Math.max(n, 3)));
    expect(target).to.equal(3);
    expect(rungs.at(-1)).to.include({ by: 'keep', low: 3, high: 6, from: 1, to: 3 });
  });

  it('is not made where they keep no other size', () => {
    const { target, outcome, reason } = decided(3, (n) => (n === 3 ? 6 : 3));
    expect([target, outcome, reason.code]).to.deep.equal([3, 'hold', 'TakenBack']);
  });

  it('is made where they keep it', () => {
    expect(decided(3, () => 6).target).to.equal(6);
    expect(decided(3, (n) => Math.max(n, 6)).rungs.some(({ by }) => by === 'keep')).to.equal(false);
  });

  it('is made where it is the bounds that would not let them', () => {
    expect(decided(5, () => 9, { max: 3 }).target).to.equal(3);
    expect(decided(2, () => 1, { min: 4 }).target).to.equal(4);
  });

  it('is looked at with all workers serving and the data there is', () => {
    const seen: unknown[] = [];
    const sizer: Sizer = {
      policy: 'own',
      size: ({ current, reading, fullness, fullFit, observation: { workers } }) => {
        seen.push([
          current,
          reading?.workers,
          reading?.capacityBytes,
          reading?.usedBytes,
          fullness,
          fullFit,
          workers.serving,
        ]);
        return { says: 'wish', wish: current === 4 ? 2 : current, reason: { code: 'NoSizer' } };
      },
    };
    const made = plan({ max: 9, policies: free });
    const full = observation({ replicas: 4, reading: { used: 3.6, plateau: true } });
    decide({ ...made, sizers: [sizer] }, full, history(), NOON);
    // Two workers cannot hold what four did.
    expect(seen).to.deep.equal([
      [4, 4, 4 * GIB, Math.floor(3.6 * GIB), 90_000, 3, 4],
      [2, 2, 2 * GIB, 2 * GIB, 100_000, 3, 2],
    ]);
  });

  it('is not looked for where nobody can see, or under HPA semantics', () => {
    const overshoot = (n: number) => (n === 3 ? 6 : 3);
    expect(decided(3, overshoot, { semantics: 'hpa' }).target).to.equal(6);
    const sizer: Sizer = {
      policy: 'own',
      size: ({ current }) => ({ says: 'wish', wish: overshoot(current), reason: { code: 'NoSizer' } }),
    };
    const dark = observation({ replicas: 3, reading: blind() });
    expect(sees(dark.reading)).to.equal(false);
    expect(
      decide({ ...plan({ max: 9, policies: free }), sizers: [sizer] }, dark, history(), NOON).target,
    ).to.equal(6);
  });

  it('ends at the nearest kept size however far away it is', () => {
    const far = fc.record({
      current: fc.integer({ min: 1, max: 1000 }),
      way: fc.integer({ min: 1, max: 400 }),
      kept: fc.double({ min: 0, max: 1, noNaN: true }),
      up: fc.boolean(),
    });
    fc.assert(
      fc.property(far, ({ current, way, kept, up }) => {
        const target = up ? current + way : Math.max(1, current - way);
        const edge = Math.round(current + kept * (target - current));
        const wish = (n: number) => (n === current ? target : up ? Math.min(n, edge) : Math.max(n, edge));
        expect(decided(current, wish).target).to.equal(edge);
      }),
      { seed: 1, numRuns: 500 },
    );
  });
});
