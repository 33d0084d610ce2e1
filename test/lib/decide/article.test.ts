import { expect } from 'chai';
import { ARTICLE, GIB, HOUR, MIB, MINUTE, plan, SECOND } from './make.ts';
import { counts, play, run, tick, world } from './world.ts';

const article = (policies: Readonly<Record<string, unknown>> = {}) =>
  plan({ min: 1, max: 4, policies: { ...ARTICLE, ...policies } });

describe("the article's case on virtual time", () => {
  it('goes 1 -> 3 at the first look at which the cache is 90 % full, and at no other', () => {
    const game = play(article(), world());
    run(game, 10 * MINUTE);
    expect(counts(game)).to.deep.equal([1, 3]);
    const [moved] = game.moves;
    // 0.9 GiB at 40 MiB/s are there after 23.04 s, and there is a look every 5 s.
    expect(moved?.at).to.equal(world().now + 25 * SECOND);
    expect(moved?.decision?.reason.code).to.equal('AboveThreshold');
    expect(moved?.decision?.wishes[0]?.reason).to.deep.equal({
      code: 'AboveThreshold',
      numbers: { fullness: 93_750, up: 90_000, fullFit: 3, wish: 3 },
    });
  });

  it('rests at 90.3 % of 3 GiB, above its threshold, for a virtual day: still 3', () => {
    const game = play(article(), world());
    run(game, 24 * HOUR);
    expect(counts(game)).to.deep.equal([1, 3]);
    const { last } = game;
    expect(game.world.usedBytes).to.equal(Math.round(2.71 * GIB));
    expect(last?.reason).to.deep.equal({
      code: 'FullNotNeeded',
      numbers: { fullness: 90_334, up: 90_000, current: 3, fullFit: 3 },
    });
  });

  it('stays at 3 also when every limit on growing is gone', () => {
    const game = play(
      article({ cooldown: { afterUp: '1s' }, step: { up: [{ pods: 100, per: '1s' }] } }),
      world(),
    );
    run(game, 24 * HOUR, 30 * SECOND);
    expect(counts(game)).to.deep.equal([1, 3]);
  });

  it('grows no further with the size unknown once nobody reads any more', () => {
    const game = play(article(), world({ sizeKnown: false }));
    run(game, 30 * SECOND);
    expect(counts(game)).to.deep.equal([1, 3]);
    // The last that is read fits into 3 workers.
    run(game, 3 * HOUR);
    expect(game.last?.wishes[0]?.reason.code).to.equal('FullIdle');
    expect(counts(game)).to.deep.equal([1, 3]);
  });

  it('does not grow at all with the size unknown when reads stop before the first look', () => {
    const game = play(article(), world({ sizeKnown: false, usedBytes: Math.floor(0.95 * GIB), rate: 0 }));
    run(game, HOUR);
    expect(counts(game)).to.deep.equal([1]);
    expect(game.last?.reason.code).to.equal('FullIdle');
  });

  it('grows to the maximum, by its step and cool-down, with the size unknown and reads going on', () => {
    const game = play(article(), world({ sizeKnown: false, sizeBytes: 100 * GIB, rate: 200 * MIB }));
    run(game, 2 * HOUR);
    expect(counts(game)).to.deep.equal([1, 3, 4]);
    const [first, second] = game.moves;
    // The cool-down begins when the two new workers serve, 30 s after they were asked for.
    expect((second?.at ?? 0) - (first?.servedAt ?? 0)).to.equal(20 * MINUTE);
    expect((first?.servedAt ?? 0) - (first?.at ?? 0)).to.equal(30 * SECOND);
  });

  it('waits for 20 minutes after it gave a worker up that never comes', () => {
    const game = play(article(), world({ sizeBytes: 100 * GIB, rate: 200 * MIB, startMs: 100 * HOUR }));
    run(game, 5 * HOUR);
    const [first, second] = game.moves;
    expect(first?.to).to.equal(3);
    // One worker cannot be 90 % of three: those that do not come keep it from asking for more.
    expect(second).to.equal(undefined);
    expect(game.last?.wishes[0]?.reason.code).to.equal('BelowThreshold');
  });

  it('does nothing while it cannot see, and what it would have done once it can', () => {
    const game = play(article(), world({ dark: true }));
    run(game, HOUR);
    expect(counts(game)).to.deep.equal([1]);
    expect(game.last?.outcome).to.equal('hold');
    game.world.dark = false;
    expect(tick(game).target).to.equal(3);
  });
});
