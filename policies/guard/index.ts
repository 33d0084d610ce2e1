import * as z from 'zod';
import type { Context, Limiter, Parts, Policy, Setting } from '../../lib/decide/contract.ts';
import { idleAfterOf } from '../../lib/decide/idling.ts';
import { mayShrink } from '../../lib/decide/shrinking.ts';
import { duration, period } from '../../lib/spec/values.ts';
import { formatDuration } from '../../lib/units/duration.ts';
import { guardFullFit } from './full-fit.ts';
import { givingUp, nextPatience, type Patience, reachable } from './giving-up.ts';
import { type Guarding, unlessItNeverCame } from './not-below.ts';
import { guardOperations, OPERATIONS_AFTER_MS } from './operations.ts';
import { guardSettle } from './settle.ts';
import { guardWorkers } from './workers.ts';

const toggle = z.enum(['enabled', 'disabled']);
const schema = z.strictObject({
  workers: toggle
    .optional()
    .describe(
      'No growth and no shrink while workers asked for do not serve, and no shrink past one that serves while a lower one does not.',
    ),
  giveUp: period()
    .optional()
    .describe('A worker that has not served after this long is given up. Default: never.'),
  tryAgain: period().optional().describe('After giving up, no growth for so long. Default 1h.'),
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
const GUARDS = ['workers', 'operations', 'settle', 'fullFit'] as const;
type Guard = (typeof GUARDS)[number];

const TRY_AGAIN_MS = 3_600_000;

/** What protects a cache that may shrink: each guard is on where shrinking is enabled, and off only by its name. */
export const guard: Policy<Config> = {
  name: 'guard',
  summary: 'what must be true before a cache that may shrink does shrink',
  schema,
  build: (config = {}, setting) => {
    const standing = standingOf(config, setting);
    if (standing.length === 0) return {};
    const patience = patienceOf(config, standing);
    const guardings = guardingsOf(config, patience, setting);
    const limiters = standing.map(
      (name): Limiter => ({ policy: `guard.${name}`, scope: 'everything', limit: guardings[name] }),
    );
    const silent = standing.filter((name) => config[name] === undefined);
    const defaults = [
      ...silent.map((name) => `spec.policies.guard.${name}: enabled`),
      ...defaultsOf(config, patience, standing),
    ];
    return {
      limiters,
      defaults,
      ...(standing.includes('operations') ? { window: afterOf(config), needs: ['operations'] } : {}),
      ...partsOfGivingUp(patience, setting),
    };
  },
  notes: (config, setting) => notes(config, setting),
};

/** Where a cache may not shrink only growing can be held: by `workers`, where it is named. */
function standingOf(config: Config, setting: Setting): readonly Guard[] {
  const wanted = setting.semantics === 'native' && mayShrink(setting) ? 'enabled' : 'disabled';
  const on = GUARDS.filter((name) => (config[name] ?? wanted) === 'enabled');
  return mayShrink(setting) ? on : on.filter((name) => name === 'workers');
}

function patienceOf({ giveUp, tryAgain }: Config, standing: readonly Guard[]): Patience {
  return {
    giveUp: standing.includes('workers') ? (giveUp ?? null) : null,
    tryAgain: tryAgain ?? TRY_AGAIN_MS,
  };
}

function guardingsOf(
  config: Config,
  patience: Patience,
  { policies, bounds }: Setting,
): Readonly<Record<Guard, Guarding>> {
  const reach = (context: Context) => reachable(patience, context);
  return {
    workers: guardWorkers(patience),
    operations: guardOperations(afterOf(config)),
    settle: unlessItNeverCame(guardSettle, reach),
    fullFit: unlessItNeverCame(guardFullFit(idleAfterOf(policies), bounds.max), reach),
  };
}

function afterOf({ operationsAfter = OPERATIONS_AFTER_MS }: Config): number {
  return operationsAfter;
}

function defaultsOf(config: Config, { giveUp }: Patience, standing: readonly Guard[]): readonly string[] {
  const after = standing.includes('operations') && config.operationsAfter === undefined;
  const again = giveUp !== null && config.tryAgain === undefined;
  return [
    ...(after ? [`spec.policies.guard.operationsAfter: ${formatDuration(afterOf(config))}`] : []),
    ...(again ? [`spec.policies.guard.tryAgain: ${formatDuration(TRY_AGAIN_MS)}`] : []),
  ];
}

function partsOfGivingUp(patience: Patience, { bounds }: Setting): Parts {
  if (patience.giveUp === null) return {};
  return {
    claimants: [givingUp(patience, bounds.min)],
    nextChange: (context) => nextPatience(patience, context),
    remembers: patience.giveUp + patience.tryAgain,
  };
}

function notes(config: Config, setting: Setting): string[] {
  const standing = standingOf(config, setting);
  const found: string[] = [];
  if (standing.length === 0) found.push('guard has no effect: scaling down is disabled');
  if (config.giveUp !== undefined && !standing.includes('workers')) {
    found.push('guard.giveUp has no effect: guard.workers is not enabled');
  } else if (config.giveUp !== undefined && !mayShrink(setting)) {
    found.push(
      'guard.giveUp takes no worker back: scaling down is disabled; it only ends the wish for more than came',
    );
  }
  if (config.tryAgain !== undefined && config.giveUp === undefined) {
    found.push('guard.tryAgain has no effect without guard.giveUp: nothing is given up');
  }
  return found;
}
