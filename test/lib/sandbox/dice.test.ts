import { expect } from 'chai';
import fc from 'fast-check';
import { createDice, roll } from '../../../lib/sandbox/dice.ts';

describe('the dice', () => {
  it('throw the same numbers for the same seed', () => {
    const three = (seed: number) => {
      const dice = createDice(seed);
      return [dice.next(), dice.next(), dice.next()];
    };
    expect(three(5)).to.deep.equal(three(5));
    expect(three(5)).to.not.deep.equal(three(6));
  });

  it('throw from 0 to 1, evenly enough, whatever the seed', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        let [sum, state] = [0, seed | 0];
        for (let i = 0; i < 400; i++) {
          const [value, next] = roll(state);
          expect(value).to.be.within(0, 1 - Number.EPSILON);
          sum += value;
          state = next;
        }
        expect(sum / 400).to.be.within(0.35, 0.65);
      }),
    );
  });

  it('reach both ends of a range and nothing beyond', () => {
    const dice = createDice(1);
    const thrown = new Set(Array.from({ length: 200 }, () => dice.between(3, 6)));
    expect([...thrown].sort()).to.deep.equal([3, 4, 5, 6]);
  });

  it('shuffle without losing anything', () => {
    const dice = createDice(1);
    const orders = Array.from({ length: 30 }, () => dice.shuffled(['a', 'b', 'c']));
    for (const order of orders) expect([...order].sort()).to.deep.equal(['a', 'b', 'c']);
    expect(new Set(orders.map((order) => order.join(''))).size).to.be.above(3);
  });

  it('make uids and name endings as Kubernetes writes them', () => {
    const dice = createDice(1);
    expect(dice.uuid()).to.match(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(dice.suffix(5)).to.match(/^[a-z0-9]{5}$/);
  });
});
