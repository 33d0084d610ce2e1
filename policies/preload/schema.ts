import * as z from 'zod';
import { zoneOf } from '../../lib/cron/zone.ts';
import { period, room } from '../../lib/spec/values.ts';

const A_ZONE = 'must be a time zone such as Europe/Berlin or UTC';
const A_PATH = 'must be a path of the dataset such as /train';
const TWICE = 'this path has a size already';
const MOST_PATHS = 32;

const path = z.string({ error: A_PATH }).max(200, { error: A_PATH }).regex(/^\//, { error: A_PATH });

export const schema = z.strictObject({
  lead: period()
    .optional()
    .describe('Grow so long before a scheduled load. Default: what steps need, and start-up as measured.'),
  zone: z
    .string({ error: A_ZONE })
    .max(64, { error: A_ZONE })
    .refine((name) => zoneOf(name) !== null, { error: A_ZONE })
    .optional()
    .describe("The zone that the cluster's CronJobs run in. Default UTC."),
  paths: z
    .array(
      z.strictObject({
        path: path.describe('As in spec.target of a DataLoad.'),
        size: room().describe('How much lies there.'),
      }),
    )
    .min(1)
    .max(MOST_PATHS, { error: `must be a list of at most ${MOST_PATHS}` })
    .superRefine((paths, context) => {
      for (const [index, one] of paths.entries()) {
        if (paths.findIndex(({ path }) => path === one.path) === index) continue;
        context.addIssue({ code: 'custom', path: [index, 'path'], message: TWICE });
      }
    })
    .optional()
    .describe(
      'Sizes of paths that DataLoads name: such a load needs room for them, not for the whole dataset.',
    ),
});

export type PreloadConfig = z.infer<typeof schema>;
