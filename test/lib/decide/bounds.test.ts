import { expect } from 'chai';
import { boundsInForce } from '../../../lib/decide/bounds.ts';
import type { Claim, Claimant, Context } from '../../../lib/decide/contract.ts';
import type { Plan } from '../../../lib/decide/plan.ts';

type Rank = Claimant['rank'];
type Said = Omit<Claim, 'reason'> & { readonly rank: Rank };

const reason = { code: 'WithinBounds' };
const claimant = ({ rank, ...claim }: Said): Claimant => ({
  policy: rank,
  rank,
  claim: () => [{ ...claim, reason }],
});

/** What is in force under `replicas: {min: 2, max: 8}`. */
function inForce(...said: readonly Said[]): readonly [number, number] | null {
  const plan = { bounds: { min: 2, max: 8 }, claimants: said.map(claimant) } as unknown as Plan;
  const found = boundsInForce(plan, { observation: {} } as Context);
  return found === null ? null : [found.bounds.min, found.bounds.max];
}

const override = (n: number): Said => ({ rank: 'override', min: n, max: n });
const window = (claim: Omit<Claim, 'reason'>): Said => ({ rank: 'window', ...claim });
const idle = (max: number): Said => ({ rank: 'idle', max });

describe('bounds in force', () => {
  const cases: readonly (readonly [string, readonly Said[], readonly [number, number] | null])[] = [
    ['nobody claims anything: replicas', [], null],
    ['at least', [window({ min: 5 })], [5, 8]],
    ['at least less than replicas.min changes nothing', [window({ min: 1 })], [2, 8]],
    ['at most', [window({ max: 3 })], [2, 3]],
    ['at most more than replicas.max changes nothing', [window({ max: 30 })], [2, 8]],
    ['at most below replicas.min: at least wins', [window({ max: 1 })], [2, 2]],
    ['exactly', [window({ min: 4, max: 4 })], [4, 4]],
    [
      'the highest at least and the lowest at most',
      [window({ min: 3 }), window({ min: 5 }), window({ max: 7 }), window({ max: 6 })],
      [5, 6],
    ],
    ['where they cross, at least wins', [window({ min: 6 }), window({ max: 4 })], [6, 6]],
    ['replaced, also beyond replicas', [window({ min: 0, max: 20, replaces: true })], [0, 20]],
    [
      'two replace: the highest min, the lowest max',
      [window({ min: 1, max: 9, replaces: true }), window({ min: 3, max: 12, replaces: true })],
      [3, 9],
    ],
    [
      'others narrow what is replaced',
      [window({ min: 0, max: 20, replaces: true }), window({ min: 4 })],
      [4, 20],
    ],
    ['idleness lowers the ceiling, below replicas.min too', [idle(0)], [0, 0]],
    ['a ceiling above replicas.max lowers nothing', [idle(9)], [2, 8]],
    ['a window’s at least wins over idleness', [idle(1), window({ min: 5 })], [5, 5]],
    ['a window’s at most does not', [idle(1), window({ max: 5 })], [1, 1]],
    ['the lowest ceiling of a window and of idleness', [idle(4), window({ max: 3 })], [2, 3]],
    ['an override is all that counts', [override(12), window({ min: 5 }), idle(0)], [12, 12]],
  ];
  for (const [name, said, expected] of cases) {
    it(name, () => {
      expect(inForce(...said)).to.deep.equal(expected);
    });
  }
});
