import { expect } from 'chai';
import fc from 'fast-check';
import { LONGEST_REAL_MS, nextPace, planDemo, waitsOf } from '../../../../lib/sandbox/demo/plan.ts';
import { article, articleText, documentOf } from '../../report/make.ts';

const GIB = 2 ** 30;
const MIB = 2 ** 20;
const MINUTE = 60_000;
const usual = { sizeBytes: 2.71 * GIB, rateBytesPerSecond: 40 * MIB, speed: null, waitsMs: 20 * MINUTE };

/** How long it takes in real time, ms. */
function realMs({ loadedMs, horizonMs, speed }: ReturnType<typeof planDemo>): number {
  return loadedMs / speed.loading + (horizonMs - loadedMs) / speed.afterwards;
}

describe('the plan of a demo', () => {
  it('shows the article’s load and its cool-down in about 40 s', () => {
    const plan = planDemo(usual);
    expect(realMs(plan)).to.be.within(30_000, 45_000);
    expect(plan.horizonMs - plan.loadedMs).to.be.greaterThan(20 * MINUTE);
    // The first worker is 90 % full 23 s after the load began.
    expect(43_000 / plan.speed.loading).to.be.below(10_000);
  });

  it('fills the first worker within 20 s of real time, whatever the size and the rate', () => {
    const sizes = fc.double({ min: 0.5, max: 200, noNaN: true });
    const rates = fc.double({ min: 1, max: 1000, noNaN: true });
    fc.assert(
      fc.property(sizes, rates, (size, rate) => {
        const wishes = { ...usual, sizeBytes: size * GIB, rateBytesPerSecond: rate * MIB };
        const { speed } = planDemo(wishes);
        const filledMs = 20_000 + (Math.min(size, 1) * GIB * 1000) / (rate * MIB);
        // A load so long that it takes the fastest pace is the exception; it begins to fill all the same.
        if (speed.loading < 200) expect(filledMs / speed.loading).to.be.at.most(20_000);
      }),
    );
  });

  it('goes on until a second change had its time, however long the policy waits', () => {
    const plan = planDemo({ ...usual, waitsMs: 60 * MINUTE });
    expect(plan.horizonMs - plan.loadedMs).to.be.greaterThan(60 * MINUTE);
    expect(realMs(plan)).to.be.below(LONGEST_REAL_MS);
    expect(planDemo({ ...usual, waitsMs: 1e9 }).horizonMs).to.be.below(3 * 60 * MINUTE);
  });

  it('is as fast as the user says', () => {
    expect(planDemo({ ...usual, speed: 150 }).speed).to.deep.equal({ loading: 150, afterwards: 150 });
  });

  const waits: readonly [string, string, number][] = [
    ['the cool-down', articleText, 20],
    ['the period of a step, where that is longer', articleText.replace('per: 10m', 'per: 50m'), 50],
    ['nothing, where the policy has neither', articleText.replace(/ *(step|cooldown):.*\n/g, ''), 0],
  ];
  for (const [name, text, minutes] of waits) {
    it(`waits for ${name}`, () => {
      expect(waitsOf(documentOf(text).document)).to.equal(minutes * MINUTE);
    });
  }

  it('knows the article’s', () => expect(waitsOf(article.document)).to.equal(20 * MINUTE));
});

describe('the pace of a demo', () => {
  const interval = 5000;

  it('comes to the planned one while the daemon keeps up, and no further', () => {
    let pace = 8;
    for (let frame = 0; frame < 20; frame++) pace = nextPace(pace, 80, interval, interval);
    expect(pace).to.equal(80);
    expect(nextPace(80, 6, interval, interval)).to.equal(6);
  });

  it('slows down while the daemon lags behind, but never stands still', () => {
    expect(nextPace(80, 80, 21_000, interval)).to.equal(40);
    expect(nextPace(80, 80, 20_000, interval)).to.equal(80);
    let pace = 200;
    for (let frame = 0; frame < 50; frame++) pace = nextPace(pace, 200, 1e9, interval);
    expect(pace).to.equal(1);
  });

  it('takes a slow interval for what it is', () => {
    expect(nextPace(80, 80, 60_000, 60_000)).to.equal(80);
  });
});
