import * as z from 'zod';
import { type Moment, moment } from '../moments.ts';

/** `20m` or an instant; null when it is neither. */
export function momentOf(text: string): Moment | null {
  const read = moment().safeParse(text === '0' ? 0 : text);
  return read.success ? read.data : null;
}

/** A mapping from moments, as they are written, to values. */
export function moments<T>(value: z.ZodType<T>) {
  return z.record(z.string(), value).superRefine((found, context) => {
    if (Object.keys(found).length === 0) {
      context.addIssue({
        code: 'custom',
        message: 'must be moments and what is expected at each, as { 20m: 3 }',
      });
    }
    for (const key of Object.keys(found)) {
      if (momentOf(key) !== null) continue;
      const message = `${JSON.stringify(key)} is no moment: a time since the start such as 20m, or an instant such as 2026-11-22T18:00:00Z`;
      context.addIssue({ code: 'custom', path: [key], message });
    }
  });
}
