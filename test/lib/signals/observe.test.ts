import { expect } from 'chai';
import type { DatasetObjects, KubeObject } from '../../../lib/kube/objects.ts';
import { type Blind, type Observation, type Reading, sees } from '../../../lib/model/observation.ts';
import { ENGINE, type SourceSpec, STATUS } from '../../../lib/model/source.ts';
import { blind } from '../../../lib/runtimes/blind.ts';
import type { EngineFigures } from '../../../lib/runtimes/contract.ts';
import { type ObserveInput, type ObserveResult, observe } from '../../../lib/signals/observe.ts';
import type { SourceLook } from '../../../lib/signals/reading.ts';
import { nothingRecent, type Recent, remember } from '../../../lib/signals/recent.ts';
import { codeSaid } from '../runtimes/said.ts';
import { altered, figures, momentOf } from './moments.ts';

const GIB = 2 ** 30;
const BOUND = momentOf('1-bound');
const NOW = Date.parse('2026-11-22T13:13:20Z');
const OPTIONS = { staleAfterMs: 15_000 };

/** What was looked at: the engine's look by itself and what is remembered of it, and who else is asked. */
type Given = Partial<Omit<ObserveInput, 'sources'>> & {
  look?: EngineFigures | Blind | null;
  recent?: Recent;
  rest?: readonly SourceLook[];
};

const fromStatus: SourceLook = { spec: STATUS, look: null, recent: nothingRecent };

function lookOf(spec: SourceSpec, result: EngineFigures | Blind | null, recent?: Recent): SourceLook {
  const seen = result && !('blind' in result) ? remember(nothingRecent, result) : nothingRecent;
  return { spec, look: result === null ? null : { result }, recent: recent ?? seen };
}

function look(change: Given = {}): ObserveResult {
  const { look: result = figures({ at: NOW }), recent, rest = [fromStatus], ...given } = change;
  const sources = [lookOf(ENGINE, result, recent), ...rest];
  return observe({ objects: BOUND, now: NOW, options: OPTIONS, ...given, sources });
}

function see(change: Given = {}): Observation {
  const result = look(change);
  if (!result.seen) throw new Error(`nothing seen: ${result.reason.code}`);
  return result.observation;
}

function readingFrom(change: Given = {}): Reading {
  const { reading } = see(change);
  if (!sees(reading)) throw new Error(`blind: ${reading.code}`);
  for (const note of reading.notes) codeSaid(note);
  return reading;
}

function blindCode(change: Given): string {
  return codeSaid(see(change).reading as Blind);
}

function notesFrom(moment: string, change: Partial<EngineFigures>): string[] {
  return readingFrom({ objects: momentOf(moment), look: figures({ at: NOW, ...change }) }).notes.map(
    (note) => note.code,
  );
}

function changed(change: {
  runtime?: object;
  dataset?: object;
  rest?: Partial<DatasetObjects>;
}): DatasetObjects {
  return {
    ...BOUND,
    runtime: altered(BOUND.runtime as KubeObject, change.runtime ?? {}),
    dataset: altered(BOUND.dataset as KubeObject, change.dataset ?? {}),
    ...change.rest,
  };
}

function named(kind: string, name: string): KubeObject {
  return { apiVersion: 'v1', kind, metadata: { name, uid: name, resourceVersion: '1' } };
}

describe('an observation', () => {
  it('holds everything a decision needs, to the byte', () => {
    const objects = changed({
      dataset: { status: { operationRef: { DataLoad: 'warm' } } },
      rest: { owners: [named('ScaledObject', 'b'), named('HorizontalPodAutoscaler', 'a')] },
    });
    const one = see({ objects, look: figures({ at: NOW - 5000, usedBytes: 536870913 }) });
    expect(one).to.deep.equal({
      at: NOW,
      runtime: { kind: 'AlluxioRuntime', namespace: 'default', name: 'spark' },
      uid: 'b9af2682-34df-431a-b062-e950fd568a53',
      replicas: 1,
      reading: {
        source: 'alluxio-master',
        at: NOW - 5000,
        capacityBytes: GIB,
        usedBytes: 536870913,
        workers: 1,
        peakBytes: 536870913,
        intake: 'unknown',
        counters: { ufs: 0, served: 0 },
        plateau: false,
        notes: [],
      },
      workers: { asked: 1, serving: 1, pending: 0, terminating: 0, servingOrdinals: [0] },
      dataset: {
        phase: 'Bound',
        sizeBytes: 2 * GIB,
        sizeNote: null,
        sizedAt: Date.parse('2026-11-22T13:13:10Z'),
        copies: 1,
      },
      perWorker: { blockBytes: 64 * 2 ** 20, highWatermark: 0.99, declaredBytes: GIB },
      operations: ['DataLoad/warm'],
      owners: ['HorizontalPodAutoscaler/a', 'ScaledObject/b'],
      obstacle: null,
    } satisfies Observation);
  });

  it('is the same beside conditions of scaling that Fluid never clears, and of a Dataset that was not ready once', () => {
    const True = (type: string) => ({ type, status: 'True', lastTransitionTime: '2026-11-22T13:00:00Z' });
    const objects = changed({
      runtime: { status: { conditions: [True('WorkersScaledOut'), True('WorkersScaledIn')] } },
      dataset: { status: { conditions: [True('NotReady')] } },
    });
    const cleared = changed({
      runtime: { status: { conditions: [] } },
      dataset: { status: { conditions: [] } },
    });
    expect(see({ objects })).to.deep.equal(see({ objects: cleared }));
  });

  const MOMENTS: [string, number, number, number[]][] = [
    ['1-bound', 1, 1, [0]],
    ['2-scaled-out-0s', 3, 3, [0]],
    ['4-scaled-out-settled', 3, 3, [0, 1, 2]],
    ['5-scaled-in-0s', 1, 1, [0]],
    ['7-scaled-in-settled', 1, 1, [0]],
    ['8-six-on-four-nodes', 6, 6, [0, 1, 2, 5]],
  ];
  for (const [moment, replicas, asked, servingOrdinals] of MOMENTS)
    it(`sees at ${moment} the count, and who serves`, () => {
      const one = see({ objects: momentOf(moment) });
      expect(one).to.include({ replicas, obstacle: null });
      expect(one.workers).to.deep.include({ asked, servingOrdinals, serving: servingOrdinals.length });
    });

  const NOTHING: [string, DatasetObjects, string][] = [
    ['there is no Dataset', { ...BOUND, dataset: null }, 'NoDataset'],
    ['there is no runtime', { ...BOUND, runtime: null }, 'NoRuntime'],
    ['spec.replicas is absent', changed({ runtime: { spec: { replicas: undefined } } }), 'ReplicasAbsent'],
    ['spec.replicas is null', changed({ runtime: { spec: { replicas: null } } }), 'ReplicasAbsent'],
    ['spec.replicas is negative', changed({ runtime: { spec: { replicas: -1 } } }), 'ReplicasInvalid'],
    ['spec.replicas is a fraction', changed({ runtime: { spec: { replicas: 1.5 } } }), 'ReplicasInvalid'],
    ['spec.replicas is text', changed({ runtime: { spec: { replicas: '1' } } }), 'ReplicasInvalid'],
    [
      'spec.worker.replicas of a CacheRuntime is absent',
      { ...BOUND, runtime: altered({ ...(BOUND.runtime as KubeObject), kind: 'CacheRuntime' }, {}) },
      'WriteNotAllowed',
    ],
    [
      'a ThinRuntime has no set, whatever its own count is',
      {
        ...BOUND,
        runtime: altered(
          { ...(BOUND.runtime as KubeObject), kind: 'ThinRuntime' },
          { spec: { replicas: 3, profileName: 'nfs' } },
        ),
        workerSet: null,
      },
      'NoWorkerSet',
    ],
    [
      'workers are disabled and nobody gave a count',
      {
        ...BOUND,
        runtime: altered(
          { ...(BOUND.runtime as KubeObject), kind: 'EFCRuntime' },
          { spec: { replicas: undefined, worker: { disabled: true } } },
        ),
      },
      'WorkersDisabled',
    ],
    [
      'it is the shell of a reference',
      { ...BOUND, runtime: named('ThinRuntime', 'spark'), workerSet: null },
      'ReferenceDataset',
    ],
    [
      'an unknown kind keeps its count elsewhere',
      { ...BOUND, runtime: named('OddRuntime', 'spark') },
      'KindUnknown',
    ],
  ];
  for (const [what, objects, code] of NOTHING)
    it(`is not made when ${what}: ${code}`, () => {
      const result = look({ objects });
      expect(result.seen).to.equal(false);
      expect(codeSaid((result as { reason: { code: string } }).reason)).to.equal(code);
    });

  const gone = { metadata: { deletionTimestamp: '2026-11-22T13:13:00Z' } };
  const other = (kind: string, spec: object) => altered({ ...(BOUND.runtime as KubeObject), kind }, { spec });
  const OBSTACLES: [string, DatasetObjects, string | null][] = [
    ['nothing', BOUND, null],
    ['a count of 0', changed({ runtime: { spec: { replicas: 0 } } }), null],
    ['a migration', changed({ dataset: { status: { phase: 'DataMigrating' } } }), null],
    ['a runtime being deleted', changed({ runtime: gone }), 'RuntimeDeleting'],
    ['a Dataset being deleted', changed({ dataset: gone }), 'DatasetDeleting'],
    ['both being deleted', changed({ runtime: gone, dataset: gone }), 'RuntimeDeleting'],
    [
      'a reference',
      changed({ dataset: { spec: { mounts: [{ mountPoint: 'dataset://a/b' }] } } }),
      'ReferenceDataset',
    ],
    ['phase NotBound', changed({ dataset: { status: { phase: 'NotBound' } } }), 'DatasetNotBound'],
    ['phase Failed', changed({ dataset: { status: { phase: 'Failed' } } }), 'DatasetNotBound'],
    ['no phase yet', changed({ dataset: { status: { phase: undefined } } }), 'DatasetNotBound'],
    ['no StatefulSet', { ...BOUND, workerSet: null }, 'NoWorkerSet'],
    ['phase Updating', changed({ dataset: { status: { phase: 'Updating' } } }), 'DatasetNotBound'],
    ['an EFCRuntime', { ...BOUND, runtime: other('EFCRuntime', {}) }, null],
    [
      'an EFCRuntime whose workers are disabled',
      { ...BOUND, runtime: other('EFCRuntime', { worker: { disabled: true } }) },
      'WorkersDisabled',
    ],
    [
      'a JindoRuntime of clients only',
      {
        ...BOUND,
        runtime: other('JindoRuntime', { master: { disabled: true }, worker: { disabled: true } }),
        workerSet: null,
      },
      'WorkersDisabled',
    ],
    [
      'a CacheRuntime whose workers are disabled',
      { ...BOUND, runtime: other('CacheRuntime', { worker: { replicas: 2, disabled: true } }) },
      'WorkersDisabled',
    ],
    [
      'a ThinRuntime without a profile, the shell of a reference',
      { ...BOUND, runtime: other('ThinRuntime', {}) },
      'ReferenceDataset',
    ],
    ['a ThinRuntime', { ...BOUND, runtime: other('ThinRuntime', { profileName: 'nfs' }) }, 'WriteNotAllowed'],
    [
      'a CacheRuntime',
      { ...BOUND, runtime: other('CacheRuntime', { worker: { replicas: 2 } }) },
      'WriteNotAllowed',
    ],
    ['an unknown kind', { ...BOUND, runtime: other('OddRuntime', {}) }, 'KindUnknown'],
  ];
  for (const [what, objects, code] of OBSTACLES)
    it(`meets ${code ?? 'no obstacle'} with ${what}`, () => {
      const { obstacle } = see({ objects });
      expect(obstacle ? codeSaid(obstacle) : null).to.equal(code);
    });
});

describe('a dataset that is not bound', () => {
  for (const [phase, named] of [
    ['Failed', 'Failed'],
    ['', 'none'],
    [undefined, 'none'],
  ])
    it(`names its phase ${JSON.stringify(phase)} as ${named}`, () => {
      const { obstacle } = see({ objects: changed({ dataset: { status: { phase } } }) });
      const numbers = { kind: 'AlluxioRuntime', runtime: 'default/spark', phase: named };
      expect(obstacle).to.deep.equal({ code: 'DatasetNotBound', numbers });
    });
});

describe('the reading of an observation', () => {
  it('is the engine itself, with what the last looks have in common', () => {
    const before = remember(nothingRecent, figures({ at: NOW - 5000, usedBytes: GIB }));
    const now = figures({ at: NOW, ufsReadBytes: 7 });
    const reading = readingFrom({ look: now, recent: remember(before, now) });
    expect(reading).to.include({ usedBytes: GIB / 2, peakBytes: GIB, intake: 'rising' });
  });

  /** A minute of looks at a full cache through which 1 GiB runs every 5 s, up to `until`. */
  const streaming = (until: number) => {
    let recent = nothingRecent;
    for (let i = 12; i >= 0; i--)
      recent = remember(recent, figures({ at: until - i * 5000, ufsReadBytes: (12 - i) * GIB }));
    return recent;
  };

  it('says that a cache is full below its threshold', () => {
    const look = figures({ at: NOW, ufsReadBytes: 12 * GIB });
    expect(readingFrom({ look, recent: streaming(NOW) })).to.include({ plateau: true, intake: 'rising' });
  });

  it('claims nothing of looks that do not end in the one given', () => {
    for (const recent of [streaming(NOW - 1), streaming(NOW + 1)])
      expect(readingFrom({ recent })).to.include({ plateau: false, intake: 'unknown' });
    const otherUsed = figures({ at: NOW, ufsReadBytes: 12 * GIB, usedBytes: 7 });
    expect(readingFrom({ look: otherUsed, recent: streaming(NOW) })).to.include({
      plateau: false,
      peakBytes: 7,
    });
    const other = remember(nothingRecent, figures({ at: NOW - 5000, usedBytes: GIB }));
    expect(readingFrom({ recent: other })).to.include({ peakBytes: GIB / 2, intake: 'unknown' });
  });

  it('is fresh up to its limit of age and stale a millisecond later, also when the clock was set back', () => {
    for (const sign of [1, -1]) {
      expect(readingFrom({ look: figures({ at: NOW - sign * 15_000 }), rest: [] })).to.include({
        source: 'alluxio-master',
      });
      expect(blindCode({ look: figures({ at: NOW - sign * 15_001 }), rest: [] })).to.equal('ReadingStale');
    }
  });

  const REFUSED = blind('alluxio-master', 'EngineRefused', {
    address: '10.98.0.12:22864',
    error: 'ECONNREFUSED',
  });
  it('is blind with the reason of the look when nothing may stand in', () => {
    expect(see({ look: REFUSED, rest: [] }).reading).to.deep.equal(REFUSED);
    expect(blindCode({ look: null, rest: [] })).to.equal('NoReading');
  });

  it('is the status when the engine cannot be read, and says why', () => {
    const reading = readingFrom({ look: REFUSED });
    expect(reading).to.include({
      source: 'status',
      capacityBytes: GIB,
      peakBytes: GIB / 2,
      intake: 'unoffered',
    });
    expect(reading.notes).to.deep.equal([
      { code: 'StatusFallback', numbers: { object: 'AlluxioRuntime', age: 9000, behind: 90_000 } },
      { code: 'EngineRefused', numbers: { address: '10.98.0.12:22864', error: 'ECONNREFUSED' } },
    ]);
    expect(readingFrom({ look: figures({ at: NOW - 60_000 }) }).notes.map((note) => note.code)).to.include(
      'ReadingStale',
    );
  });

  it("is the engine's reason when the status is of no use either", () => {
    expect(see({ look: REFUSED, now: NOW + 10 * 60_000 }).reading).to.deep.equal(REFUSED);
    const options = { ...OPTIONS, statusMaxAgeMs: 1000 };
    expect(see({ look: REFUSED, options }).reading).to.deep.equal(REFUSED);
  });

  it('of a kind that tells nobody is its status where that holds figures, else that a source has to be named', () => {
    const runtime = { ...(BOUND.runtime as KubeObject), kind: 'EFCRuntime' };
    expect(readingFrom({ objects: { ...BOUND, runtime }, look: null })).to.include({ source: 'status' });
    expect(blindCode({ objects: { ...BOUND, runtime }, look: null, rest: [] })).to.equal('KindTellsNobody');
    const empty = altered(runtime, { status: { cacheStates: { cacheCapacity: '', cached: '' } } });
    const dataset = altered(BOUND.dataset as KubeObject, { status: { cacheStates: {} } });
    expect(blindCode({ objects: { ...BOUND, runtime: empty, dataset }, look: null })).to.equal(
      'KindTellsNobody',
    );
  });

  const AGREE: [string, string, number, string[]][] = [
    ['the engine and the pods agree', '4-scaled-out-settled', 3, []],
    ['one has not registered yet', '4-scaled-out-settled', 2, ['EngineSeesFewerWorkers']],
    ['new ones are asked for and do not serve', '2-scaled-out-0s', 1, []],
    ['the engine is ahead of readiness', '2-scaled-out-0s', 2, ['EngineCountsUnready']],
    ['the engine counts all before any is ready', '2-scaled-out-0s', 3, ['EngineCountsUnready']],
    ['workers left and are not given up', '5-scaled-in-0s', 3, ['EngineCountsMoreWorkers']],
    ['the same a minute later', '7-scaled-in-settled', 2, ['EngineCountsMoreWorkers']],
  ];
  for (const [what, moment, workers, notes] of AGREE)
    it(`notes ${notes[0] ?? 'nothing'} when ${what}`, () => {
      expect(notesFrom(moment, { workers })).to.deep.equal(notes);
    });

  it('notes that the status lags after a scale-in', () => {
    const objects = momentOf('5-scaled-in-0s');
    const reading = readingFrom({ objects, look: REFUSED, now: Date.parse('2026-11-22T13:14:50Z') });
    expect(reading.notes).to.deep.include({ code: 'StatusLagsWorkers', numbers: { status: 3, serving: 1 } });
  });

  it('notes a jump of capacity for a minute', () => {
    const before = remember(nothingRecent, figures({ at: NOW - 30_000, capacityBytes: 2 * GIB, workers: 2 }));
    const now = figures({ at: NOW });
    expect(readingFrom({ look: now, recent: remember(before, now) }).notes).to.deep.equal([
      { code: 'CapacityJumped', numbers: { from: 2 * GIB, to: GIB, workersFrom: 2, workersTo: 1, age: 0 } },
    ]);
  });
});

describe('an observation made from the last one', () => {
  const pods = [{ pod: 'spark-worker-0', usedBytes: 1, capacityBytes: null }];
  const after: readonly (readonly [string, Given])[] = [
    ['nothing but time has passed', {}],
    ['the engine says something else', { look: figures({ at: NOW + 9000, usedBytes: GIB / 4 }) }],
    ['the engine does not answer', { look: blind('alluxio-master', 'EngineRefused') }],
    ['nobody was asked', { look: null }],
    ['pods said something', { rest: [{ ...fromStatus, look: { result: figures({ at: NOW }), pods } }] }],
    ['an object is another', { objects: changed({ runtime: { spec: { replicas: 3 } } }) }],
    ['a pod is gone', { objects: changed({ rest: { workerPods: [] } }) }],
    ['the dataset is gone', { objects: changed({ rest: { dataset: null } }) }],
  ];
  for (const [what, given] of after)
    it(`is the one made anew, where ${what}`, () => {
      const now = NOW + 10_000;
      const before = { objects: BOUND, observation: see() };
      expect(look({ ...given, now, before })).to.deep.equal(look({ ...given, now }));
      const told = look({ ...given, now });
      if (!told.seen) return;
      const next = { objects: given.objects ?? BOUND, observation: told.observation };
      expect(look({ now: now + 1, before: next }), 'and back').to.deep.equal(look({ now: now + 1 }));
    });

  it('has the very parts of the last one that cannot have changed', () => {
    const before = { objects: BOUND, observation: see() };
    const { workers, dataset } = see({ before, objects: { ...BOUND }, now: NOW + 10_000 });
    expect(workers).to.equal(before.observation.workers);
    expect(dataset).to.equal(before.observation.dataset);
  });
});
