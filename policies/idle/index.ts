import * as z from 'zod';
import type { Claim, Context, NextChange, Policy, Setting } from '../../lib/decide/contract.ts';
import { IDLE_FLOOR, owed, RESTORE_MS, unusedFor, useSeen } from '../../lib/decide/idling.ts';
import { mayShrink } from '../../lib/decide/shrinking.ts';
import { describeReason } from '../../lib/model/reasons/index.ts';
import { period, workers } from '../../lib/spec/values.ts';

const schema = z.strictObject({
  after: period().describe('With no pod using the volume of the dataset for so long it counts as idle.'),
  floor: workers().describe('While it is idle there are at most so many workers; 0 is allowed.'),
  restore: z
    .enum(['step', 'immediately'])
    .optional()
    .describe(
      'How the size from before comes back with the first use: by step (the default), or in one go whatever step says.',
    ),
});

type Config = z.infer<typeof schema>;

/** A bound: nobody uses the dataset, so its cache falls to a floor; first use gives back what was taken. */
export const idle: Policy<Config> = {
  name: 'idle',
  summary: 'fewer workers while no pod uses the dataset, and all of them back with the first that does',
  schema,
  build: (config) => {
    if (config === undefined) return {};
    return {
      claimants: [{ policy: 'idle', rank: 'idle', claim: (context) => [claim(config, context)] }],
      nextChange: (context) => nextChange(config, context),
      needs: ['users'],
      defaults: config.restore === undefined ? ['spec.policies.idle.restore: step'] : [],
    };
  },
  notes,
};

/** Says what is the case also where it claims nothing, so that the ladder tells why it is not idle. */
function claim({ after, floor, restore }: Config, context: Context): Claim {
  const { observation, history, now } = context;
  const unused = unusedFor(context);
  if (unused !== null && unused >= after)
    return { max: floor, reason: { code: IDLE_FLOOR, numbers: { unused, after, floor } } };
  if (unused !== null) {
    const left = after - unused;
    return { reason: { code: 'IdleCounting', numbers: { unused, after, left } } };
  }
  if (useSeen(observation) !== 'used')
    return { reason: { code: 'IdleUnknown', numbers: whyUnknown(context) } };
  const by = userOf(context);
  const before = owed(history, now);
  if (before === null) return { reason: { code: 'IdleInUse', numbers: { by } } };
  const at = restore === 'immediately' ? { immediately: true as const } : {};
  return { min: before, ...at, reason: { code: 'IdleRestore', numbers: { by, before } } };
}

/** Somebody who uses it, in words. */
function userOf({ observation: { users, operations } }: Context): string {
  const [operation] = operations;
  if (users === undefined || users.pods === null || users.pods === 0) return operation ?? '?';
  const [first = '?'] = users.named;
  return users.pods === 1 ? `pod ${first}` : `pod ${first} and ${users.pods - 1} more`;
}

function whyUnknown({ observation: { users, runtime } }: Context): { readonly why: string } {
  const { namespace } = runtime;
  const notYet = { code: 'UsersNotListed', numbers: { namespace } };
  return { why: describeReason(users?.pods === null ? users.why : notYet) };
}

function nextChange({ after }: Config, context: Context): NextChange | null {
  const { history, now } = context;
  const { use } = history;
  const unused = unusedFor(context);
  if (unused !== null && unused < after)
    return { at: now + after - unused, what: 'the dataset counts as idle' };
  if (use === undefined || owed(history, now) === null) return null;
  return { at: use.since + RESTORE_MS, what: 'the size from before idleness is not claimed any more' };
}

function notes({ floor }: Config, setting: Setting): readonly string[] {
  const { max } = setting.bounds;
  return [
    ...(mayShrink(setting) ? [] : ['idle has no effect: scaling down is disabled']),
    ...(floor < max ? [] : [`idle has no effect: its floor ${floor} is not below replicas.max ${max}`]),
  ];
}
