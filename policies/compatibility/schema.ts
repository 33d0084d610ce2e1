/** The form of the laws of other autoscalers: field names as they have them, where they have one. */
import * as z from 'zod';
import { CRONHPA, type Dialect, KEDA } from '../../lib/cron/dialect.ts';
import { nextFire } from '../../lib/cron/next.ts';
import { parseCron } from '../../lib/cron/parse.ts';
import { type Zone, zoneOf } from '../../lib/cron/zone.ts';
import { clusterRule } from '../../lib/spec/cluster-rules.ts';
import { instant } from '../../lib/spec/names.ts';
import { period, positive, share, workers } from '../../lib/spec/values.ts';

/** More than anyone has; the API server wants to know how often a rule may have to be checked. */
const MOST = 32;
const LONGEST_CRON = 256;
const LONGEST_NAME = 253;

const listOf = <T extends z.ZodType>(item: T, what: string) =>
  z
    .array(item)
    .min(1, { error: `must be a list of 1 to ${MOST} ${what}` })
    .max(MOST, { error: `must be a list of 1 to ${MOST} ${what}` });

/** An expression that the library would take, and that is not counted from the start of a process. */
const cron = (dialect: Dialect, what: string) =>
  z
    .string({ error: `must be ${what}` })
    .max(LONGEST_CRON, { error: `must be ${what}, at most ${LONGEST_CRON} characters`, abort: true })
    .superRefine((text, context) => {
      const parsed = parseCron(text, dialect);
      if (!parsed.ok) context.addIssue({ code: 'custom', message: `must be ${what}: ${parsed.error}` });
      else if (parsed.schedule.type === 'every') {
        const message = `must be ${what}: @every has no instants of its own, it counts from when a controller starts`;
        context.addIssue({ code: 'custom', message });
      }
    });

const UTC = zoneOf('UTC') as Zone;
/** Within five years of it lies a leap day. */
const SOME_DAY = Date.UTC(2027, 0, 1);

/** A job that never fires is a slip of the pen; a start that never comes is how a KEDA window is always open. */
const jobCron = () =>
  cronHpaCron().refine(
    (text) => {
      const parsed = parseCron(text, CRONHPA);
      return !parsed.ok || nextFire(parsed.schedule, SOME_DAY, UTC) !== null;
    },
    { error: 'must be a cron expression that fires: this one never does, within five years' },
  );

const kedaCron = () => cron(KEDA, 'a cron expression of five fields such as 0 8 * * 1-5');
const cronHpaCron = () =>
  cron(CRONHPA, 'a cron expression that begins with the seconds, such as 0 0 8 * * *');

const zone = () =>
  z
    .string({ error: 'must be an IANA time zone such as Europe/Berlin' })
    .max(64, { error: 'must be an IANA time zone such as Europe/Berlin', abort: true })
    .refine((name) => zoneOf(name) !== null, {
      error: 'must be an IANA time zone such as Europe/Berlin; there is none of this name',
    })
    .meta({ title: 'time zone', examples: ['Europe/Berlin'] });

const A_TARGET = 'must be a percentage above 0%';
const portion = clusterRule(
  share().refine((value) => value > 0, { error: A_TARGET }),
  "self.matches('[1-9]')",
  A_TARGET,
);

const tolerance = z
  .strictObject({
    up: share().optional().describe('No growth within this much above. Default 10%.'),
    down: share().optional().describe('No shrink within this much below. Default 10%.'),
  })
  .optional();

const metric = z.strictObject({
  type: z
    .enum(['Value', 'AverageValue'])
    .describe('Value: ready pods times the ratio. AverageValue: usage over the target of one worker.'),
  utilization: portion.describe('The target; of the type Value it may be above 100%.'),
});

const trigger = z.strictObject({
  timezone: zone().describe('The zone both expressions are in.'),
  start: kedaCron().describe('When it opens.'),
  end: kedaCron().describe('When it closes.'),
  desiredReplicas: positive(workers()).describe('The workers it wishes for while it is open.'),
});

const ONE_OF_TWO = 'give either `schedule` or `at`';
const job = clusterRule(
  z
    .strictObject({
      name: z
        .string()
        .min(1)
        .max(LONGEST_NAME, { error: `must be a name of at most ${LONGEST_NAME} characters` })
        .describe('The name of the job.'),
      schedule: jobCron().optional().describe('When it fires.'),
      at: instant().optional().describe('The one instant at which it fires (`runOnce`).'),
      targetSize: workers().describe('The workers it sets.'),
    })
    .refine(({ schedule, at }) => (schedule === undefined) !== (at === undefined), { error: ONE_OF_TWO }),
  'has(self.schedule) != has(self.at)',
  ONE_OF_TWO,
);

const jobs = z.strictObject({
  timezone: zone().describe('The zone its controller runs in.'),
  target: z
    .enum(['workload', 'hpa'])
    .optional()
    .describe(
      'workload (default): the size is exactly what the last job set. hpa: that is the floor, and metrics may go above it.',
    ),
  excludeDates: listOf(cronHpaCron(), 'cron expressions')
    .optional()
    .describe('A job does not fire on a day that holds a match of one of these.'),
  jobs: listOf(job, 'jobs').describe('The jobs; whichever fired last holds.'),
});

export const schema = z.strictObject({
  withoutBehavior: period()
    .optional()
    .describe(
      'The law of an HPA without `behavior`: up to the highest wish of this window, also above the current size; at most to twice the size, or 4.',
    ),
  metrics: listOf(metric, 'metrics')
    .optional()
    .describe('Metrics of an HPA beside `target`; the largest wish wins.'),
  tolerance: tolerance.describe('Of `metrics` and of `keda`.'),
  keda: listOf(trigger, 'triggers').optional().describe('Cron triggers of a ScaledObject.'),
  cronhpa: jobs.optional().describe('Jobs of a CronHorizontalPodAutoscaler.'),
});

export type Config = z.infer<typeof schema>;
export type Trigger = z.infer<typeof trigger>;
export type Jobs = z.infer<typeof jobs>;
