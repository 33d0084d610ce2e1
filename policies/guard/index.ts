import * as z from 'zod';
import type { Context, Interval, Limiter, Policy } from '../../lib/decide/contract.ts';
import { mayShrink } from '../../lib/decide/shrinking.ts';
import { type Reason, STATUS_SOURCE } from '../../lib/model/observation.ts';

const toggle = z.enum(['enabled', 'disabled']);
const schema = z.strictObject({
  workers: toggle
    .optional()
    .describe(
      'No shrink while workers asked for do not serve, nor past one that serves while a lower one does not.',
    ),
  operations: toggle.optional().describe('No shrink while a data operation runs on the dataset.'),
  settle: toggle
    .optional()
    .describe('No shrink until the engine and the pods agree on the number of workers.'),
  fullFit: toggle.optional().describe('No shrink below the size at which the dataset fits whole.'),
});

type Config = z.infer<typeof schema>;
type Guard = keyof Config;

/** What protects a cache that may shrink: each guard is on where shrinking is enabled, and off only by its name. */
export const guard: Policy<Config> = {
  name: 'guard',
  summary: 'what must be true before a cache that may shrink does shrink',
  schema,
  build: (config, { policies, semantics }) => {
    if (!mayShrink({ policies, semantics })) return {};
    const wanted = semantics === 'native' ? 'enabled' : 'disabled';
    const on = (name: Guard) => (config?.[name] ?? wanted) === 'enabled';
    const limiters = (Object.keys(GUARDS) as Guard[]).filter(on).map(limiterOf);
    const silent = (Object.keys(GUARDS) as Guard[]).filter(
      (name) => on(name) && config?.[name] === undefined,
    );
    return { limiters, defaults: silent.map((name) => `spec.policies.guard.${name}: enabled`) };
  },
  notes: (_, setting) => (mayShrink(setting) ? [] : ['guard has no effect: scaling down is disabled']),
};

const GUARDS: Readonly<Record<Guard, (context: Context) => Interval | null>> = {
  workers: guardWorkers,
  operations: guardOperations,
  settle: guardSettle,
  fullFit: guardFullFit,
};

function limiterOf(name: Guard): Limiter {
  return { policy: `guard.${name}`, scope: 'everything', limit: GUARDS[name] };
}

function notBelow(low: number, reason: Reason): Interval {
  return { low, high: Number.POSITIVE_INFINITY, reason };
}

/** Scale-in deletes the highest ordinals at once, serving or not: 6 -> 5 with two pending removed a serving worker. */
function guardWorkers({ current, observation }: Context): Interval | null {
  const { serving, servingOrdinals } = observation.workers;
  if (serving < current)
    return notBelow(current, { code: 'GuardWorkers', numbers: { serving, asked: current } });
  const gap = servingOrdinals.findIndex((ordinal, index) => ordinal !== index);
  if (gap === -1) return null;
  const ordinal = servingOrdinals.at(-1) as number;
  return notBelow(Math.min(current, ordinal + 1), { code: 'GuardOrdinal', numbers: { ordinal } });
}

function guardOperations({ current, observation }: Context): Interval | null {
  const [operation] = observation.operations;
  return operation === undefined
    ? null
    : notBelow(current, { code: 'GuardOperations', numbers: { operation } });
}

/** Where nobody can see whether engine and pods agree, a cache gone dark must not release a shrink that sight forbade. */
function guardSettle({ current, reading, observation, semantics }: Context): Interval | null {
  // Fluid's status is up to 90 s old, so it cannot tell whether the engine has settled.
  const blind = reading === null || reading.source === STATUS_SOURCE;
  if (blind) return semantics === 'hpa' ? null : notBelow(current, { code: 'GuardBlind' });
  const { serving } = observation.workers;
  if (reading.workers === serving && serving === current) return null;
  return notBelow(current, {
    code: 'GuardSettle',
    numbers: { engine: reading.workers, serving, asked: current },
  });
}

/**
 * Under LRU a cache of share x has a hit share of about x + (1-x) ln(1-x) on shuffled epochs: half a cache is worth little.
 * Also where `replicas.max` is below full fit: nothing goes against a guard that is not switched off by its name.
 */
function guardFullFit({ current, fullFit, reading, semantics }: Context): Interval | null {
  if (fullFit === null) {
    if (semantics === 'hpa') return null;
    const missing = reading === null ? 'no reading of the cache' : 'the dataset size is unknown';
    return notBelow(current, { code: 'GuardSizeUnknown', numbers: { missing } });
  }
  return notBelow(Math.min(current, fullFit), { code: 'GuardFullFit', numbers: { fullFit } });
}
