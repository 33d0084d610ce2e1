/** Random scenarios: hours in the life of a cache to which anything may happen that a scenario can say. */
import fc from 'fast-check';
import type { Happening, Outage, Scenario } from '../../../lib/simulate/scenario.ts';

const MIB = 2 ** 20;
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Whole seconds within the scenario, some of them on a look, most not. */
const instants = (hours: number) =>
  fc.oneof(
    fc.integer({ min: 0, max: hours * 60 }).map((minutes) => minutes * MINUTE),
    fc.integer({ min: 0, max: hours * 3600 }).map((seconds) => seconds * SECOND),
  );

const rates = fc.constantFrom(MIB, 10 * MIB, 40 * MIB, 200 * MIB);
const outages = fc.constantFrom<Outage>('refuses', 'hangs', 'closes', 'zeros', 'unreachable');
const lengths = fc.constantFrom(20 * SECOND, 5 * MINUTE, 40 * MINUTE, 3 * HOUR);

const JANE = { by: 'jane', why: 'a test' };

/** One thing, and what ends it. */
function happenings(hours: number): fc.Arbitrary<readonly Happening[]> {
  const at = instants(hours);
  return fc.oneof(
    {
      weight: 4,
      arbitrary: fc
        .tuple(at, rates)
        .map(([when, rate]): Happening[] => [{ at: when, what: 'load', bytesPerSecond: rate }]),
    },
    {
      weight: 3,
      arbitrary: fc.tuple(at, rates, lengths).map(([when, rate, ms]): Happening[] => [
        { at: when, what: 'reads', by: rate },
        { at: when + ms, what: 'reads', by: -rate },
      ]),
    },
    {
      weight: 2,
      arbitrary: fc.tuple(at, outages, lengths).map(([when, engine, ms]): Happening[] => [
        { at: when, what: 'outage begins', engine },
        { at: when + ms, what: 'outage ends', engine },
      ]),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(at, fc.integer({ min: 1, max: 6 }), fc.constantFrom('kubectl-scale', 'ana'))
        .map(([when, to, manager]): Happening[] => [{ at: when, what: 'someone scales', to, manager }]),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(at, fc.option(lengths))
        .map(([when, forMs]): Happening[] => [{ at: when, what: 'someone pauses', ...JANE, forMs }]),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(at, fc.integer({ min: 0, max: 6 }), lengths, fc.boolean())
        .map(([when, workers, forMs, immediately]): Happening[] => [
          { at: when, what: 'someone overrides', ...JANE, workers, forMs, immediately },
        ]),
    },
    { weight: 1, arbitrary: at.map((when): Happening[] => [{ at: when, what: 'someone resumes' }]) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(at, fc.integer({ min: 1, max: 1024 }))
        .map(([when, mib]): Happening[] => [{ at: when, what: 'dataset grows', bytes: mib * MIB }]),
    },
    {
      weight: 1,
      arbitrary: at.map((when): Happening[] => [{ at: when, what: 'master restarts', downMs: 22_000 }]),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(at, fc.integer({ min: 0, max: 3 }), lengths)
        .map(([when, ordinal, ms]): Happening[] => [
          { at: when, what: 'worker is lost', ordinal },
          { at: when + ms, what: 'worker starts again', ordinal },
        ]),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(at, fc.integer({ min: 0, max: 5 }), lengths)
        .map(([when, ordinal, ms]): Happening[] => [
          { at: when, what: 'worker crashes', ordinal, why: 'CrashLoopBackOff' },
          { at: when + ms, what: 'worker crashes no more', ordinal },
        ]),
    },
  );
}

/** @param hours how long each goes on */
export function scenarios(hours: number): fc.Arbitrary<Scenario> {
  return fc
    .record({
      // Four hours before the noon at which pauses of random documents end.
      startMs: fc.constantFrom(Date.UTC(2026, 0, 1, 8), Date.UTC(2026, 10, 22)),
      intervalMs: fc.constantFrom(15 * SECOND, MINUTE),
      seed: fc.integer({ min: 0, max: 1000 }),
      dataset: fc.record({
        sizeBytes: fc.integer({ min: 16, max: 3000 }).map((mib) => mib * MIB),
        sizeKnown: fc.boolean(),
      }),
      workers: fc.record({
        capacityBytes: fc.constantFrom(256 * MIB, 1024 * MIB),
        replicas: fc.integer({ min: 0, max: 4 }),
        nodes: fc.constantFrom(3, 100),
        startUpMs: fc.constantFrom({ least: 3000, most: 3000 }, { least: 0, most: 5 * MINUTE }),
      }),
      script: fc.array(happenings(hours), { maxLength: 8 }),
    })
    .map(({ startMs, intervalMs, seed, dataset, workers, script }) => ({
      name: 'random',
      startMs,
      durationMs: hours * HOUR,
      intervalMs,
      seed,
      dataset: { namespace: null, name: null, ...dataset },
      workers: { ...workers, blockBytes: 64 * MIB, registerMs: 2000, stopMs: 2000 },
      happenings: script
        .flat()
        .map((one) => ({ ...one, at: one.at + startMs }))
        .sort((a, b) => a.at - b.at),
    }));
}
