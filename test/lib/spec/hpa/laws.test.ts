import { expect } from 'chai';
import fc from 'fast-check';
import { evenSpec, type Look, legacySpec, look } from './arbitraries.ts';
import { run } from './lives.ts';
import { type ModelSpec, ReconcileModel } from './reconcile-model.ts';

const looks = fc.array(look, { minLength: 1, maxLength: 25 });
const start = fc.integer({ min: 1, max: 12 });

describe('Under HPA semantics a plan decides as the HPA does', function () {
  this.timeout(0);

  it('through 2,000 random lives of up to 25 looks each, with behavior', () => {
    fc.assert(
      fc.property(evenSpec, start, looks, (document, size, life) => {
        const [theirs, ours] = run(document, size, life, new ReconcileModel(0, size));
        expect(ours).to.deep.equal(theirs);
      }),
      { numRuns: 2000 },
    );
  });

  it('through 1,000 random lives without behavior', () => {
    fc.assert(
      fc.property(legacySpec, start, looks, (document, size, life) => {
        const [theirs, ours] = run(document, size, life, new ReconcileModel(0, size));
        expect(ours).to.deep.equal(theirs);
      }),
      { numRuns: 1000 },
    );
  });

  it('but for one thing: a change counts by its age, also where the HPA has written over its slot', () => {
    const pods = (value: number, periodSeconds: number) => [{ type: 'Pods' as const, value, periodSeconds }];
    const uneven: ModelSpec = {
      min: 0,
      max: 20,
      target: 1,
      tolerance: { up: 0, down: 0 },
      behavior: {
        up: { selectPolicy: 'Max', window: 0, policies: pods(1, 120) },
        down: { selectPolicy: 'Max', window: 0, policies: pods(1, 15) },
      },
    };
    const quiet = { unready: 0, gone: false, foreign: null, tighter: false };
    const shrink = { ...quiet, usage: 0 };
    const life: Look[] = [
      { ...shrink, after: 1 },
      // The second shrink is stored over the first: 31 s are more than the 15 s of the period down ...
      { ...shrink, after: 31 },
      // ... but less than the 120 s of the period up, which gives growth back what was taken away.
      { ...quiet, after: 1, usage: 99_000 },
    ];
    expect(run(uneven, 7, life, new ReconcileModel(0, 7))).to.deep.equal([
      ['1 s: 7 -> 6', '32 s: 6 -> 5', '33 s: 5 -> 7'],
      ['1 s: 7 -> 6', '32 s: 6 -> 5', '33 s: 5 -> 8'],
    ]);
  });
});
