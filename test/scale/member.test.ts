import { strict as assert } from 'node:assert';
import { MIXES, memberOf, shuffled } from './member.ts';

const large = { namespaces: 500, mix: 'http' } as const;

describe('the datasets of bench:scale', () => {
  it('are of each kind in the share of the mix, in every namespace', () => {
    for (const namespace of ['team-000', 'team-123', 'team-499']) {
      const kinds = Array.from({ length: 10_000 }, (_, index) => memberOf(index, large))
        .filter((member) => member.namespace === namespace)
        .map(({ kind }) => kind);
      assert.deepEqual([...kinds].sort(), [...MIXES.http].sort());
    }
  });

  it('have an address and port that no other has', () => {
    const places = Array.from({ length: 10_000 }, (_, index) => memberOf(index, large).address);
    assert.equal(new Set(places).size, 10_000);
  });

  it('are shuffled so that each is there once, and a hundred that are picked are of all kinds', () => {
    const order = shuffled(10_000);
    assert.deepEqual(
      [...order].sort((a, b) => a - b),
      Array.from({ length: 10_000 }, (_, index) => index),
    );
    for (const from of [0, 100, 9_900]) {
      const kinds = order.slice(from, from + 100).map((index) => memberOf(index, large).kind);
      assert.equal(new Set(kinds).size, new Set(MIXES.http).size);
    }
  });
});
