import * as z from 'zod';
import type { Context, Interval, NextChange, Parts, Policy, Setting } from '../../lib/decide/contract.ts';
import { mayShrink } from '../../lib/decide/shrinking.ts';
import { clusterRule } from '../../lib/spec/cluster-rules.ts';
import { period, positive } from '../../lib/spec/values.ts';
import { turnsSince } from './turns.ts';

/** More than a count that turns at every look of a day would need. */
const MOST = 10_000;
const A_NUMBER = `must be a whole number, 1 to ${MOST}, or unlimited`;
const turns = clusterRule(
  z
    .union([z.literal('unlimited'), positive().max(MOST, { error: A_NUMBER })], { error: A_NUMBER })
    .meta({ title: 'integer | unlimited' }),
  `type(self) == string ? self == 'unlimited' : self >= 1 && self <= ${MOST}`,
  A_NUMBER,
);

const schema = z.strictObject({
  turns: turns
    .optional()
    .describe('At most so many changes of direction; unlimited switches it off. Default 8.'),
  per: period().optional().describe('The period they are counted in. Default 1d.'),
});

type Config = z.infer<typeof schema>;

/** Four times up and down a day: two busy times of a day with room to spare; a cache that turns more often is never warm. */
const DEFAULT_TURNS = 8;
const DEFAULT_PER_MS = 86_400_000;

interface Budget {
  readonly most: number;
  readonly per: number;
}

/** Holds shrinks of a count that has gone up and down too often; never growth. */
export const flapBudget: Policy<Config> = {
  name: 'flapBudget',
  summary: 'how often the count may change its direction before shrinks are held',
  schema,
  build: (config, setting) => build(config, setting),
  notes: (_, setting) => (mayShrink(setting) ? [] : ['flapBudget has no effect: scaling down is disabled']),
};

function build(config: Config | undefined, { policies, semantics }: Setting): Parts {
  const off = config === undefined && semantics === 'hpa';
  const { turns: most = DEFAULT_TURNS, per = DEFAULT_PER_MS } = config ?? {};
  if (off || most === 'unlimited' || !mayShrink({ policies, semantics })) return {};
  const budget: Budget = { most, per };
  return {
    limiters: [{ policy: 'flapBudget', scope: 'everything', limit: (context) => limit(budget, context) }],
    nextChange: (context) => release(budget, context),
    remembers: per,
    defaults: [
      ...(config?.turns === undefined ? [`spec.policies.flapBudget.turns: ${DEFAULT_TURNS}`] : []),
      ...(config?.per === undefined ? ['spec.policies.flapBudget.per: 1d'] : []),
    ],
  };
}

function limit(budget: Budget, context: Context): Interval | null {
  const spent = spentBy(budget, context);
  if (spent === null) return null;
  const { current, now } = context;
  const { most, per } = budget;
  const numbers = { turns: spent.turns, most, per, left: spent.until - now };
  return { low: current, high: Number.POSITIVE_INFINITY, reason: { code: 'FlapBudget', numbers } };
}

/** A spent budget says nothing more when so many turns have left the period that one is to spare. */
function release(budget: Budget, context: Context): NextChange | null {
  const spent = spentBy(budget, context);
  return spent === null ? null : { at: spent.until, what: 'the flap budget allows a shrink again' };
}

/** @returns null where a shrink would be no turn, or one more is to spare */
function spentBy({ most, per }: Budget, { history, now }: Context): { turns: number; until: number } | null {
  const last = history.changes.at(-1);
  if (last === undefined || last.to < last.from) return null;
  const turns = turnsSince(history.changes, now - per);
  const decisive = turns[turns.length - most];
  return decisive === undefined ? null : { turns: turns.length, until: decisive + per };
}
