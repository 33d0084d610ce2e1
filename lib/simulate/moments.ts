/** The values that only scenarios and tests of policies have: moments and rates, with their units. */
import * as z from 'zod';
import { instant } from '../spec/names.ts';
import { duration } from '../spec/values.ts';
import { parseSize } from '../units/size.ts';

const A_RATE = 'a rate such as 40MiB/s';
const A_MOMENT = 'a time since the start such as 5m, or an instant such as 2026-11-22T18:00:00Z';

/** `40MiB/s` -> bytes a second. */
export const rate = () =>
  z
    .string({ error: `must be ${A_RATE}` })
    .regex(/^\d+(\.\d+)?\s*([kKmMgGtT]i?)?[bB]\/s$/, { error: `must be ${A_RATE}` })
    .transform((text) => parseSize(text.replace(/\/s$/, '')) ?? Number.NaN)
    .refine((bytes) => bytes > 0 && bytes <= 2 ** 44, { error: `must be ${A_RATE}, above 0` })
    .meta({ title: 'rate', examples: ['40MiB/s'] });

/** Ms since the start, or an instant in ms. */
export type Moment = { readonly after: number } | { readonly instant: number };

export const moment = () =>
  z
    .union(
      [
        duration().transform((after): Moment => ({ after })),
        instant().transform((ms): Moment => ({ instant: ms })),
      ],
      {
        error: `must be ${A_MOMENT}`,
      },
    )
    .meta({ title: 'moment', examples: ['5m', '2026-11-22T18:00:00Z'] });
