import * as z from 'zod';
import type { Policy } from '../../lib/decide/contract.ts';

const schema = z.enum(['enabled', 'disabled']);

/** Whether the cache may grow; enabled by default. */
export const scaleUp: Policy<z.infer<typeof schema>> = {
  name: 'scaleUp',
  summary: 'whether the cache may grow at all; enabled by default',
  schema,
  build: (config) =>
    config !== 'disabled'
      ? {}
      : {
          limiters: [
            {
              policy: 'scaleUp',
              scope: 'everything',
              limit: ({ current }) => ({
                low: Number.NEGATIVE_INFINITY,
                high: current,
                reason: { code: 'ScaleUpDisabled' },
              }),
            },
          ],
        },
};
