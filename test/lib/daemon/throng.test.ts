import { expect } from 'chai';
import { createThrong } from '../../../lib/daemon/throng.ts';

describe('a throng', () => {
  it('is let through as far as it is no throng, and then one after another', () => {
    const throng = createThrong(3, 4);
    expect([1, 2, 3, 4, 5, 6].map(() => throng.enter(1000))).to.deep.equal([0, 0, 0, 4, 8, 12]);
  });

  it('is forgotten with time: who comes alone never waits', () => {
    const throng = createThrong(3, 4);
    for (let i = 0; i < 100; i++) throng.enter(1000);
    expect(throng.enter(1100)).to.equal(292);
    expect(throng.enter(10_000)).to.equal(0);
    for (let at = 20_000; at < 30_000; at += 4) expect(throng.enter(at)).to.equal(0);
  });

  it('of ten thousand is through within 40 s', () => {
    const throng = createThrong(32, 4);
    const waits = Array.from({ length: 10_000 }, () => throng.enter(0));
    expect(waits.at(-1)).to.equal((10_000 - 32) * 4);
  });
});
