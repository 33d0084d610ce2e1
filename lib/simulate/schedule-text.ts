import * as z from 'zod';
import { CRONJOB } from '../cron/dialect.ts';
import { parseCron } from '../cron/parse.ts';

const A_SCHEDULE = 'must be a cron schedule such as "30 7 * * 1-5"';
/** The schedule of a data operation, as Kubernetes' CronJob reads it. */
export const schedule = () =>
  z
    .string({ error: A_SCHEDULE })
    .max(200, { error: A_SCHEDULE })
    .refine((text) => parseCron(text, CRONJOB).ok, { error: A_SCHEDULE })
    .meta({ title: 'cron schedule', examples: ['30 7 * * 1-5'] });
