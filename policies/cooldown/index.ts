import * as z from 'zod';
import type { Context, Interval, Policy } from '../../lib/decide/contract.ts';
import type { Change } from '../../lib/model/history.ts';
import { duration, period } from '../../lib/spec/values.ts';

const schema = z.strictObject({
  afterUp: duration().optional().describe('Leave the cache alone for so long after it grew.'),
  afterDown: duration().optional().describe('Leave the cache alone for so long after it shrank.'),
  giveUp: period()
    .optional()
    .describe(
      'A worker that does not serve after this long is given up, and the cool-down begins. Default 15m.',
    ),
});

type Config = z.infer<typeof schema>;

const GIVE_UP_MS = 900_000;

/** Holds the sizers that read the cache after a change, whoever made it; bounds pass it. */
export const cooldown: Policy<Config> = {
  name: 'cooldown',
  summary: 'leave the cache alone for a while after each change',
  schema,
  build: (config) => {
    const [up, down] = [config?.afterUp ?? 0, config?.afterDown ?? 0];
    if (up === 0 && down === 0) return {};
    const giveUp = config?.giveUp ?? GIVE_UP_MS;
    const rests: Rests = { up, down, giveUp };
    return {
      limiters: [{ policy: 'cooldown', scope: 'readings', limit: (context) => limit(rests, context) }],
      window: Math.max(up, down) + giveUp,
      defaults: config?.giveUp === undefined ? ['spec.policies.cooldown.giveUp: 15m'] : [],
    };
  },
};

interface Rests {
  readonly up: number;
  readonly down: number;
  readonly giveUp: number;
}

/** The cool-down of each direction runs from when the last worker asked for by its latest change serves or is given up. */
function limit(rests: Rests, context: Context): Interval | null {
  const { changes } = context.history;
  let [seenUp, seenDown] = [false, false];
  for (let i = changes.length - 1; i >= 0 && !(seenUp && seenDown); i--) {
    const change = changes[i] as Change;
    const grew = change.to > change.from;
    if (grew ? seenUp : seenDown) continue;
    if (grew) seenUp = true;
    else seenDown = true;
    const rest = grew ? rests.up : rests.down;
    if (rest === 0) continue;
    const held = running(change, changes[i + 1], rest, rests.giveUp, context);
    if (held !== null) return held;
  }
  return null;
}

function running(
  change: Change,
  next: Change | undefined,
  rest: number,
  giveUp: number,
  context: Context,
): Interval | null {
  const { current, history, now, observation } = context;
  const { from, to } = change;
  // A change that another one followed was served before it, or superseded by it.
  const served = next === undefined ? history.servedAt : (change.servedAt ?? next.at);
  const givenUp = change.at + giveUp;
  const began = Math.min(served ?? givenUp, givenUp);
  if (served === null && now < givenUp) {
    const numbers = { from, to, serving: observation.workers.serving, asked: current, left: givenUp - now };
    return { low: current, high: current, reason: { code: 'CooldownWaiting', numbers } };
  }
  const left = began + rest - now;
  if (left <= 0) return null;
  return { low: current, high: current, reason: { code: 'CooldownRunning', numbers: { from, to, left } } };
}
