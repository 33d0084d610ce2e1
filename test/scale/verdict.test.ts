import { strict as assert } from 'node:assert';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { tempFolder } from '../support/temp.ts';
import type { Measured } from './measure.ts';
import { scaleOptions } from './options.ts';
import { runsIn, saveRuns } from './saved.ts';
import { describe as introduce, rowsOf, verdict } from './verdict.ts';

const options = scaleOptions(['--datasets', '1000']);

/** A run in which everything holds. */
const good: Measured = {
  datasets: 1000,
  mix: 'http',
  faulty: false,
  minutes: 10,
  firstRoundSeconds: 20,
  startCpuSeconds: 8,
  cpu: 0.5,
  quietCpu: 0.4,
  residentMiB: { mean: 180, most: 200, atStart: 190 },
  heapMiB: { first: 100, last: 101 },
  loopP99: 20,
  loopMost: 80,
  quietWrites: {},
  leaseWrites: 30,
  around: { engines: 0.2, apiServer: 0.1 },
  readsPerSecond: 60,
  ledgerMiBPerMinute: 1,
  reactions: [0.1, 0.2, 2.9],
  crossings: 3,
  life: { pages: 36_000 },
};
const failing = (runs: readonly Measured[]) =>
  rowsOf(runs, options)
    .filter(({ holds }) => !holds)
    .map(({ measure }) => measure);

const CPU = 'CPU with churn, share of one core';
const MEMORY = 'resident memory, most';
const HEAP = 'heap after collection, first to last third';
const LOOP = 'event-loop delay, p99 (worst scrape)';
const WRITES = 'writes in a quiet cluster, the Lease left out';
const START = 'start to first full round';
const CROSSINGS = 'crossings in one second: read to patch';

describe('the verdict of bench:scale', () => {
  it('holds for a run in which every figure is just within its limit', () => {
    const edge: Measured = {
      ...good,
      cpu: 0.999,
      residentMiB: { mean: 250, most: 299.9, atStart: 299.9 },
      heapMiB: { first: 100, last: 104.9 },
      loopP99: 49.9,
      firstRoundSeconds: 29.9,
      reactions: [0.1, 3, 3],
    };
    assert.deepEqual(failing([edge]), []);
    assert.equal(verdict([edge], options).holds, true);
  });

  const broken: readonly (readonly [string, Partial<Measured>, string])[] = [
    ['a whole core', { cpu: 1 }, CPU],
    ['no figure of CPU', { cpu: Number.NaN }, CPU],
    ['300 MiB at its worst moment', { residentMiB: { mean: 180, most: 300, atStart: 190 } }, MEMORY],
    ['300 MiB only while starting', { residentMiB: { mean: 180, most: 200, atStart: 300 } }, MEMORY],
    ['a heap that grows', { heapMiB: { first: 100, last: 105 } }, HEAP],
    ['no scrape of the heap', { heapMiB: { first: Number.NaN, last: Number.NaN } }, HEAP],
    ['an event loop late by 50 ms', { loopP99: 50 }, LOOP],
    ['no scrape of the loop', { loopP99: Number.NEGATIVE_INFINITY, heapMiB: good.heapMiB }, LOOP],
    ['one write in a quiet cluster', { quietWrites: { 'POST events': 1 } }, WRITES],
    ['not even a write of the Lease', { leaseWrites: 0 }, WRITES],
    ['a first round of 30 s', { firstRoundSeconds: 30 }, START],
    ['one patch that is late', { reactions: [0.1, 0.2, 3.001] }, CROSSINGS],
    ['one patch that never came', { reactions: [0.1, 0.2] }, CROSSINGS],
    ['no crossing at all', { reactions: [], crossings: 0 }, CROSSINGS],
  ];
  for (const [what, figures, clause] of broken)
    it(`fails ${what}, and that clause only`, () => {
      assert.deepEqual(failing([{ ...good, ...figures }]), [clause]);
      assert.equal(verdict([{ ...good, ...figures }], options).holds, false);
    });

  it('names the run of several in which a clause fails', () => {
    assert.deepEqual(failing([good, { ...good, cpu: 1.2 }, good]), [`${CPU} (run 2)`]);
  });

  it('holds nothing of smaller clusters or of kinds read by commands to the limits: they are for the curve', () => {
    const costly = { ...good, cpu: 2, loopP99: 500 };
    const runs: Measured[] = [{ ...costly, datasets: 100 }, { ...costly, mix: 'exec' }, good];
    assert.deepEqual(failing(runs), []);
    const { text } = verdict(runs, options);
    assert.match(text, /│ 100 /);
    assert.match(text, /│ 1000 by commands /);
  });

  describe('with faults', () => {
    const plain: Measured[] = [0.5, 0.4, 0.6].map((cpu) => ({ ...good, cpu }));
    const sick = (figures: Partial<Measured>): Measured => ({ ...good, faulty: true, ...figures });

    it('allows what the plain runs spread over and a tenth more, and nothing beyond', () => {
      assert.deepEqual(failing([...plain, sick({ cpu: 0.66 })]), []);
      assert.deepEqual(failing([...plain, sick({ cpu: 0.661 })]), [`${CPU} (with faults)`]);
    });

    const worse: readonly (readonly [Partial<Measured>, string])[] = [
      [{ residentMiB: { mean: 180, most: 221, atStart: 190 } }, MEMORY],
      [{ heapMiB: { first: 113, last: 113 } }, HEAP],
      [{ loopP99: 22.1 }, LOOP],
      [{ quietWrites: { 'PATCH datasetautoscalers/status': 2 } }, WRITES],
      [{ firstRoundSeconds: 22.1 }, START],
      [{ reactions: [0.1, 0.2, 3.0001] }, CROSSINGS],
    ];
    for (const [figures, clause] of worse)
      it(`fails where faults make it worse by more than that: ${clause}`, () => {
        assert.deepEqual(failing([...plain, sick(figures)]), [`${clause} (with faults)`]);
      });

    it('fails the limit itself even where the plain runs are no better', () => {
      const slow = plain.map((run) => ({ ...run, loopP99: 60 }));
      assert.ok(failing([...slow, sick({ loopP99: 60 })]).includes(`${LOOP} (with faults)`));
    });

    it('says that nothing was compared where there are no two plain runs', () => {
      const rows = rowsOf([good, sick({ cpu: 0.9 })], options);
      const row = rows.find(({ measure }) => measure === `${CPU} (with faults)`);
      assert.equal(row?.holds, true);
      assert.match(row?.limit ?? '', /compared with no plain runs/);
    });
  });
});

describe('parts of a measurement', () => {
  it('come out of their files as they went in, whatever measured them', () => {
    const folder = tempFolder('scale-saved');
    const [one, two] = [join(folder, '1.json'), join(folder, '2.json')];
    saveRuns(one, [good], options);
    saveRuns(two, [{ ...good, faulty: true, quietWrites: { 'POST events': 2 } }], options);
    assert.deepEqual(runsIn([one, two], options), [
      good,
      { ...good, faulty: true, quietWrites: { 'POST events': 2 } },
    ]);
    rmSync(folder, { recursive: true });
  });

  it('are refused when they were measured under other conditions, which are named', () => {
    const folder = tempFolder('scale-saved');
    const file = join(folder, '1.json');
    saveRuns(file, [good], scaleOptions(['--datasets', '1000', '--interval', '5s']));
    assert.throws(
      () => runsIn([file], options),
      /1\.json was measured under other conditions: interval "5s", here "15s"/,
    );
    rmSync(folder, { recursive: true });
  });
});

describe('the introduction of bench:scale', () => {
  it('prints the mix of kinds, the largest first', () => {
    assert.match(
      introduce(options),
      /alluxio 50 %, juicefs-community 20 %, jindo 15 %, goosefs 5 %, efc 5 %, vineyard 5 %/,
    );
  });
});
