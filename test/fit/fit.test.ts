import { expect } from 'chai';
import { ACCURACY, describeAccuracy } from '../../lib/sandbox/model/accuracy.ts';
import { PARAMETERS } from '../../lib/sandbox/model/parameters.ts';
import { fitted, fittingError, forFitting, forJudging, judge } from './fit.ts';
import { passesOf, RECORDINGS, RESTARTS } from './recordings.ts';
import { deviation, mean } from './replay.ts';
import { descend, valuesOf } from './search.ts';
import { timeline } from './timeline.ts';

describe('the cache model, fitted and judged', () => {
  it('never judges by a recording it was fitted on', () => {
    const files = (which: readonly { readonly file: string }[]) => which.map(({ file }) => file);
    const all = [...files(forFitting), RESTARTS.file, ...files(forJudging)];
    expect(new Set(all).size).to.equal(all.length);
    expect(ACCURACY.fittedOn.map(({ recording }) => recording)).to.deep.equal(files(forFitting));
    expect(ACCURACY.judgedOn.map(({ recording }) => recording)).to.deep.equal(files(forJudging));
    expect([forFitting.length, forJudging.length]).to.deep.equal([1, 2]);
  });

  it('has the parameters that the fit finds', () => {
    expect(fitted().parameters).to.deep.equal(PARAMETERS);
  });

  it('says of itself what the judgement finds', () => {
    expect(judge(PARAMETERS)).to.deep.equal(ACCURACY);
  });

  it('tells it in a line', () => {
    expect(describeAccuracy()).to.equal(
      'cache model: off by 1.2 % of capacity on average (at worst 12.4 % for a moment), judged on 2 recordings of a real Alluxio it was not fitted on',
    );
  });

  for (const [what, other] of [
    ['where blocks took their room at once', { roomFrom: 0 }],
    ['without the copy of the reader', { copyFrom: 0.95 }],
    ['where all goes where there is most room', { toRoomiest: 1 }],
    ['where all goes to any worker', { toRoomiest: 0 }],
  ] as const) {
    it(`would be further off ${what}`, () => {
      expect(fittingError({ ...PARAMETERS, ...other })).to.be.above(fittingError(PARAMETERS));
    });
  }

  it('carries over: on what it was not fitted on it is no further off than on what it was', () => {
    const off = (which: typeof RECORDINGS) => mean(which.map((one) => deviation(one, PARAMETERS).swing));
    expect(off(forJudging)).to.be.at.most(off(forFitting));
  });
});

describe('what is read off a recording', () => {
  it('is each time that the data was read, by the counter of the under-store', () => {
    const spans = RECORDINGS.map(({ file }) => passesOf(timeline(file)).map(({ from, to }) => [from, to]));
    expect(spans.map((passes) => passes.length)).to.deep.equal([7, 1, 1]);
    for (const pass of RECORDINGS.flatMap(({ file }) => passesOf(timeline(file)))) {
      const shares = Array.from({ length: 11 }, (_, i) =>
        pass.done(pass.from + (i / 10) * (pass.to - pass.from)),
      );
      expect(shares).to.deep.equal([...shares].sort((a, b) => a - b));
      expect([pass.done(pass.from - 1), shares[0], pass.done(pass.to)]).to.deep.equal([0, 0, 1]);
    }
  });
});

describe('coordinate descent', () => {
  const grid = { low: -1, high: 1, step: 0.1 };

  it('finds the lowest point of a bowl, from anywhere on the grid', () => {
    for (const start of [-1, 0, 1]) {
      const bowl = ({ x, y }: { x: number; y: number }) => (x - 0.3) ** 2 + (y + 0.7) ** 2 + 2;
      const found = descend({ x: grid, y: grid }, { x: start, y: start }, bowl);
      expect(found.point).to.deep.equal({ x: 0.3, y: -0.7 });
      expect(found.error).to.be.closeTo(2, 1e-12);
    }
  });

  it('has values without dust', () => {
    expect(valuesOf({ low: 0, high: 0.3, step: 0.1 })).to.deep.equal([0, 0.1, 0.2, 0.3]);
  });
});
