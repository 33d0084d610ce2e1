import * as z from 'zod';
import type { Limiter, Policy, Setting } from '../../lib/decide/contract.ts';
import { idleAfterOf } from '../../lib/decide/idling.ts';
import { mayShrink } from '../../lib/decide/shrinking.ts';
import { duration } from '../../lib/spec/values.ts';
import { formatDuration } from '../../lib/units/duration.ts';
import { guardFullFit } from './full-fit.ts';
import type { Guarding } from './not-below.ts';
import { guardOperations, OPERATIONS_AFTER_MS } from './operations.ts';
import { guardSettle } from './settle.ts';
import { guardWorkers } from './workers.ts';

const toggle = z.enum(['enabled', 'disabled']);
const schema = z.strictObject({
  workers: toggle
    .optional()
    .describe(
      'No shrink while workers asked for do not serve, nor past one that serves while a lower one does not.',
    ),
  operations: toggle
    .optional()
    .describe('No shrink while a data operation runs on the dataset, nor soon after.'),
  operationsAfter: duration()
    .optional()
    .describe('No shrink for so long after the last data operation ended. Default 10m; 0: none.'),
  settle: toggle
    .optional()
    .describe('No shrink until the engine and the pods agree on the number of workers.'),
  fullFit: toggle
    .optional()
    .describe('No shrink below the size at which the dataset fits whole, while it is in use.'),
});

type Config = z.infer<typeof schema>;
type Guard = keyof typeof GUARDS;

/** What protects a cache that may shrink: each guard is on where shrinking is enabled, and off only by its name. */
export const guard: Policy<Config> = {
  name: 'guard',
  summary: 'what must be true before a cache that may shrink does shrink',
  schema,
  build: (config, setting) => {
    if (!mayShrink(setting)) return {};
    const wanted = setting.semantics === 'native' ? 'enabled' : 'disabled';
    const on = (name: Guard) => (config?.[name] ?? wanted) === 'enabled';
    const standing = (Object.keys(GUARDS) as Guard[]).filter(on);
    const limiters = standing.map(
      (name): Limiter => ({
        policy: `guard.${name}`,
        scope: 'everything',
        limit: GUARDS[name](config ?? {}, setting),
      }),
    );
    const silent = standing.filter((name) => config?.[name] === undefined);
    const defaults = silent.map((name) => `spec.policies.guard.${name}: enabled`);
    if (!on('operations')) return { limiters, defaults };
    const window = afterOf(config ?? {});
    if (config?.operationsAfter === undefined)
      defaults.push(`spec.policies.guard.operationsAfter: ${formatDuration(window)}`);
    return { limiters, defaults, window, needs: ['operations'] };
  },
  notes: (_, setting) => (mayShrink(setting) ? [] : ['guard has no effect: scaling down is disabled']),
};

const GUARDS = {
  workers: () => guardWorkers,
  operations: (config) => guardOperations(afterOf(config)),
  settle: () => guardSettle,
  fullFit: (_, { policies, bounds }) => guardFullFit(idleAfterOf(policies), bounds.max),
} as const satisfies Readonly<Record<string, (config: Config, setting: Setting) => Guarding>>;

function afterOf({ operationsAfter = OPERATIONS_AFTER_MS }: Config): number {
  return operationsAfter;
}
