import { expect } from 'chai';
import type { ServedResource } from '../../../lib/kube/discovery.ts';
import type { KubeObject } from '../../../lib/kube/objects.ts';
import { watchedKinds } from '../../../lib/kube/watched.ts';
import type { Blind, Reading } from '../../../lib/model/observation.ts';
import { isBlind } from '../../../lib/runtimes/blind.ts';
import { kindOf } from '../../../lib/runtimes/kinds.ts';
import { STATUS_MAX_AGE_MS, statusReading } from '../../../lib/signals/status.ts';
import { codeSaid } from '../runtimes/said.ts';
import { altered, momentOf } from './moments.ts';

const GIB = 2 ** 30;
const kind = kindOf('AlluxioRuntime');

function read(
  runtime: KubeObject,
  dataset: KubeObject,
  now: number,
  maxAgeMs = STATUS_MAX_AGE_MS,
): Reading | Blind {
  return statusReading({ kind, runtime, dataset, now, maxAgeMs });
}

const BOUND = momentOf('1-bound');
const WRITTEN = Date.parse('2026-11-22T13:13:11Z');
const noMarks = { metadata: { managedFields: undefined } };

/** The reading, ten seconds after the status was written, when the runtime's status differs by `status`. */
function withStatus(status: object, dataset: object = { status: { cacheStates: {} } }): Reading | Blind {
  const runtime = altered(BOUND.runtime as KubeObject, { status });
  return read(runtime, altered(BOUND.dataset as KubeObject, dataset), WRITTEN + 10_000);
}

function withSizes(cacheCapacity: unknown, cached: unknown): Reading | Blind {
  return withStatus({ cacheStates: { cacheCapacity, cached } });
}

describe('the status as a fallback', () => {
  const MOMENTS: [string, string, string, object][] = [
    [
      '1-bound',
      '2026-11-22T13:13:30Z',
      '2026-11-22T13:13:11Z',
      { capacityBytes: GIB, usedBytes: GIB / 2, workers: 1 },
    ],
    // The runtime's entry moved with a condition at 13:13:17; the sizes are of 13:13:11, as the Dataset's entry tells.
    [
      '2-scaled-out-0s',
      '2026-11-22T13:13:30Z',
      '2026-11-22T13:13:11Z',
      { capacityBytes: GIB, usedBytes: GIB / 2, workers: 1 },
    ],
    [
      '4-scaled-out-settled',
      '2026-11-22T13:14:43Z',
      '2026-11-22T13:14:42Z',
      { capacityBytes: 3 * GIB, usedBytes: 1020054733, workers: 3 },
    ],
    [
      '5-scaled-in-0s',
      '2026-11-22T13:14:50Z',
      '2026-11-22T13:14:42Z',
      { capacityBytes: 3 * GIB, usedBytes: 1020054733, workers: 3 },
    ],
    [
      '7-scaled-in-settled',
      '2026-11-22T13:16:20Z',
      '2026-11-22T13:16:12Z',
      { capacityBytes: GIB, usedBytes: 1020054733, workers: 1 },
    ],
  ];
  it('can be dated by what the watches keep of the two objects', () => {
    const served = (plural: string): ServedResource => ({
      group: 'data.fluid.io',
      version: 'v1alpha1',
      plural,
      kind: plural,
      namespaced: true,
      scale: false,
    });
    const kinds = watchedKinds({
      runtimes: [served('alluxioruntimes')],
      dataset: served('datasets'),
      operations: [],
      owners: [],
      statefulSets: null,
      advancedStatefulSets: null,
      pods: null,
      endpointSlices: null,
      leases: null,
      failures: [],
    });
    const kept = (role: string, object: unknown) =>
      kinds.find((watched) => watched.role === role)?.transform(object as KubeObject) as KubeObject;
    const { runtime, dataset } = momentOf('2-scaled-out-0s');
    const now = Date.parse('2026-11-22T13:13:30Z');
    const reading = read(kept('runtime', runtime), kept('dataset', dataset), now);
    expect(reading).to.include({ at: WRITTEN });
  });

  for (const [moment, now, written, figures] of MOMENTS)
    it(`says at ${moment} what Fluid wrote, and when`, () => {
      const { runtime, dataset } = momentOf(moment);
      const reading = read(runtime as KubeObject, dataset as KubeObject, Date.parse(now));
      expect(reading).to.include({
        source: 'status',
        at: Date.parse(written),
        intake: 'unoffered',
        plateau: false,
        ...figures,
      });
      const age = Date.parse(now) - Date.parse(written);
      expect((reading as Reading).notes).to.deep.equal([
        { code: 'StatusFallback', numbers: { object: 'AlluxioRuntime', age, behind: 90_000 } },
      ]);
      expect((reading as Reading).peakBytes).to.equal((reading as Reading).usedBytes);
    });

  const TABLE: [string, Reading | Blind, string][] = [
    ['no cacheStates', withStatus({ cacheStates: undefined }), 'StatusMissing'],
    ['no cached', withSizes('1.00GiB', undefined), 'StatusMissing'],
    ['an empty capacity', withSizes('', '1.00GiB'), 'StatusEmpty'],
    ['an empty cached', withSizes('1.00GiB', ''), 'StatusEmpty'],
    ['N/A', withSizes('N/A', 'N/A'), 'StatusNotOffered'],
    ['[Calculating]', withSizes('1.00GiB', '[Calculating]'), 'StatusCalculating'],
    ['no size', withSizes('1.00GiB', 'NaN%'), 'StatusMalformed'],
    ['a number instead of text that is no size', withSizes('1.00GiB', -7), 'StatusMalformed'],
    ['a list', withSizes(['1.00GiB'], '-'), 'StatusMalformed'],
    ['capacity 0', withSizes('0.00B', '0.00B'), 'StatusCapacityZero'],
    ['used far above capacity', withSizes('1.00GiB', '1.11GiB'), 'StatusUsedAboveCapacity'],
    ['used a tenth above capacity', withSizes('1.00GiB', '1.10GiB'), 'reading'],
    ['a master that is not ready', withStatus({ masterPhase: 'NotReady' }), 'StatusFrozen'],
    ['no ready worker', withStatus({ workerNumberReady: 0 }), 'StatusNoWorkers'],
    ['workers that are not counted', withStatus({ workerNumberReady: undefined }), 'StatusNoWorkers'],
    ['more workers than the capacity is of', withStatus({ workerNumberReady: 3 }), 'StatusInconsistent'],
    ['fewer workers than the capacity is of', withSizes('2.00GiB', '1.00GiB'), 'StatusInconsistent'],
    ['a capacity a tenth off', withSizes('1.10GiB', '1.00GiB'), 'reading'],
    ['a capacity more than a tenth off', withSizes('1.11GiB', '1.00GiB'), 'StatusInconsistent'],
  ];
  for (const [what, result, code] of TABLE)
    it(`answers ${what} with ${code}`, () => {
      expect(isBlind(result) ? codeSaid(result) : 'reading').to.equal(code);
    });

  it('believes a capacity the spec does not declare', () => {
    const runtime = altered(BOUND.runtime as KubeObject, {
      spec: { tieredstore: undefined },
      status: { workerNumberReady: 3 },
    });
    expect(read(runtime, BOUND.dataset as KubeObject, WRITTEN)).to.include({
      workers: 3,
      capacityBytes: GIB,
    });
  });

  it("takes the Dataset's sizes where the runtime has none, and says so", () => {
    const runtime = altered(BOUND.runtime as KubeObject, { status: { cacheStates: undefined } });
    const reading = read(runtime, BOUND.dataset as KubeObject, WRITTEN + 5000) as Reading;
    expect(reading).to.include({ capacityBytes: GIB, usedBytes: GIB / 2, at: WRITTEN });
    expect(reading.notes[0]?.numbers).to.include({ object: 'Dataset' });
  });

  it("takes the runtime's own time where the Dataset says something else", () => {
    const runtime = momentOf('2-scaled-out-0s').runtime as KubeObject;
    const dataset = momentOf('4-scaled-out-settled').dataset as KubeObject;
    expect(read(runtime, dataset, Date.parse('2026-11-22T13:13:20Z'))).to.include({
      at: Date.parse('2026-11-22T13:13:17Z'),
    });
  });

  it('is believed up to its limit of age and not a millisecond longer', () => {
    const [runtime, dataset] = [BOUND.runtime as KubeObject, BOUND.dataset as KubeObject];
    expect(read(runtime, dataset, WRITTEN + 120_000, 120_000)).to.include({ source: 'status', at: WRITTEN });
    const late = read(runtime, dataset, WRITTEN + 120_001, 120_000);
    expect(late).to.deep.include({ code: 'StatusTooOld', numbers: { age: 120_001, limit: 120_000 } });
    expect(codeSaid(late as Blind)).to.equal('StatusTooOld');
  });

  it('is of unknown age where nobody recorded who wrote it', () => {
    const runtime = altered(BOUND.runtime as KubeObject, noMarks);
    expect(read(runtime, BOUND.dataset as KubeObject, WRITTEN)).to.include({ code: 'StatusAgeUnknown' });
  });

  const SIZES = { 'f:status': { 'f:cacheStates': { 'f:cached': {} } } };
  const entry = (time: string, fieldsV1: object, subresource = 'status') => ({
    manager: 'm',
    time,
    fieldsV1,
    subresource,
  });
  const ENTRIES: [string, object[], string | null][] = [
    ['the one owner', [entry('2026-11-22T13:00:00Z', SIZES)], '2026-11-22T13:00:00Z'],
    [
      'the later of two owners',
      [entry('2026-11-22T13:00:09Z', SIZES), entry('2026-11-22T13:00:00Z', SIZES)],
      '2026-11-22T13:00:09Z',
    ],
    [
      'not one of other fields',
      [
        entry('2026-11-22T13:00:00Z', SIZES),
        entry('2026-11-22T13:00:09Z', { 'f:status': { 'f:selector': {} } }),
      ],
      '2026-11-22T13:00:00Z',
    ],
    [
      'not one of another subresource',
      [entry('2026-11-22T13:00:00Z', SIZES), entry('2026-11-22T13:00:09Z', SIZES, '')],
      '2026-11-22T13:00:00Z',
    ],
    ['nobody when the time is none', [entry('yesterday', SIZES)], null],
  ];
  for (const [what, managedFields, time] of ENTRIES)
    it(`takes its time from ${what}`, () => {
      const runtime = altered(BOUND.runtime as KubeObject, { metadata: { managedFields } });
      const other = altered(BOUND.dataset as KubeObject, { status: { cacheStates: {} } });
      const reading = read(runtime, other, Date.parse('2026-11-22T13:00:10Z'));
      expect('at' in reading ? reading.at : codeSaid(reading)).to.equal(
        time ? Date.parse(time) : 'StatusAgeUnknown',
      );
    });

  it("takes the Dataset's time only where both sizes are the same", () => {
    const runtime = momentOf('2-scaled-out-0s').runtime as KubeObject;
    const now = Date.parse('2026-11-22T13:13:20Z');
    for (const [cacheCapacity, cached, at] of [
      ['1.00GiB', '512.00MiB', '2026-11-22T13:13:11Z'],
      ['1.00GiB', '513.00MiB', '2026-11-22T13:13:17Z'],
      ['1.01GiB', '512.00MiB', '2026-11-22T13:13:17Z'],
    ] as const) {
      const dataset = altered(BOUND.dataset as KubeObject, {
        status: { cacheStates: { cacheCapacity, cached } },
      });
      expect(read(runtime, dataset, now)).to.include({ at: Date.parse(at) });
    }
  });

  it('takes no time from a manager that wrote something else', () => {
    // At 12:59:30 a person patched the status (not the sizes); Fluid wrote the sizes at 13:00:36.
    const { runtime } = momentOf('8-six-on-four-nodes');
    const reading = read(
      runtime as KubeObject,
      BOUND.dataset as KubeObject,
      Date.parse('2026-11-22T13:00:40Z'),
    );
    expect(reading).to.include({
      at: Date.parse('2026-11-22T13:00:36Z'),
      workers: 4,
      capacityBytes: 4 * GIB,
    });
  });

  it('never looks at cachedPercentage', () => {
    const sizes = { cacheCapacity: '1.00GiB', cached: '512.00MiB' };
    const [a, b] = ['0.0%', '+Inf%'].map((cachedPercentage) =>
      withStatus({ cacheStates: { ...sizes, cachedPercentage } }),
    );
    expect(a).to.deep.equal(b);
    expect(withStatus({ cacheStates: { cachedPercentage: '50.0%' } })).to.include({ code: 'StatusMissing' });
  });
});
