import { expect } from 'chai';
import fc from 'fast-check';
import { type Due, DueQueue } from '../../../lib/daemon/due-queue.ts';

interface Named extends Due {
  readonly name: number;
}

/** A step puts one in, or takes out it or whoever is first. */
const step = fc.record({
  what: fc.constantFrom('put', 'put', 'remove', 'take'),
  name: fc.nat(30),
  at: fc.nat(20),
});

describe('the queue of those who wait', () => {
  it('always has the one first that comes next, whoever is put in, moved or taken out', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const queue = new DueQueue<Named>();
        const all = Array.from({ length: 31 }, (_, name): Named => ({ name, at: 0, spot: -1 }));
        const waiting = new Map<number, number>();
        for (const { what, name, at } of steps) {
          const one = (what === 'take' ? queue.first() : all[name]) ?? (all[name] as Named);
          if (what === 'put') queue.put(one, at);
          else queue.remove(one);
          if (what === 'put') waiting.set(one.name, at);
          else waiting.delete(one.name);
          const first = queue.first();
          expect(first?.at).to.equal(waiting.size === 0 ? undefined : Math.min(...waiting.values()));
          expect(first && waiting.get(first.name)).to.equal(first?.at);
        }
      }),
    );
  });
});
