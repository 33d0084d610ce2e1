import * as z from 'zod';
import type { Policy } from '../../lib/decide/contract.ts';

const schema = z.enum(['enabled', 'disabled']);

/** Shrinking destroys cached data, so it is off unless the document says `scaleDown: enabled`. */
export const scaleDown: Policy<z.infer<typeof schema>> = {
  name: 'scaleDown',
  summary: 'whether the cache may shrink at all; disabled by default',
  schema,
  build: (config, { semantics }) => {
    if (config === 'enabled') return {};
    if (config === undefined && semantics === 'hpa') return {};
    const code = config === undefined ? 'ScaleDownDefault' : 'ScaleDownDisabled';
    const limiter = {
      policy: 'scaleDown',
      scope: 'everything' as const,
      limit: ({ current }: { readonly current: number }) => ({
        low: current,
        high: Number.POSITIVE_INFINITY,
        reason: { code },
      }),
    };
    return {
      limiters: [limiter],
      defaults: config === undefined ? ['spec.policies.scaleDown: disabled'] : [],
    };
  },
};
