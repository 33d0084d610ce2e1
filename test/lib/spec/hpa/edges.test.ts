import { expect } from 'chai';
import { edgesOf } from '../../../../lib/spec/hpa/edges.ts';

const TENTH = { up: 0.1, down: 0.1 };

describe('the edges of a tolerance', () => {
  const within = (target: number) => (usage: number) => usage / target >= 0.9 && usage / target <= 1.1;

  it('are the least usage above it and the most below it, as the law itself computes them', () => {
    for (let target = 1000; target < 200_000; target += 37) {
      const tolerated = within(target);
      const { above, below } = edgesOf(target, TENTH, tolerated);
      expect([tolerated(above), tolerated(above - 1)], `above ${target}`).to.deep.equal([false, true]);
      expect([tolerated(below), tolerated(below + 1)], `below ${target}`).to.deep.equal([false, true]);
    }
  });

  it('of a target beyond 2^53, where one more is no other number, are found as well', () => {
    const target = 2 ** 62;
    expect(edgesOf(target, TENTH, () => true).above).to.be.above(target);
  });
});
