import { expect } from 'chai';
import { fullness } from '../../../../lib/decide/fullness.ts';
import type { DatasetObjects, KubeObject } from '../../../../lib/kube/objects.ts';
import type { Blind, Reading } from '../../../../lib/model/observation.ts';
import { ENGINE, STATUS } from '../../../../lib/model/source.ts';
import { blind, isBlind } from '../../../../lib/runtimes/blind.ts';
import type { Look } from '../../../../lib/runtimes/contract.ts';
import { type PodAnswer, podsOf, together } from '../../../../lib/runtimes/juicefs/together.ts';
import { observe } from '../../../../lib/signals/observe.ts';
import { nothingRecent, remember } from '../../../../lib/signals/recent.ts';
import { juicefsObjects, MIB, pod, recorded } from './objects.ts';

const DECLARED = 128 * MIB;
const options = { staleAfterMs: 60_000 };
const fromStatus = { spec: STATUS, look: null, recent: nothingRecent };

/** With a status as Fluid writes it, just now. */
function withStatus(objects: DatasetObjects): DatasetObjects {
  const fieldsV1 = { 'f:status': { 'f:cacheStates': {} } };
  const managedFields = [{ manager: 'x', subresource: 'status', time: '1970-01-01T00:00:00Z', fieldsV1 }];
  const status = { workerNumberReady: 2, cacheStates: { cacheCapacity: '256.00MiB', cached: '64.00MiB' } };
  const stamped = (object: KubeObject | null): KubeObject | null =>
    object && {
      ...object,
      status: { ...status, phase: 'Bound' },
      metadata: { ...object.metadata, managedFields },
    };
  return { ...objects, dataset: stamped(objects.dataset), runtime: stamped(objects.runtime) };
}

function worker(usedBytes: number, ordinal = 0): PodAnswer {
  return { pod: `spark-worker-${ordinal}`, usedBytes, missedBytes: null, hitBytes: null, evictions: null };
}

function seen(looks: readonly Look[], objects: DatasetObjects, now: number) {
  let recent = nothingRecent;
  for (const { result } of looks) if (!isBlind(result)) recent = remember(recent, result);
  const own = { spec: ENGINE, look: looks.at(-1) ?? null, recent };
  const result = observe({ objects, sources: [own, fromStatus], now, options });
  if (!result.seen) throw new Error(result.reason.code);
  return result.observation;
}

const two = withStatus(juicefsObjects([pod(0), pod(1)]));
const lookAt = (at: number, ...answers: readonly PodAnswer[]): Look => ({
  result: together(answers, { at, declaredBytes: DECLARED, young: [] }),
  ...podsOf(answers, DECLARED),
});

describe('a JuiceFS cache as a decision sees it', () => {
  it('does not look emptied when, every hour, the gauge falls to nothing and climbs back', () => {
    const full = lookAt(1_000, worker(120 * MIB), worker(124 * MIB, 1));
    const fallen = lookAt(31_000, worker(0), worker(9 * MIB, 1));
    const [before, during] = [seen([full], two, 1_000), seen([full, fallen], two, 31_000)];
    expect(fullness(during)).to.equal(fullness(before));
    expect((during.reading as Reading).usedBytes).to.equal(9 * MIB);
  });

  it('is never fuller than full, whatever 3 s of reading print, and never looks a tenth emptier than it is', () => {
    const lines = recorded('05_sustained_read_series_bytes_pending.txt').trim().split('\n');
    const series = lines.map((line) => Number(line.split(' ')[0]));
    expect(series).to.have.lengthOf(150);
    expect(Math.max(...series) / DECLARED).to.be.within(1.187, 1.189);
    const objects = withStatus(juicefsObjects([pod(0)]));
    const looks = series.map((bytes, i) => lookAt(1_000 + 20 * i, worker(bytes)));
    for (let i = 1; i <= looks.length; i++) {
      const share = fullness(seen(looks.slice(0, i), objects, 1_000 + 20 * (i - 1)));
      expect(share).to.be.within(93_000, 100_000);
    }
  });

  it('of which one pod is silent is taken for at least so full, and marked as nothing to shrink on', () => {
    const why = { code: 'ExecTimeout', numbers: {} };
    const { reading } = seen([lookAt(1_000, worker(100 * MIB), { pod: 'spark-worker-1', why })], two, 1_000);
    expect(reading).to.include({ usedBytes: 100 * MIB, quality: 'lagging' });
  });

  it('of the enterprise edition falls back to Fluid’s status without the right to ask', () => {
    const look = { result: blind('juicefs-workers', 'ExecForbidden', {}) };
    const { reading } = seen([look], two, 1_000);
    expect(reading).to.include({ source: 'status', usedBytes: 64 * MIB, capacityBytes: 256 * MIB });
    expect((reading as Reading).notes.map(({ code }) => code)).to.include('ExecForbidden');
  });

  it('of the community edition never does: the status puts what clients hold over what workers may hold', () => {
    const objects = withStatus(juicefsObjects([pod(0), pod(1)], { community: true }));
    const look = {
      result: blind('juicefs-workers', 'WorkersDoNotShare', {}),
      ...podsOf([worker(5)], DECLARED),
    };
    const { reading, pods } = seen([look], objects, 1_000);
    expect((reading as Blind).code).to.equal('WorkersDoNotShare');
    expect(pods).to.deep.equal([{ pod: 'spark-worker-0', usedBytes: 5, capacityBytes: DECLARED }]);
  });
});
