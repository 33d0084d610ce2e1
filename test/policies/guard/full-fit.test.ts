import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { projectRoot } from '../../../lib/root.ts';
import { createDice } from '../../../lib/sandbox/dice.ts';

const BLOCKS = 2000;

/** Share of the reads that hit in shuffled passes over all blocks, of a cache of `size` blocks, least recently used first out. */
function hitShare(size: number, passes: number, shuffle: (blocks: readonly number[]) => number[]): number {
  const held = new Set<number>();
  const blocks = Array.from({ length: BLOCKS }, (_, block) => block);
  let hits = 0;
  for (let pass = 0; pass <= passes; pass++) {
    for (const block of shuffle(blocks)) {
      const hit = held.delete(block);
      // The first pass only fills it.
      if (hit && pass > 0) hits++;
      held.add(block);
      if (held.size > size) held.delete(held.values().next().value as number);
    }
  }
  return hits / (passes * BLOCKS);
}

/** Rows `| 40 % | 9 % |` of the guard's page. */
function table(): readonly (readonly [cached: number, hits: number])[] {
  const page = readFileSync(join(projectRoot, 'policies/guard/README.md'), 'utf8');
  return [...page.matchAll(/^\| (\d+) % \| (\d+) % \|$/gm)].map(([, a, b]) => [Number(a), Number(b)]);
}

describe('why full fit is worth a guard: the page’s table of hits', () => {
  it('is there', () => {
    expect(table().map(([cached]) => cached)).to.deep.equal([100, 90, 80, 60, 50, 40, 20]);
  });

  for (const [cached, hits] of table()) {
    it(`with ${cached} % cached a least-recently-used cache hits about ${hits} % of shuffled passes`, () => {
      const dice = createDice(cached);
      const share = hitShare((BLOCKS * cached) / 100, 10, dice.shuffled);
      expect(100 * share).to.be.closeTo(hits, 2);
    });
  }
});
