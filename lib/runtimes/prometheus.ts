/**
 * Takes a few series out of a page in the Prometheus text format without splitting or copying the page: a master's page has
 * some 1200 lines of which we need a dozen.
 */

/** The value of a series as printed (NaN and infinities included), or what is wrong with it. */
export type Found =
  | { readonly value: number }
  | { readonly fault: 'duplicate' | 'malformed'; readonly text: string };

const LF = 10;
const SPACE = 32;
const TAB = 9;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const SPECIAL: ReadonlyMap<string, number> = new Map([
  ['nan', Number.NaN],
  ['inf', Number.POSITIVE_INFINITY],
  ['infinity', Number.POSITIVE_INFINITY],
]);
/** `{labels}` with quoted values in which quotes and backslashes are escaped; then value and, perhaps, a timestamp. */
const REST = /^[ \t]*(?:\{(?:[^"}]|"(?:[^"\\]|\\.)*")*\})?[ \t]*(\S+)(?:[ \t]+[+-]?\d+)?[ \t\r]*$/;

/** A number as the format allows it, or null: `1.34217728E8`, `+Inf`, `NaN`, `-1.0`. */
export function parseValue(text: string): number | null {
  if (NUMBER.test(text)) return Number(text);
  const special = SPECIAL.get(text.replace(/^[+-]/, '').toLowerCase());
  if (special === undefined) return null;
  return text.startsWith('-') ? -special : special;
}

/** Copies a short piece, so that a reason that is kept does not keep the whole page alive. */
function piece(text: string): string {
  return Buffer.from(text.slice(0, 60), 'latin1').toString('latin1');
}

function isNameChar(code: number): boolean {
  // 0-9 : A-Z _ a-z
  return (
    (code >= 48 && code <= 58) || (code >= 65 && code <= 90) || code === 95 || (code >= 97 && code <= 122)
  );
}

/** Where the line's first character that is no blank stands, if nothing but blanks stands between it and `at`. */
function startsLine(page: string, at: number): boolean {
  let before = at - 1;
  while (before >= 0) {
    const code = page.charCodeAt(before);
    if (code === LF) return true;
    if (code !== SPACE && code !== TAB) return false;
    before--;
  }
  return true;
}

function parseRest(rest: string): Found {
  // No such line is that long; a hostile one must not cost more than reading it.
  const match = rest.length > 4096 ? null : REST.exec(rest);
  const value = match ? parseValue(match[1] as string) : null;
  return value === null ? { fault: 'malformed', text: piece(rest.trim()) } : { value };
}

/**
 * The series called exactly one of `names`, whatever their labels. A name printed twice is a fault, not a choice.
 * @param prefix what all names begin with; the page is searched for it
 */
export function findSeries(page: string, prefix: string, names: ReadonlySet<string>): Map<string, Found> {
  const found = new Map<string, Found>();
  let at = page.indexOf(prefix);
  while (at !== -1) {
    let next = at + prefix.length;
    if (startsLine(page, at)) {
      let end = next;
      while (isNameChar(page.charCodeAt(end))) end++;
      const name = page.slice(at, end);
      const newline = page.indexOf('\n', end);
      next = newline === -1 ? page.length : newline;
      if (names.has(name)) {
        const before = found.get(name);
        found.set(name, before ? { fault: 'duplicate', text: name } : parseRest(page.slice(end, next)));
      }
    }
    at = page.indexOf(prefix, next);
  }
  return found;
}
