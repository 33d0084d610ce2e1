import * as z from 'zod';
import type { Context, Interval, Limiter, Parts, Policy, Setting } from '../../lib/decide/contract.ts';
import { DEFAULT_STEP, paceUp, type StepRule } from '../../lib/decide/pace.ts';
import { mayShrink } from '../../lib/decide/shrinking.ts';
import type { Reason } from '../../lib/model/observation.ts';
import { clusterRule } from '../../lib/spec/cluster-rules.ts';
import { period, positive, share } from '../../lib/spec/values.ts';
import { formatDuration } from '../../lib/units/duration.ts';
import { type Allowance, allowance } from './allowance.ts';

const A_PORTION = 'must be a percentage above 0%';
const portion = clusterRule(
  share().refine((value) => value > 0, { error: A_PORTION }),
  "self.matches('[1-9]')",
  A_PORTION,
);
const ONE_OF_TWO = 'give either `pods` or `percent`';
const rule = clusterRule(
  z
    .strictObject({
      pods: positive().optional().describe('At most so many workers.'),
      percent: portion.optional().describe('At most this share of the count at the start of the period.'),
      per: period().describe('The period the workers are counted in.'),
    })
    .refine(({ pods, percent }) => (pods === undefined) !== (percent === undefined), { error: ONE_OF_TWO }),
  'has(self.pods) != has(self.percent)',
  ONE_OF_TWO,
);
/** More than anyone needs; the API server wants to know how often a rule may have to be checked. */
const MOST_RULES = 32;
const rules = () =>
  z
    .array(rule)
    .min(1)
    .max(MOST_RULES, { error: `must be a list of at most ${MOST_RULES}` });
const select = z.enum(['Max', 'Min']);

const schema = z.strictObject({
  up: rules().optional().describe('Limits on growing.'),
  down: rules().optional().describe('Limits on shrinking.'),
  select: z
    .strictObject({ up: select.optional(), down: select.optional() })
    .optional()
    .describe('Which of several limits binds: the most generous (Max, the default) or the strictest (Min).'),
});

type Config = z.infer<typeof schema>;

/** How many workers may come or go within a period (the HPA's scaling policies). */
export const step: Policy<Config> = {
  name: 'step',
  summary: 'at most so many workers, or percent, within a period',
  schema,
  build: (config, setting) => build(config, setting),
  notes: (config, setting) => notes(config, setting),
};

function build(config: Config | undefined, setting: Setting): Parts {
  const { rules: up, select: selectUp, isDefault: defaultUp } = paceUp(setting);
  const defaultDown = setting.semantics === 'native' && config?.down === undefined && mayShrink(setting);
  const down = config?.down ?? (defaultDown ? [DEFAULT_STEP] : []);
  if (up.length === 0 && down.length === 0) return {};
  const sides: Sides = {
    up,
    down,
    selectUp,
    selectDown: config?.select?.down ?? 'Max',
    upCode: defaultUp ? 'StepDefaultUp' : 'StepUpLimit',
    downCode: defaultDown ? 'StepDefaultDown' : 'StepDownLimit',
  };
  const limiter: Limiter = { policy: 'step', scope: 'everything', limit: (context) => limit(sides, context) };
  const defaults = [
    ...(defaultUp
      ? ['spec.policies.step.up: [{ pods: 1, per: 5m }], because threshold is given without it']
      : []),
    ...(defaultDown ? ['spec.policies.step.down: [{ pods: 1, per: 5m }], because scaleDown is enabled'] : []),
  ];
  const window = Math.max(0, ...up.map((r) => r.per), ...down.map((r) => r.per));
  return { limiters: [limiter], window, defaults };
}

interface Sides {
  readonly up: readonly StepRule[];
  readonly down: readonly StepRule[];
  readonly selectUp: 'Max' | 'Min';
  readonly selectDown: 'Max' | 'Min';
  readonly upCode: string;
  readonly downCode: string;
}

function limit(sides: Sides, context: Context): Interval {
  const { current, wish, bounds } = context;
  const up = sides.up.length === 0 ? null : allowance('up', sides.up, sides.selectUp, context);
  const down = sides.down.length === 0 ? null : allowance('down', sides.down, sides.selectDown, context);
  const shrinking = (wish < current && bounds.min <= current) || bounds.max < current;
  const lifted = atOnce(context);
  if (lifted !== null) return lifted;
  return {
    low: down?.limit ?? Number.NEGATIVE_INFINITY,
    high: up?.limit ?? Number.POSITIVE_INFINITY,
    reason: shrinking ? reasonDown(sides, down) : reasonUp(sides, up),
  };
}

/** A bound that is claimed `immediately` is moved to in one go, and no farther. */
function atOnce({ current, bounds, inForce }: Context): Interval | null {
  const { min, max } = bounds;
  if (current < min && inForce?.low?.immediately)
    return {
      low: current,
      high: min,
      reason: { code: 'StepLifted', numbers: { by: inForce.low.by, to: min } },
    };
  if (current > max && inForce?.high?.immediately)
    return {
      low: max,
      high: current,
      reason: { code: 'StepLifted', numbers: { by: inForce.high.by, to: max } },
    };
  return null;
}

function reasonUp({ upCode }: Sides, up: Allowance | null): Reason {
  return up === null ? FREE : { code: upCode, numbers: { high: up.limit, per: up.per } };
}

function reasonDown({ downCode }: Sides, down: Allowance | null): Reason {
  return down === null ? FREE : { code: downCode, numbers: { low: down.limit, per: down.per } };
}

/** The other direction has a step, this one has none. */
const FREE: Reason = { code: 'StepFree' };

function notes(config: Config, { policies }: Setting): string[] {
  const cooldown = policies.cooldown as { afterUp?: number; afterDown?: number } | undefined;
  const sides = [
    { side: 'up', rules: config.up ?? [], rest: cooldown?.afterUp ?? 0, field: 'afterUp' },
    { side: 'down', rules: config.down ?? [], rest: cooldown?.afterDown ?? 0, field: 'afterDown' },
  ];
  return sides.flatMap(({ side, rules, rest, field }) =>
    rules
      .filter(({ per }) => per <= rest)
      .map(
        ({ per }) =>
          `step.${side} per ${formatDuration(per)} cannot bind twice: cooldown.${field} ${formatDuration(rest)} is no shorter, ` +
          'so every period begins afresh',
      ),
  );
}
