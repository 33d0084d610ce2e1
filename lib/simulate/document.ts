/** What a scenario document says of one dataset. Values carry their units, as in policy documents. */

import * as z from 'zod';
import { LONGEST_OVERRIDE_MS, MOST_OVERRIDE } from '../spec/annotations/form.ts';
import { datasetName, namespaceName, remark } from '../spec/names.ts';
import { count, duration, period, positive, size } from '../spec/values.ts';
import { moment, rate } from './moments.ts';
import { schedule } from './schedule-text.ts';

export const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
/** How an engine that is out behaves to one who asks. */
export const OUTAGES = ['refuses', 'hangs', 'closes', 'zeros', 'unreachable'] as const;

/** Kinds of runtimes: the first stands for all that tell how full they are; of a JuiceFSRuntime it is the community edition. */
export const RUNTIMES = ['AlluxioRuntime', 'EFCRuntime', 'VineyardRuntime', 'JuiceFSRuntime'] as const;

/** Why a container does not run, as its pod says. */
export const CRASHES = ['CrashLoopBackOff', 'ImagePullBackOff', 'CreateContainerConfigError'] as const;

const bytes = (what: string) => size().refine((n) => n > 0, { error: `must be ${what}` });

const repeats = {
  at: moment().describe('When: a time since the start, or an instant.'),
  every: period().optional().describe('Again and again at this distance, as 1d or 7d.'),
  times: positive().optional().describe('At most so many times in all.'),
  until: moment().optional().describe('Not after this.'),
  on: z
    .array(z.enum(WEEKDAYS))
    .min(1)
    .optional()
    .describe('Only those that fall on these days of the week (UTC).'),
};

const lasting = period().optional().describe('For how long. Default: to the end.');

const span = z
  .union(
    [
      duration().transform((ms) => ({ least: ms, most: ms })),
      z.strictObject({ least: duration().describe('Not sooner.'), most: duration().describe('Not later.') }),
    ],
    { error: 'must be a duration such as 30s, or { least: 20s, most: 2m }' },
  )
  .refine(({ least, most }) => least <= most, { path: ['least'], error: 'least must not be above most' })
  .meta({ title: 'duration, or two' });

const dataset = z
  .strictObject({
    namespace: namespaceName().optional().describe('Default: whatever dataset the policy is for.'),
    name: datasetName().optional().describe('Default: whatever dataset the policy is for.'),
    labels: z.record(z.string(), z.string()).optional().describe('Labels of the Dataset.'),
    runtime: z
      .enum(RUNTIMES)
      .prefault('AlluxioRuntime')
      .describe(
        'Kind of its runtime. EFCRuntime and VineyardRuntime tell nobody how full they are, and workers of a (community) JuiceFSRuntime share no cache.',
      ),
    size: bytes('a size above 0, such as 2.71GiB').describe('In the under-store.'),
    sizeKnown: z.boolean().prefault(true).describe('Whether Fluid finds the size out.'),
    growth: z
      .array(z.strictObject({ ...repeats, by: bytes('a size above 0, such as 10GiB').describe('How much.') }))
      .prefault([])
      .describe('Data that comes to the under-store.'),
  })
  .describe('The data behind the cache.');

const workers = z
  .strictObject({
    capacity: bytes('a size above 0, such as 1GiB').describe('Cache of one worker.'),
    block: bytes('a size above 0, such as 64MiB').prefault('64MiB').describe("The engine's block size."),
    replicas: count().prefault(1).describe('Workers at the start; they serve, and are empty.'),
    nodes: positive()
      .prefault(100)
      .describe('Nodes to run workers, one each; what comes beyond stays Pending.'),
    startUp: span.prefault('3s').describe('From a pod to Ready: a duration, or drawn between two.'),
    register: duration().prefault('2s').describe('From Ready until the master counts the worker.'),
    stop: duration().prefault('2s').describe('From the order to go until the pod is gone.'),
  })
  .refine(({ capacity, block }) => !(block > capacity), {
    path: ['block'],
    error: 'block must not be above capacity: a worker would hold nothing',
  })
  .describe('The workers of the cache.');

/** All that a scenario says of one dataset. */
export const sections = {
  dataset,
  workers,
  loads: z
    .array(
      z
        .strictObject({
          ...repeats,
          rate: rate().describe('How fast it loads.'),
          for: period().optional().describe('Broken off after so long. Default: until all is loaded.'),
          pending: duration().prefault('0s').describe('Its object is there so long before its data flows.'),
          schedule: schedule()
            .optional()
            .describe(
              'It recurs by its own schedule (`policy: Cron`), in UTC; its object is there from `at` on.',
            ),
        })
        .refine((one) => one.schedule === undefined || (one.every ?? one.times ?? one.on) === undefined, {
          path: ['schedule'],
          error: 'schedule says when it runs: leave out every, times and on',
        }),
    )
    .prefault([])
    .describe('DataLoads: each goes through the dataset and ends by itself.'),
  reads: z
    .array(z.strictObject({ ...repeats, rate: rate().describe('How fast.'), for: lasting }))
    .prefault([])
    .describe(
      'Applications that read the whole dataset again and again; their rates add up. Each is a pod with its volume.',
    ),
  pods: z
    .array(
      z.strictObject({
        ...repeats,
        count: positive().prefault(1).describe('How many.'),
        for: lasting,
      }),
    )
    .prefault([])
    .describe('Further pods that have the volume of the dataset, and read nothing.'),
  outages: z
    .array(
      z.strictObject({
        ...repeats,
        for: lasting,
        engine: z.enum(OUTAGES).prefault('refuses').describe('How it behaves to one who asks.'),
      }),
    )
    .prefault([])
    .describe('The engine cannot be read; the cache itself goes on.'),
  masterRestarts: z
    .array(
      z.strictObject({ ...repeats, down: duration().prefault('22s').describe('Until its pod is back.') }),
    )
    .prefault([])
    .describe('The master ends and comes back with its counters at 0.'),
  scalings: z
    .array(
      z.strictObject({
        ...repeats,
        to: count().describe('The new count.'),
        by: remark('the name of a field manager').prefault('kubectl-scale').describe('Who.'),
      }),
    )
    .prefault([])
    .describe('Somebody else sets the count.'),
  pauses: z
    .array(
      z.strictObject({
        ...repeats,
        by: remark('a name: who pauses it').describe('Who.'),
        why: remark('a reason: why').describe('Why.'),
        for: period().optional().describe('For how long. Default: until somebody resumes it.'),
      }),
    )
    .prefault([])
    .describe('A person pauses the dataset, by an annotation.'),
  overrides: z
    .array(
      z.strictObject({
        ...repeats,
        workers: count()
          .max(MOST_OVERRIDE, { error: `must be a whole number, 0 to ${MOST_OVERRIDE}` })
          .describe('So many workers.'),
        by: remark('a name: who asks for them').describe('Who.'),
        why: remark('a reason: why').describe('Why.'),
        for: period()
          .refine((ms) => ms <= LONGEST_OVERRIDE_MS, { error: 'must be a duration of at most 7d' })
          .describe('For how long.'),
        immediately: z.boolean().prefault(false).describe('Past the step.'),
      }),
    )
    .prefault([])
    .describe('A person asks for a number of workers for a while, by an annotation.'),
  resumes: z
    .array(z.strictObject(repeats))
    .prefault([])
    .describe('A person takes back a pause and an override.'),
  lostWorkers: z
    .array(
      z.strictObject({
        ...repeats,
        ordinal: count().prefault(0).describe('Which; nothing happens where it does not serve.'),
        for: period().optional().describe('Until its pod starts again, empty. Default: never.'),
      }),
    )
    .prefault([])
    .describe('A worker dies with its data, and its pod stays.'),
  crashes: z
    .array(
      z.strictObject({
        ...repeats,
        ordinal: count().prefault(0).describe('Which worker; also one that is only asked for later.'),
        for: lasting,
        why: z
          .enum(CRASHES)
          .prefault('CrashLoopBackOff')
          .describe('What its pod says; it has a node all the while.'),
      }),
    )
    .prefault([])
    .describe('A worker cannot run: what it held is lost, and it starts when this is over.'),
};

/** What all lists of happenings have in common. */
export type Repeated = Pick<z.output<typeof sections.loads>[number], keyof typeof repeats>;
