import { KEDA } from '../../lib/cron/dialect.ts';
import { nextFire } from '../../lib/cron/next.ts';
import type { Context, Parts, Policy, Setting, Sizer } from '../../lib/decide/contract.ts';
import { blindAnswer } from '../../lib/decide/sight.ts';
import { averageSizer, type Tolerance } from '../../lib/spec/hpa/average.ts';
import { ratioCrossings } from '../../lib/spec/hpa/edges.ts';
import { legacyStabilization, legacyUpLimit } from '../../lib/spec/hpa/legacy.ts';
import { toleranceDouble } from '../../lib/spec/hpa/policies.ts';
import { valueAnswer } from '../../lib/spec/hpa/value.ts';
import { scheduleOf, zoneNamed } from './cron.ts';
import { jobParts } from './cronhpa.ts';
import { triggerParts } from './keda.ts';
import { type Config, schema, type Trigger } from './schema.ts';

/** The HPA's default tolerance in either direction. */
const DEFAULT_TOLERANCE = 10_000;

/** What HPA, KEDA and CronHPA do and no policy of this project does, so that their objects keep deciding as they did. */
export const compatibility: Policy<Config> = {
  name: 'compatibility',
  summary: 'laws of the HPA, KEDA and CronHPA that no other policy has, for imported documents',
  needs: 'hpa',
  schema,
  build: (config, setting) => (config === undefined ? {} : build(config, setting)),
  notes: ({ keda = [] }) => keda.flatMap(neverNotes),
};

const SOME_DAY = Date.UTC(2027, 0, 1);

/** KEDA's rule at its edges: what never comes within five years decides for good. */
function neverNotes({ start, end, timezone }: Trigger): readonly string[] {
  const never = (text: string) => nextFire(scheduleOf(text, KEDA), SOME_DAY, zoneNamed(timezone)) === null;
  if (never(end)) return [`compatibility.keda: the end ${end} never comes, so the trigger is never open`];
  return never(start)
    ? [`compatibility.keda: the start ${start} never comes, so the trigger is always open`]
    : [];
}

function build(config: Config, { bounds }: Setting): Parts {
  const { withoutBehavior, metrics = [], keda = [], cronhpa } = config;
  const tolerance = {
    up: toleranceDouble(config.tolerance?.up ?? DEFAULT_TOLERANCE),
    down: toleranceDouble(config.tolerance?.down ?? DEFAULT_TOLERANCE),
  };
  const triggers = keda.map((trigger) => triggerParts(trigger, tolerance));
  const jobs = cronhpa === undefined ? null : jobParts(cronhpa, bounds);
  const clocks = [...triggers, ...(jobs === null ? [] : [jobs])].map(({ nextChange }) => nextChange);
  return {
    sizers: [
      ...metrics.map(({ type, utilization }) => metricSizer(type, utilization, tolerance)),
      ...triggers.map(({ sizer }) => sizer),
    ],
    ...(metrics.length === 0
      ? {}
      : {
          crossings: (context: Context) => metrics.flatMap((metric) => crossings(metric, tolerance, context)),
        }),
    ...(withoutBehavior === undefined ? {} : legacyParts(withoutBehavior)),
    ...(jobs === null ? {} : { claimants: [jobs.claimant] }),
    ...(clocks.length === 0 ? {} : { nextChange: (context: Context) => soonest(clocks, context) }),
  };
}

function legacyParts(windowMs: number): Parts {
  return {
    raise: legacyStabilization(windowMs, 'compatibility.stabilization'),
    limiters: [legacyUpLimit('compatibility.step')],
    window: windowMs,
  };
}

function crossings(
  { type, utilization }: NonNullable<Config['metrics']>[number],
  tolerance: Tolerance,
  context: Context,
): readonly number[] {
  const workers = type === 'AverageValue' ? context.observation.workers.asked : 1;
  return workers === 0 ? [] : ratioCrossings(utilization * workers, tolerance, context);
}

function metricSizer(type: 'Value' | 'AverageValue', target: number, tolerance: Tolerance): Sizer {
  const policy = 'compatibility.metrics';
  if (type === 'AverageValue') return averageSizer({ target, tolerance }, policy);
  return {
    policy,
    size: (context) => {
      const { reading } = context;
      return reading === null ? blindAnswer(context) : valueAnswer(target, tolerance, context, reading);
    },
  };
}

function soonest(clocks: readonly NonNullable<Parts['nextChange']>[], context: Context) {
  const changes = clocks.map((ask) => ask(context)).filter((change) => change !== null);
  return changes.sort((a, b) => a.at - b.at)[0] ?? null;
}
