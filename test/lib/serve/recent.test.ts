import { expect } from 'chai';
import { createRecent, MOST_POINTS, MOST_POINTS_OF_ALL, POINT_MS } from '../../../lib/serve/recent.ts';
import type { DatasetStatus } from '../../../lib/serve/shown.ts';
import { GIB, makeWorld, NOON } from '../daemon/world.ts';

const world = makeWorld();
before(() => world.tick());

/** What a look at that instant saw: so full (null: blind), so many replicas. */
function look(at: number, full: number | null, replicas = 1): DatasetStatus {
  const status = world.keeper.status();
  const { observation } = status;
  if (observation === null) throw new Error('nothing was seen');
  const bytes = (full ?? 0) * GIB;
  const blind = { blind: true as const, code: 'EngineTimeout', source: 'alluxio-master' };
  const seen = {
    ...observation.reading,
    at,
    usedBytes: bytes,
    peakBytes: bytes,
    capacityBytes: GIB,
    workers: 1,
  };
  const reading = full === null ? blind : (seen as typeof observation.reading);
  return { ...status, observation: { ...observation, at, replicas, reading } };
}

describe('recent looks', () => {
  it('are points of half a minute, each with the fullest moment and the last count', () => {
    const recent = createRecent();
    for (const [after, full, replicas] of [
      [0, 0.25, 1],
      [10, 0.75, 1],
      [20, 0.5, 2],
      [30, 0.5, 2],
    ] as const)
      recent.take([look(NOON + after * 1000, full, replicas)]);
    expect(recent.points('default/spark', 0)).to.deep.equal({
      times: [NOON / 1000, NOON / 1000 + 30],
      usage: [0.75, 0.25],
      replicas: [2, 2],
      serving: [1, 1],
    });
  });

  it('show blindness as a gap, and remember when the cache was last seen well', () => {
    const recent = createRecent();
    expect(recent.lastGoodAt('default/spark')).to.equal(null);
    recent.take([look(NOON, 0.5)]);
    recent.take([look(NOON + POINT_MS, null)]);
    expect(recent.points('default/spark', 0).usage).to.deep.equal([0.5, null]);
    expect(recent.lastGoodAt('default/spark')).to.equal(NOON);
  });

  it('have the moment that moved the count, though it was gone before anybody looked again', () => {
    const recent = createRecent();
    const { observation } = look(NOON, 0.95, 1);
    if (observation !== null) recent.decided('default/spark', observation);
    recent.take([look(NOON + 5000, 0.32, 3)]);
    if (observation !== null) recent.decided('default/spark', observation);
    const { usage, replicas } = recent.points('default/spark', 0);
    expect([usage, replicas]).to.deep.equal([[0.95], [3]]);
  });

  it('are bounded: the oldest point goes, whatever arrives', () => {
    const recent = createRecent();
    for (let i = 0; i < MOST_POINTS + 10; i++) recent.take([look(NOON + i * POINT_MS, 0.5)]);
    const { times } = recent.points('default/spark', 0);
    expect([times.length, times[0]]).to.deep.equal([MOST_POINTS, (NOON + 10 * POINT_MS) / 1000]);
  });

  it('can be had since an instant, the point it falls into included', () => {
    const recent = createRecent();
    for (let i = 0; i < 10; i++) recent.take([look(NOON + i * POINT_MS, 0.5)]);
    const { times } = recent.points('default/spark', NOON + 8.5 * POINT_MS);
    expect(times).to.deep.equal([8, 9].map((i) => (NOON + i * POINT_MS) / 1000));
  });

  it('that are the same one after the other are each a point, whatever comes between and after', () => {
    const recent = createRecent();
    const fulls = [0.5, 0.5, 0.5, null, null, 0.5, 0.25, 0.25];
    for (const [i, full] of fulls.entries()) recent.take([look(NOON + i * POINT_MS, full)]);
    recent.take([look(NOON + 20 * POINT_MS, 0.25)]);
    const { times, usage } = recent.points('default/spark', 0);
    expect(usage).to.deep.equal([...fulls, 0.25]);
    expect(times.map((at) => (at * 1000 - NOON) / POINT_MS)).to.deep.equal([0, 1, 2, 3, 4, 5, 6, 7, 20]);
  });

  it('are bounded also where each differs from the one before', () => {
    const recent = createRecent();
    const full = (i: number) => (i % 7) / 10;
    for (let i = 0; i < 2 * MOST_POINTS; i++) recent.take([look(NOON + i * POINT_MS, full(i))]);
    const { usage } = recent.points('default/spark', 0);
    expect(usage).to.deep.equal(Array.from({ length: MOST_POINTS }, (_, i) => full(MOST_POINTS + i)));
  });

  it('are fewer of each dataset where there are many, so that all together have a bound', () => {
    const recent = createRecent();
    const names = Array.from(
      { length: (2 * MOST_POINTS_OF_ALL) / MOST_POINTS },
      (_, i) => `default/spark-${i}`,
    );
    const all = (at: number) => {
      const seen = look(at, 0.5);
      return names.map((dataset) => ({ ...seen, dataset }));
    };
    for (let i = 0; i < MOST_POINTS / 2 + 10; i++) recent.take(all(NOON + i * POINT_MS));
    const kept = names.map((name) => recent.points(name, 0).times.length);
    expect([Math.min(...kept), Math.max(...kept)]).to.deep.equal([MOST_POINTS / 2, MOST_POINTS / 2]);
  });

  it('go with their dataset, and stay in order when the clock goes back', () => {
    const recent = createRecent();
    recent.take([look(NOON + POINT_MS, 0.5)]);
    recent.take([look(NOON, 0.6)]);
    expect(recent.points('default/spark', 0).times).to.deep.equal([(NOON + POINT_MS) / 1000]);
    recent.take([]);
    expect(recent.points('default/spark', 0).times).to.deep.equal([]);
  });
});
