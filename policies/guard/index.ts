import * as z from 'zod';
import type { Limiter, Policy } from '../../lib/decide/contract.ts';
import { mayShrink } from '../../lib/decide/shrinking.ts';
import { guardFullFit } from './full-fit.ts';
import type { Guarding } from './not-below.ts';
import { guardOperations } from './operations.ts';
import { guardSettle } from './settle.ts';
import { guardWorkers } from './workers.ts';

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

const GUARDS: Readonly<Record<Guard, Guarding>> = {
  workers: guardWorkers,
  operations: guardOperations,
  settle: guardSettle,
  fullFit: guardFullFit,
};

function limiterOf(name: Guard): Limiter {
  return { policy: `guard.${name}`, scope: 'everything', limit: GUARDS[name] };
}
