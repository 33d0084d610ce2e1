/** Observations: readings that are sound, odd or not there; workers that serve, start, linger or are lost. */
import fc from 'fast-check';
import type { Allotment } from '../../lib/model/budget.ts';
import type { Blind, Observation, Reading, Task, Users, Workers } from '../../lib/model/observation.ts';
import { GIB, HOUR, MIB, MINUTE, NOON } from '../lib/decide/make.ts';
import { controls } from './arbitrary-control.ts';
import type { Wanted } from './arbitrary-specs.ts';

const blinds: fc.Arbitrary<Blind> = fc.constantFrom(
  { blind: true, source: 'alluxio-master', code: 'NoReading' },
  {
    blind: true,
    source: 'alluxio-master',
    code: 'EngineRefused',
    numbers: { address: 'http://10.0.0.7:19999', error: 'ECONNREFUSED' },
  },
  {
    blind: true,
    source: 'alluxio-master',
    code: 'ReadingStale',
    numbers: { age: 90_000, limit: 30_000 },
  },
);

function readings(replicas: number): fc.Arbitrary<Reading> {
  return fc
    .record({
      // Mostly as many as are asked for; also those that start, are lost, or have left and are still counted.
      workers: fc.oneof(
        { weight: 3, arbitrary: fc.constant(Math.max(1, replicas)) },
        { weight: 1, arbitrary: fc.integer({ min: 1, max: 9 }) },
      ),
      worker: fc.oneof(fc.constantFrom(GIB, 128 * MIB), fc.integer({ min: MIB, max: 2 ** 42 })),
      odd: fc.integer({ min: 0, max: 3 }),
      used: fc.oneof(fc.double({ min: 0, max: 1.1, noNaN: true }), fc.constantFrom(0, 0.5, 0.9, 1)),
      peak: fc.double({ min: 0, max: 0.2, noNaN: true }),
      intake: fc.constantFrom('rising' as const, 'still' as const, 'unknown' as const, 'unoffered' as const),
      plateau: fc.boolean(),
      source: fc.constantFrom('alluxio-master', 'alluxio-master', 'alluxio-master', 'status'),
      quality: fc.constantFrom({}, {}, {}, { quality: 'lagging' as const }),
    })
    .map(({ workers, worker, odd, used, peak, intake, plateau, source, quality }) => {
      const capacityBytes = workers * worker + odd;
      const usedBytes = Math.floor(capacityBytes * used);
      const peakBytes = Math.min(
        Math.floor(usedBytes * (1 + peak)),
        Math.max(usedBytes, Math.floor(capacityBytes * 1.1)),
      );
      const what = { source, at: NOON, ...quality, notes: [] };
      return { ...what, capacityBytes, usedBytes, workers, peakBytes, intake, plateau };
    });
}

function workerSets(replicas: number): fc.Arbitrary<Workers> {
  const all = Array.from({ length: replicas }, (_, ordinal) => ordinal);
  return fc
    .record({
      missing: fc.oneof(
        { weight: 3, arbitrary: fc.constant<number[]>([]) },
        { weight: 2, arbitrary: fc.subarray(all) },
      ),
      late: fc.oneof(
        { weight: 4, arbitrary: fc.constant(0) },
        { weight: 1, arbitrary: fc.constantFrom(-1, 1) },
      ),
      beyond: fc.constantFrom<number[]>([], [], [], [], [], [replicas]),
      troubled: fc.array(troubles, { maxLength: 3 }),
    })
    .map(({ missing, late, beyond, troubled }) => {
      const told = missing.toReversed().flatMap((ordinal, i) => {
        const trouble = troubled[i];
        return trouble === undefined ? [] : [{ pod: `spark-worker-${ordinal}`, ordinal, ...trouble }];
      });
      const servingOrdinals = [...all.filter((ordinal) => !missing.includes(ordinal)), ...beyond];
      return {
        asked: Math.max(0, replicas + late),
        serving: servingOrdinals.length,
        pending: missing.length,
        terminating: beyond.length,
        servingOrdinals,
        ...(told.length > 0 && { troubled: told }),
      };
    });
}

/** Why a worker does not serve, as its pod may say. */
const troubles = fc.record({
  why: fc.constantFrom('Unschedulable', 'CrashLoopBackOff'),
  says: fc.constantFrom('', '0/4 nodes are available: 4 Insufficient memory.'),
  placed: fc.boolean(),
  since: fc.option(fc.integer({ min: NOON - 2 * HOUR, max: NOON })),
});

const sizes = fc.oneof(
  { weight: 1, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.constantFrom(Math.round(2.71 * GIB), 3 * GIB) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 2 ** 44 }) },
);

const ago = fc.option(fc.constantFrom(0, MINUTE, 10 * MINUTE, 25 * HOUR));

const tasks: fc.Arbitrary<Task> = fc
  .record({
    kind: fc.constantFrom('DataLoad', 'DataLoad', 'DataMigrate', 'DataBackup'),
    phase: fc.constantFrom('', 'Pending', 'Executing', 'Complete', 'Failed'),
    schedule: fc.constantFrom(null, null, '5 12 * * *', '30 7 * * 1-5', '@daily', 'nonsense'),
    paths: fc.constantFrom([], [{ path: '/', copies: 2 }], [{ path: '/train', copies: 1 }]),
    times: fc.tuple(ago, ago, ago),
  })
  .map(({ kind, times, ...rest }) => {
    const [madeAt, startedAt, endedAt] = times.map((age) => (age === null ? null : NOON - age));
    const instants = { madeAt: madeAt ?? null, startedAt: startedAt ?? null, endedAt: endedAt ?? null };
    return { kind, name: 'warm', loads: kind !== 'DataBackup', ...instants, ...rest };
  });

function allotments(replicas: number): fc.Arbitrary<Allotment> {
  return fc
    .record({
      unit: fc.constantFrom('workers' as const, 'bytes' as const),
      // Also one that was given when there were more, or fewer.
      ceiling: fc.oneof(fc.constant(replicas), fc.integer({ min: 0, max: 12 })),
      lacks: fc.integer({ min: 0, max: 4 }),
      why: fc.constantFrom('given', 'cut', 'overspent', 'waiting', 'unmeasured'),
      others: fc.constantFrom([], ['default/lake'], ['default/lake', 'team/imagenet']),
      more: fc.constantFrom(0, 0, 7),
      full: fc.boolean(),
    })
    .map(({ lacks, full, ceiling, ...rest }) => ({
      budget: 'pool',
      limit: 20,
      taken: 12,
      sum: 14,
      ...rest,
      ceiling,
      asked: ceiling + lacks,
      ...(full && { full: true as const }),
    }));
}
/** Mostly nobody, so that idleness comes about. */
const users: fc.Arbitrary<Users | null> = fc.oneof(
  { weight: 1, arbitrary: fc.constant(null) },
  { weight: 4, arbitrary: fc.constant<Users>({ pods: 0, named: [] }) },
  { weight: 2, arbitrary: fc.constant<Users>({ pods: 2, named: ['default/train-0', 'ml/notebook'] }) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('UsersForbidden', 'UsersNotListed', 'UsersElsewhere')
      .map((code): Users => ({ pods: null, why: { code, numbers: { namespace: 'ml' } } })),
  },
);

/** @param replicas the current count */
export function observations(replicas: number, wanted: Wanted = {}): fc.Arbitrary<Observation> {
  const seeing: fc.Arbitrary<Reading | Blind> = readings(replicas);
  const sights = {
    blind: blinds as fc.Arbitrary<Reading | Blind>,
    seeing,
    any: fc.oneof({ weight: 5, arbitrary: seeing }, { weight: 1, arbitrary: blinds }),
  };
  return fc
    .record({
      reading: sights[wanted.sight ?? 'any'],
      workers: workerSets(replicas),
      sizeBytes: sizes,
      copies: fc.constantFrom(1, 1, 1, 2, 3),
      perWorker: fc.record({
        blockBytes: fc.constantFrom(MIB, 64 * MIB, GIB),
        highWatermark: fc.constantFrom(1, 0.95, 0.8),
      }),
      declared: rarely(GIB),
      fell: rarely({ from: 2 ** 45, at: NOON - 30 * MINUTE }),
      sizedAt: fc.constantFrom(undefined, NOON - HOUR, NOON - 240 * HOUR),
      tasks: fc.oneof(
        { weight: 3, arbitrary: fc.constant([]) },
        { weight: 1, arbitrary: fc.array(tasks, { minLength: 1, maxLength: 3 }) },
      ),
      operations: fc.constantFrom([], [], ['DataLoad/warm'], ['DataBackup/nightly', 'DataLoad/warm']),
      budgets: fc.oneof(
        { weight: 4, arbitrary: fc.constant([]) },
        { weight: 1, arbitrary: fc.array(allotments(replicas), { minLength: 1, maxLength: 2 }) },
      ),
      control: controls,
      users,
      unseen: rarely(['DataLoad']),
      owners: rarely(['HorizontalPodAutoscaler/spark']),
      obstacle: rarely({
        code: 'RuntimeDeleting',
        numbers: { kind: 'AlluxioRuntime', runtime: 'default/spark' },
      }),
    })
    .map(
      ({
        sizeBytes,
        copies,
        owners,
        unseen,
        obstacle,
        perWorker,
        declared,
        sizedAt,
        fell,
        tasks,
        budgets,
        control,
        users,
        ...rest
      }) => ({
        at: NOON,
        runtime: { kind: 'AlluxioRuntime', namespace: 'default', name: 'spark' },
        uid: 'uid-1',
        replicas,
        ...rest,
        perWorker: declared === null ? perWorker : { ...perWorker, declaredBytes: declared },
        dataset: {
          phase: 'Bound',
          sizeBytes,
          sizeNote: null,
          copies,
          ...(sizeBytes !== null && sizedAt !== undefined && { sizedAt }),
          ...(sizeBytes !== null && fell !== null && { fell }),
        },
        ...(tasks.length > 0 && { tasks }),
        ...(budgets.length > 0 && { budgets }),
        ...(control !== null && { control }),
        owners: owners ?? [],
        ...(users && { users }),
        ...(unseen && { unseen }),
        obstacle,
      }),
    );
}

function rarely<T>(value: T): fc.Arbitrary<T | null> {
  return fc.oneof({ weight: 24, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.constant(value) });
}
