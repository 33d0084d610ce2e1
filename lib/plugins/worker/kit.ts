/** What a module is handed, so that it needs no package: zod, and the values of a policy document that carry their units. */
import * as z from 'zod';
import { count, duration, period, positive, share, size, utilization } from '../../spec/values.ts';

export const kit = Object.freeze({
  z,
  values: Object.freeze({ count, duration, period, positive, share, size, utilization }),
  /** For the types of `../author.ts`. */
  policy: <T>(policy: T): T => policy,
});
