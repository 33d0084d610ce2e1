/** Schedules in the dialects of KEDA and CronHPA, by lib/cron. */
import { isExcluded } from '../../../lib/cron/cronhpa.ts';
import { CRONHPA, CronError, type Dialect, KEDA } from '../../../lib/cron/dialect.ts';
import { type Bounds, parseField, parseRange } from '../../../lib/cron/field.ts';
import { isOpen, parseTrigger } from '../../../lib/cron/keda.ts';
import { nextFire } from '../../../lib/cron/next.ts';
import { type CronSchedule, parseCron } from '../../../lib/cron/parse.ts';
import { type Zone, zoneOf } from '../../../lib/cron/zone.ts';
import { type Case, type Fields, isFields, needed } from '../case.ts';
import { type Adapter, type Outcome, stated } from './adapter.ts';

/** The libraries' own tests use parsers that KEDA and CronHPA do not: with seconds and descriptors, or without. */
function dialectOf({ file, input }: Case, standard: boolean): Dialect {
  const five = standard || /standard/.test(String(input.parser));
  const base = { ...(file.includes('cronhpa') ? CRONHPA : KEDA), descriptors: true };
  return { ...base, seconds: !five, dayOfWeekOptional: !five };
}

function scheduleOf(text: string, dialect: Dialect): CronSchedule {
  const parsed = parseCron(text, dialect);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.schedule;
}

/** `2012-11-04T01:00:00-04:00[America/New_York]`; without an offset it is UTC, with one alone a zone that never changes. */
function timeOf(value: unknown): { readonly at: number; readonly zone: Zone } {
  const match = /^([^[+Z]*?T[\d:.]+)([+-]\d\d:\d\d|Z)?(?:\[(.*)\])?$/.exec(String(value));
  if (match === null) throw new Error(`no time: ${String(value)}`);
  const [, wall, offset = 'Z', name] = match;
  const at = Date.parse(`${wall}${offset}`);
  const fixed = Date.parse(`${wall}Z`) - at;
  return { at, zone: name === undefined ? { name: offset, offsetAt: () => fixed } : named(name) };
}

function named(name: string): Zone {
  const zone = zoneOf(name);
  if (zone === null) throw new Error(`no time zone: ${name}`);
  return zone;
}

const instant = (value: unknown) => (value === null || value === undefined ? null : timeOf(value).at);

export const cronNext: Adapter = {
  expected: ({ input }) => {
    if (!('expectedNext' in input)) throw new Error('expectedNext is absent');
    return { next: instant(input.expectedNext) };
  },
  actual: (testCase) => {
    const { input } = testCase;
    const { at, zone } = timeOf(input.time);
    const where = typeof input.zone === 'string' ? named(input.zone) : zone;
    return { next: nextFire(scheduleOf(String(input.spec), dialectOf(testCase, false)), at, where) };
  },
};

export const cronActivation: Adapter = {
  expected: ({ input }) => ({ active: input.expectedActive === true }),
  actual: (testCase) => {
    const { at, zone } = timeOf(testCase.input.time);
    const schedule = scheduleOf(String(testCase.input.spec), dialectOf(testCase, true));
    return { active: nextFire(schedule, at - 1000, zone) === at };
  },
};

export const cronParse: Adapter = {
  expected: ({ input }) =>
    stated({
      valid: input.valid === true,
      error: input.errorContains,
      values: input.values,
      star: input.star,
      every: input.everySeconds,
    }),
  actual: (testCase) => {
    const found = parsed(testCase);
    const wanted = testCase.input.errorContains;
    // The table gives a part of the text.
    const has = typeof wanted === 'string' && String(found.error).includes(wanted);
    return has ? { ...found, error: wanted } : found;
  },
};

function parsed(testCase: Case): Outcome {
  const { input } = testCase;
  if (input.spec !== undefined) {
    const result = parseCron(String(input.spec), dialectOf(testCase, false));
    if (!result.ok) return { valid: false, error: result.error };
    return { valid: true, every: result.schedule.type === 'every' ? result.schedule.seconds : undefined };
  }
  const bounds: Bounds = { min: needed(input, 'min'), max: needed(input, 'max') };
  const dialect = testCase.file.includes('cronhpa') ? CRONHPA : KEDA;
  try {
    const field =
      input.field === undefined
        ? parseRange(String(input.range), bounds, dialect)
        : parseField(String(input.field), bounds, dialect);
    return { valid: true, values: [...field.values], star: field.star };
  } catch (error) {
    if (error instanceof CronError) return { valid: false, error: error.message };
    throw error;
  }
}

export const kedaMetadata: Adapter = {
  expected: ({ input }) => ({ refused: input.expectedError === true }),
  actual: ({ input }) => ({ refused: !parseTrigger(metadataOf(input.metadata)).ok }),
};

function metadataOf(value: unknown): Fields {
  if (!isFields(value)) throw new Error('metadata is absent');
  return value;
}

export const kedaWindow: Adapter = {
  expected: ({ input }) =>
    stated({
      active: input.expectedActive === true,
      value: needed(input, 'expectedMetricValue'),
      nextStart: instant(input.nextStart),
      nextEnd: instant(input.nextEnd),
    }),
  actual: ({ input }) => {
    const { at } = timeOf(input.now);
    const zone = named(String(input.timezone));
    const [start, end] = [scheduleOf(String(input.start), KEDA), scheduleOf(String(input.end), KEDA)];
    const active = isOpen({ start, end, zone }, at);
    return {
      active,
      value: active ? needed(input, 'desiredReplicas') : 0,
      nextStart: nextFire(start, at, zone),
      nextEnd: nextFire(end, at, zone),
    };
  },
};

/** The controller ran in UTC. */
export const excludeDates: Adapter = {
  expected: ({ input }) => ({ skip: input.observedSkip === true, intended: input.intendedSkip === true }),
  actual: ({ input }) => {
    const exclude = scheduleOf(String(input.excludeDate), CRONHPA);
    const skip = isExcluded([exclude], timeOf(input.now).at, named('UTC'));
    return { skip, intended: skip };
  },
};
