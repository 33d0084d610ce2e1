import { malformed, parseSample, type Sample, skipBlanks, type Wanted, wantedNameEnd } from './prometheus.ts';

/** The one value of a series of which a page has one line. */
export type Found =
  | { readonly value: number }
  | { readonly fault: 'duplicate' | 'malformed'; readonly text: string };

export interface ScannedPage {
  readonly bytes: number;
  /** What the page is instead of metrics, as its first character tells; null: metrics, as far as can be seen. */
  readonly foreign: 'HTML' | 'JSON' | null;
  /** Whether the last line has its line feed. Without one its number may be half a number, so nothing of the page is believed. */
  readonly ended: boolean;
  /** Every line of the wanted names, in their order; a name without a line is not in it. */
  readonly samples: ReadonlyMap<string, readonly Sample[]>;
}

export interface PageScan {
  /** The next bytes of the page, cut anywhere; nothing of the chunk is kept but what is copied out of it. */
  take(chunk: Uint8Array): void;
  /** Once, when the page is over. */
  end(): ScannedPage;
}

const LF = 10;
const SPACE = 32;
/** No line that matters is longer, bytes; of a longer one no more is kept. */
const LONGEST = 4096;
/** A page tells within so many bytes what it is. */
const BEGINNING = 200;
const FOREIGN: Readonly<Record<string, 'HTML' | 'JSON'>> = { '<': 'HTML', '{': 'JSON', '[': 'JSON' };

/**
 * Takes the wanted series out of a page in the Prometheus text format while it arrives: a master's page has some 1200 lines of
 * 100 kB, of which a dozen matter. Lines are told apart by their first bytes; only a wanted one is ever made a string. Besides
 * what it found it keeps the beginning of one line, 4 kB at most, however long the page and however it is cut.
 *
 * For every reader of such a page: `const scan = scanPage(wanted([...]))`, give `scan.take` to a `FetchPage`, then look at
 * `scan.end()`; {@link onlyOf} where a name must be there once, `wanted(names, { labels: true })` where labels tell lines of one
 * name apart.
 */
export function scanPage(wanted: Wanted): PageScan {
  const samples = new Map<string, Sample[]>();
  let bytes = 0;
  let first: number | null = null;
  let last = LF;
  /** The beginning of a line that may matter and whose end has not come. */
  let held: Buffer | null = null;
  let holding = 0;
  /** The line's end has not come, and it does not matter. */
  let skipping = false;

  /** A whole line without its end. @param long there was more of it */
  function readLine(page: Buffer, from: number, end: number, long: boolean): void {
    const start = skipBlanks(page, from, end);
    const stop = wantedNameEnd(page, start, end, wanted);
    if (stop === -1) return;
    const name = page.toString('latin1', start, stop);
    const before = samples.get(name) ?? [];
    if (before.length > wanted.most) return;
    const rest = page.toString(wanted.labels ? 'utf8' : 'latin1', stop, end);
    if (before.length === wanted.most) before.push({ fault: 'too many', text: name });
    else before.push(long ? malformed(rest) : parseSample(rest, wanted.labels));
    if (before.length === 1) samples.set(name, before);
  }

  /** Keeps the beginning of a line, or notes that it does not matter. */
  function hold(page: Buffer, from: number, end: number): void {
    const start = holding === 0 ? skipBlanks(page, from, end) : from;
    if (start === end) return;
    if (holding === 0 && wanted.begins[page[start] as number] === 0) {
      skipping = true;
      return;
    }
    // One byte more than a line may have tells that it was too long.
    held ??= Buffer.allocUnsafe(LONGEST + 1);
    holding += page.copy(held, holding, start, end);
  }

  function closeLine(): void {
    if (held !== null && holding > 0) readLine(held, 0, Math.min(holding, LONGEST), holding > LONGEST);
    holding = 0;
    skipping = false;
  }

  /** The rest of a line that began in an earlier chunk. @returns where the next line begins, or -1 */
  function finishLine(page: Buffer): number {
    if (!skipping && holding === 0) return 0;
    const end = page.indexOf(LF);
    if (!skipping) hold(page, 0, end === -1 ? page.length : end);
    if (end === -1) return -1;
    closeLine();
    return end + 1;
  }

  function readLines(page: Buffer, from: number): void {
    let start = from;
    for (let end = page.indexOf(LF, start); end !== -1; end = page.indexOf(LF, start)) {
      if (wanted.begins[page[start] as number] === 1) {
        if (end - start <= LONGEST) readLine(page, start, end, false);
        else {
          hold(page, start, end);
          closeLine();
        }
      }
      start = end + 1;
    }
    hold(page, start, page.length);
  }

  function noteBeginning(page: Buffer): void {
    for (let i = 0; first === null && i < page.length && bytes + i < BEGINNING; i++)
      if ((page[i] as number) > SPACE) first = page[i] as number;
  }

  return {
    take(chunk) {
      if (chunk.length === 0) return;
      const page = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      if (first === null) noteBeginning(page);
      bytes += page.length;
      last = page[page.length - 1] as number;
      const start = finishLine(page);
      if (start !== -1) readLines(page, start);
    },
    end() {
      closeLine();
      const foreign = first === null ? null : (FOREIGN[String.fromCharCode(first)] ?? null);
      return { bytes, foreign, ended: last === LF, samples };
    },
  };
}

/** The value of a series of which a page must have one line. A second line is a fault, not a choice, even with other labels. */
export function onlyOf({ samples }: ScannedPage, name: string): Found | undefined {
  const [one, ...more] = samples.get(name) ?? [];
  if (one === undefined) return undefined;
  if (more.length > 0) return { fault: 'duplicate', text: name };
  return 'fault' in one ? { fault: 'malformed', text: one.text } : { value: one.value };
}

/** The same where it may be missing: null unless it is one number, 0 or more. */
export function numberOf(page: ScannedPage, name: string): number | null {
  const found = onlyOf(page, name);
  if (!found || 'fault' in found || !Number.isFinite(found.value) || found.value < 0) return null;
  return found.value + 0; // -0 is 0
}
