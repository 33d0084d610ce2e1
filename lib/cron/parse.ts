/** A whole expression: its fields, or what is wrong with it in the words of the library that would have refused it. */
import { CronError, complain, type Dialect } from './dialect.ts';
import { type Bounds, type Field, parseField } from './field.ts';
import { type Zone, zoneOf } from './zone.ts';

const names = (words: string, first: number) =>
  Object.fromEntries(words.split(' ').map((word, index) => [word, first + index]));

const SECOND: Bounds = { min: 0, max: 59 };
const MINUTE: Bounds = { min: 0, max: 59 };
const HOUR: Bounds = { min: 0, max: 23 };
const DAY: Bounds = { min: 1, max: 31 };
const MONTH: Bounds = {
  min: 1,
  max: 12,
  names: names('jan feb mar apr may jun jul aug sep oct nov dec', 1),
};
const WEEKDAY: Bounds = { min: 0, max: 6, names: names('sun mon tue wed thu fri sat', 0) };

/** Instants by their fields on the wall clock. */
export interface FieldSchedule {
  readonly type: 'fields';
  readonly second: Field;
  readonly minute: Field;
  readonly hour: Field;
  readonly day: Field;
  readonly month: Field;
  readonly weekday: Field;
  /** The zone its `TZ=` prefix names, which goes before any other; null without one. */
  readonly zone: Zone | null;
  readonly repairsMidnight: boolean;
}

/** `@every`: each time so long after the time before, from whenever the process that counts it began. */
export interface EverySchedule {
  readonly type: 'every';
  readonly seconds: number;
}

export type CronSchedule = FieldSchedule | EverySchedule;

export type ParsedCron =
  | { readonly ok: true; readonly schedule: CronSchedule }
  | { readonly ok: false; readonly error: string };

/** Far longer than any expression of use; what is longer is refused before anything else looks at it. */
const LONGEST = 1000;

/** Never throws. */
export function parseCron(text: string, dialect: Dialect): ParsedCron {
  try {
    if (text.length > LONGEST) complain(dialect, `longer than ${LONGEST} characters`);
    return { ok: true, schedule: parse(text, dialect) };
  } catch (error) {
    if (error instanceof CronError) return { ok: false, error: error.message };
    throw error;
  }
}

function parse(text: string, dialect: Dialect): CronSchedule {
  if (text === '') complain(dialect, 'empty spec string');
  const { spec, zone } = dialect.zonePrefix ? withoutZone(text, dialect) : { spec: text, zone: null };
  if (spec.startsWith('@')) return parseDescriptor(spec, zone, dialect);
  const fields = spec.split(/\s+/).filter((field) => field !== '');
  const most = dialect.seconds ? 6 : 5;
  const least = dialect.dayOfWeekOptional ? most - 1 : most;
  if (fields.length < least || fields.length > most) {
    const expected = least === most ? `exactly ${most}` : `${least} to ${most}`;
    complain(dialect, `expected ${expected} fields, found ${fields.length}: ${spec}`);
  }
  return schedule(dialect.seconds ? fields : ['0', ...fields], zone, dialect);
}

/** @param fields with the seconds; a day of the week that is missing is any */
function schedule(fields: readonly string[], zone: Zone | null, dialect: Dialect): FieldSchedule {
  const [second = '', minute = '', hour = '', day = '', month = '', weekday = '*'] = fields;
  return {
    type: 'fields',
    second: parseField(second, SECOND, dialect),
    minute: parseField(minute, MINUTE, dialect),
    hour: parseField(hour, HOUR, dialect),
    day: parseField(day, DAY, dialect),
    month: parseField(month, MONTH, dialect),
    weekday: parseField(weekday, WEEKDAY, dialect),
    zone,
    repairsMidnight: dialect.repairsMidnight,
  };
}

function withoutZone(text: string, dialect: Dialect): { spec: string; zone: Zone | null } {
  const match = /^(?:CRON_)?TZ=(\S*)\s+(.*)$/.exec(text);
  if (match === null) return { spec: text, zone: null };
  const [, name = '', spec = ''] = match;
  const zone = zoneOf(name === '' ? 'UTC' : name);
  if (zone === null) complain(dialect, `provided bad location ${name}: unknown time zone ${name}`);
  return { spec: spec.trim(), zone };
}

const DESCRIPTORS: Readonly<Record<string, string>> = {
  '@yearly': '0 0 0 1 1 *',
  '@annually': '0 0 0 1 1 *',
  '@monthly': '0 0 0 1 * *',
  '@weekly': '0 0 0 * * 0',
  '@daily': '0 0 0 * * *',
  '@midnight': '0 0 0 * * *',
  '@hourly': '0 0 * * * *',
};

function parseDescriptor(text: string, zone: Zone | null, dialect: Dialect): CronSchedule {
  if (!dialect.descriptors) complain(dialect, `parser does not accept descriptors: ${text}`);
  const known = Object.hasOwn(DESCRIPTORS, text) ? DESCRIPTORS[text] : undefined;
  if (known !== undefined) return schedule(known.split(' '), zone, dialect);
  if (text.startsWith('@every ')) return parseEvery(text, dialect);
  if (dialect.dates && text.startsWith('@date ')) return parseDate(text, dialect);
  return complain(dialect, `unrecognized descriptor: ${text}`);
}

/** The year is read and dropped, as in the library: such a date comes back every year. */
function parseDate(text: string, dialect: Dialect): FieldSchedule {
  const match = /^@date (\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)$/.exec(text);
  const [, year, month, day, hour, minute, second] = (match ?? []).map(Number);
  const at = new Date(Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second));
  const real =
    match !== null &&
    at.getUTCMonth() + 1 === month &&
    at.getUTCDate() === day &&
    at.getUTCHours() === hour &&
    at.getUTCMinutes() === minute;
  if (!real) complain(dialect, `failed to parse date ${text}: must be such as @date 2026-10-27 21:54:00`);
  return schedule([second, minute, hour, day, month, '*'].map(String), null, dialect);
}

const UNIT_SECONDS: Readonly<Record<string, number>> = {
  ns: 1e-9,
  us: 1e-6,
  µs: 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
};

/** The longest that Go can say, in whole seconds: 2^63 - 1 ns, some 292 years. */
const LONGEST_SECONDS = 9_223_372_036;

/** Whole seconds, at least one. */
function parseEvery(text: string, dialect: Dialect): EverySchedule {
  const duration = text.slice('@every '.length);
  const invalid = () =>
    complain(dialect, `failed to parse duration ${text}: time: invalid duration "${duration}"`);
  if (!/^[+-]?(\d+(\.\d*)?(ns|us|µs|ms|s|m|h))+$/.test(duration)) invalid();
  const parts = [...duration.matchAll(/(\d+(?:\.\d*)?)(ns|us|µs|ms|s|m|h)/g)];
  const sum = parts.reduce(
    (total, [, number, unit]) => total + Number(number) * (UNIT_SECONDS[unit as string] as number),
    0,
  );
  if (sum > LONGEST_SECONDS) invalid();
  return { type: 'every', seconds: Math.max(1, Math.floor(duration.startsWith('-') ? 0 : sum)) };
}
