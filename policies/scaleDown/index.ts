import * as z from 'zod';
import type { Context, Interval, Policy } from '../../lib/decide/contract.ts';
import { shrinksAlways, windowSays } from '../../lib/decide/shrinking.ts';
import type { Reason } from '../../lib/model/observation.ts';

const schema = z.enum(['enabled', 'disabled']);

/** Shrinking destroys cached data, so it is off unless the document, or a window that holds, says `scaleDown: enabled`. */
export const scaleDown: Policy<z.infer<typeof schema>> = {
  name: 'scaleDown',
  summary: 'whether the cache may shrink at all; disabled by default',
  schema,
  build: (config, setting) => {
    const free = shrinksAlways(setting);
    if (free && !windowSays(setting.policies, 'disabled')) return {};
    const own: Reason = { code: config === undefined ? 'ScaleDownDefault' : 'ScaleDownDisabled' };
    const limit = ({ current, inForce }: Context): Interval | null => {
      const claim = inForce?.shrinking ?? null;
      if (claim === null ? free : claim.scaleDown === 'enabled') return null;
      return { low: current, high: Number.POSITIVE_INFINITY, reason: claim?.reason ?? own };
    };
    return {
      limiters: [{ policy: 'scaleDown', scope: 'everything', limit }],
      defaults: !free && config === undefined ? ['spec.policies.scaleDown: disabled'] : [],
    };
  },
};
