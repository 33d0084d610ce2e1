/** One field of an expression: a list of ranges, such as `1,5-7/2,mon`. */
import { complain, type Dialect } from './dialect.ts';

export interface Bounds {
  readonly min: number;
  readonly max: number;
  /** Names of values, in lower case. */
  readonly names?: Readonly<Record<string, number>>;
}

/** The values a field stands for. */
export interface Field {
  readonly values: ReadonlySet<number>;
  /** Counts as unrestricted in the rule about the two day fields. */
  readonly star: boolean;
}

/** @throws {CronError} */
export function parseField(text: string, bounds: Bounds, dialect: Dialect): Field {
  const values = new Set<number>();
  let star = false;
  // Both libraries pass over empty items, so that a lone comma is a field that never matches.
  for (const range of text.split(',').filter((item) => item !== '')) {
    const parsed = parseRange(range, bounds, dialect);
    for (const value of parsed.values) values.add(value);
    star ||= parsed.star;
  }
  return { values: new Set([...values].sort((a, b) => a - b)), star };
}

/**
 * `5`, `5-7`, `*`, each with an optional `/step`; `N/step` is from N to the end.
 * @throws {CronError}
 */
export function parseRange(text: string, bounds: Bounds, dialect: Dialect): Field {
  const [range = '', ...steps] = text.split('/');
  const [low = '', ...highs] = range.split('-');
  const whole = low === '*' || low === '?';
  let [start, end] = [bounds.min, bounds.max];
  if (!whole) {
    start = parseValue(low, bounds, dialect);
    if (highs.length > 1) complain(dialect, `too many hyphens: ${text}`);
    end = highs.length === 0 ? start : parseValue(highs[0] as string, bounds, dialect);
  }
  if (steps.length > 1) complain(dialect, `too many slashes: ${text}`);
  const step = steps.length === 0 ? 1 : parseCount(steps[0] as string, dialect);
  if (steps.length === 1 && highs.length === 0) end = bounds.max;
  if (start < bounds.min) {
    complain(dialect, `beginning of range (${start}) below minimum (${bounds.min}): ${text}`);
  }
  if (end > bounds.max) complain(dialect, `end of range (${end}) above maximum (${bounds.max}): ${text}`);
  if (start > end) complain(dialect, `beginning of range (${start}) beyond end of range (${end}): ${text}`);
  if (step === 0) complain(dialect, `step of range should be a positive number: ${text}`);
  const values = new Set<number>();
  for (let value = start; value <= end; value += step) values.add(value);
  return { values, star: whole && (step === 1 || !dialect.stepRestricts) };
}

function parseValue(text: string, { names }: Bounds, dialect: Dialect): number {
  const named = text.toLowerCase();
  return names !== undefined && Object.hasOwn(names, named)
    ? (names[named] as number)
    : parseCount(text, dialect);
}

/** As `strconv.Atoi` reads it: a sign is allowed. */
function parseCount(text: string, dialect: Dialect): number {
  if (!/^[+-]?\d{1,15}$/.test(text)) {
    complain(dialect, `failed to parse int from ${text}: strconv.Atoi: parsing "${text}": invalid syntax`);
  }
  const count = Number(text);
  if (count < 0) complain(dialect, `negative number (${count}) not allowed: ${text}`);
  return count;
}
