// node --test examples/plugins/tiers.test.mjs
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { size } from './tiers.mjs';

const GIB = 2 ** 30;
const config = {
  table: [
    { upTo: 2 * GIB, workers: 2 },
    { upTo: 5 * GIB, workers: 4 },
  ],
  beyond: 6,
};

for (const [gib, workers] of [
  [1, 2],
  [2, 2],
  [2.1, 4],
  [5, 4],
  [6, 6],
])
  test(`${gib} GiB have ${workers} workers`, () => {
    assert.equal(size(config, { sizeBytes: gib * GIB }).wish, workers);
  });

test('a size that is not known is nobody’s guess', () => {
  assert.equal(size(config, { sizeBytes: null }).says, 'blind');
});
