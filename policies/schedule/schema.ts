/** The windows of a schedule as people write them. */
import * as z from 'zod';
import { clusterRule } from '../../lib/spec/cluster-rules.ts';
import { period, positive, workers } from '../../lib/spec/values.ts';
import { excludes } from './exclude.ts';
import { EFFECTS_RULE, TIMES_RULE, WRONG_EFFECTS, WRONG_TIMES, wrongWith } from './relations.ts';
import { cronPattern, endOfWindow, leadTime, validity, weekly, windowName, zone } from './texts.ts';

const MIN_ABOVE_MAX = 'min must not be above max';

const bounds = clusterRule(
  z
    .strictObject({
      min: workers().describe('The fewest workers while it holds; may be 0.'),
      max: positive(workers()).describe('The most workers while it holds.'),
    })
    .refine(({ min, max }) => !(min > max), { path: ['min'], error: MIN_ABOVE_MAX }),
  'self.min <= self.max',
  MIN_ABOVE_MAX,
  '.min',
);

const fields = z.strictObject({
  name: windowName().optional().describe('What messages call it. Default: its times.'),
  weekly: weekly()
    .optional()
    .describe('Days and times, as `Mon-Fri 08:00-20:00`; in place of `start` and its end.'),
  start: cronPattern().optional().describe('When it opens: a cron pattern of five fields.'),
  duration: period().optional().describe('How long it stays open.'),
  end: endOfWindow()
    .optional()
    .describe('When it closes: a cron pattern, or `next`: when the next window with `end: next` opens.'),
  zone: zone().optional().describe('The time zone of its times and days, by its IANA name. Default: UTC.'),
  exclude: excludes()
    .optional()
    .describe(
      'Days on which it does not open: single ones, ranges, those of every year, or a calendar file (.ics).',
    ),
  validFrom: validity().optional().describe('It does not hold before: a day, or an instant.'),
  validUntil: validity()
    .optional()
    .describe('It does not hold after: a day, which still counts, or an instant.'),
  atLeast: workers().optional().describe('At least so many workers.'),
  atMost: positive(workers()).optional().describe('At most so many workers.'),
  exactly: workers().optional().describe('Exactly so many workers.'),
  replicas: bounds.optional().describe('Bounds that take the place of `spec.replicas`.'),
  scaleDown: z
    .enum(['enabled', 'disabled'])
    .optional()
    .describe('Whether the cache may shrink while it holds.'),
  lead: leadTime()
    .optional()
    .describe(
      'Ask for its workers so long before it opens; `measured`: as long as the steps and a start take.',
    ),
  immediately: z.boolean().optional().describe('Go to its bound in one go, past `step`.'),
  suspend: z.boolean().optional().describe('As if it were not there.'),
});

export type WindowConfig = z.infer<typeof fields>;

const window = clusterRule(
  clusterRule(
    fields.superRefine((config, context) => {
      for (const { path, message } of wrongWith(config)) context.addIssue({ code: 'custom', path, message });
    }),
    TIMES_RULE,
    WRONG_TIMES,
  ),
  EFFECTS_RULE,
  WRONG_EFFECTS,
);

/** More than anyone can oversee; the API server wants to know how often a rule may have to be checked. */
const MOST_WINDOWS = 32;

export const schema = z
  .array(window)
  .min(1)
  .max(MOST_WINDOWS, { error: `must be a list of at most ${MOST_WINDOWS} windows` })
  .superRefine((windows, context) => {
    const seen = new Set<string>();
    for (const [index, { name }] of windows.entries()) {
      if (name !== undefined && seen.has(name)) {
        context.addIssue({
          code: 'custom',
          path: [index, 'name'],
          message: `two windows are called ${name}`,
        });
      }
      if (name !== undefined) seen.add(name);
    }
  });
