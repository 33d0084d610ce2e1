/** The Prometheus text format, line by line: which lines are wanted, and what one of them says. */
import { type Labels, parseLabels } from './labels.ts';

/**
 * One line of a wanted series: its value as printed (NaN and infinities included), or what is wrong with it. A fault holds a
 * short piece of the line, which is safe to keep.
 */
export type Sample =
  /** `at`: when it was true, ms since the epoch, where the line says so and labels were asked for. */
  | { readonly value: number; readonly labels?: Labels; readonly at?: number }
  | { readonly fault: 'malformed' | 'too many'; readonly text: string };

/** What to take from a page. Made once per kind of page, not per read. */
export interface Wanted {
  readonly names: ReadonlySet<string>;
  /** Whether the labels of each line are parsed, too. */
  readonly labels: boolean;
  /** Lines kept of one name; what comes after them is one fault. */
  readonly most: number;
  /** What all names begin with. */
  readonly prefix: Buffer;
  /** By the first byte of a line: 1 where it may be a wanted one. */
  readonly begins: Uint8Array;
  /** By the length of a name: 1 where it may be a wanted one. Most names are told apart by it, without being made a string. */
  readonly lengths: Uint8Array;
}

const SPACE = 32;
const TAB = 9;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const SPECIAL: ReadonlyMap<string, number> = new Map([
  ['nan', Number.NaN],
  ['inf', Number.POSITIVE_INFINITY],
  ['infinity', Number.POSITIVE_INFINITY],
]);
const CR = 13;
/**
 * `{labels}` with quoted values in which quotes and backslashes are escaped; then value and, perhaps, a timestamp. Of a text without
 * blanks around it: two runs of blanks that may meet would be tried in every way to share them, and a page is anybody's.
 */
const REST = /^(?:\{((?:[^"}]|"(?:[^"\\]|\\.)*")*)\}[ \t]*)?(\S+)(?:[ \t]+([+-]?\d+))?$/;

/**
 * The series to take from a page: those called exactly so, whatever their labels.
 * @param names at least one, each a metric name
 * @param options.labels parse them, where they tell lines of one name apart
 * @param options.most lines kept of one name
 */
export function wanted(
  names: readonly string[],
  { labels = false, most = labels ? 256 : 1 }: { readonly labels?: boolean; readonly most?: number } = {},
): Wanted {
  const prefix = names.reduce((common, name) => {
    let length = 0;
    while (length < common.length && common[length] === name[length]) length++;
    return common.slice(0, length);
  });
  const begins = new Uint8Array(256);
  for (const code of [SPACE, TAB, ...names.map((name) => name.charCodeAt(0))]) begins[code] = 1;
  const lengths = new Uint8Array(Math.max(...names.map(({ length }) => length)) + 1);
  for (const { length } of names) lengths[length] = 1;
  return { names: new Set(names), labels, most, prefix: Buffer.from(prefix), begins, lengths };
}

/** Where the name ends that begins at `start`, or -1 where it is none of the wanted ones. Bytes from `end` on are not looked at. */
export function wantedNameEnd(
  page: Buffer,
  start: number,
  end: number,
  { names, prefix, lengths }: Wanted,
): number {
  if (end - start < prefix.length) return -1;
  for (let i = 0; i < prefix.length; i++) if (page[start + i] !== prefix[i]) return -1;
  let stop = start + prefix.length;
  const last = Math.min(end, start + lengths.length);
  while (stop < last && isNameByte(page[stop] as number)) stop++;
  if (lengths[stop - start] !== 1) return -1;
  return names.has(page.toString('latin1', start, stop)) ? stop : -1;
}

/** What stands behind the name on a line. */
export function parseSample(rest: string, withLabels: boolean): Sample {
  const match = REST.exec(withoutBlanks(rest));
  const value = match === null ? null : parseValue(match[2] as string);
  if (value === null) return malformed(rest);
  if (!withLabels) return { value };
  const labels = parseLabels(match?.[1] ?? '');
  if (labels === null) return malformed(rest);
  const time = match?.[3];
  return time === undefined ? { value, labels } : { value, labels, at: Number(time) };
}

function withoutBlanks(text: string): string {
  let [from, to] = [0, text.length];
  while (from < to && isBlank(text.charCodeAt(from))) from++;
  while (to > from && (isBlank(text.charCodeAt(to - 1)) || text.charCodeAt(to - 1) === CR)) to--;
  return text.slice(from, to);
}

/** A line that says nothing. */
export function malformed(rest: string): Sample {
  // A copy of a short piece, so that a reason that is kept does not keep the whole line alive.
  return { fault: 'malformed', text: Buffer.from(rest.trim().slice(0, 60)).toString() };
}

/** A number as the format allows it, or null: `1.34217728E8`, `+Inf`, `NaN`, `-1.0`. */
export function parseValue(text: string): number | null {
  if (NUMBER.test(text)) return Number(text);
  const special = SPECIAL.get(text.replace(/^[+-]/, '').toLowerCase());
  if (special === undefined) return null;
  return text.startsWith('-') ? -special : special;
}

/** The first byte from `start` on that is no blank, or `end`. */
export function skipBlanks(page: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && isBlank(page[at] as number)) at++;
  return at;
}

function isBlank(code: number): boolean {
  return code === SPACE || code === TAB;
}

function isNameByte(code: number): boolean {
  // 0-9 : A-Z _ a-z
  return (
    (code >= 48 && code <= 58) || (code >= 65 && code <= 90) || code === 95 || (code >= 97 && code <= 122)
  );
}
