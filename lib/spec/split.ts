/** Cuts a file into its YAML documents, so that a broken one cannot spoil its neighbours. */
import { createHash } from 'node:crypto';

/** One document's part of a file. */
export interface Slice {
  /** From the marker or directive that begins it to the one that ends it. */
  readonly text: string;
  /** The line of the file its first line is, from 1. */
  readonly line: number;
}

const BEGIN = /^---(?=[\s]|$)/;
const END = /^\.\.\.(?=[\s]|$)/;
const DIRECTIVE = /^%/;
const CONTENT = /^\s*[^\s#]/;

/**
 * At the beginning of a line `---` always begins a document and `...` always ends one, whatever surrounds it (YAML 1.2.2,
 * 9.1.2). Slices without content (blank, comments only) are left out.
 */
export function splitDocuments(text: string): readonly Slice[] {
  const slices: Slice[] = [];
  let slice = begin(1);
  const close = (next: number) => {
    if (slice.content) slices.push({ text: slice.lines.join('\n'), line: slice.line });
    slice = begin(next);
  };
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const directive = !slice.content && DIRECTIVE.test(line);
    const marker = BEGIN.test(line);
    // Directives belong to the document that the marker after them begins.
    if (marker && !slice.directives) close(index + 1);
    if (marker) slice.directives = false;
    if (END.test(line)) {
      close(index + 2);
      continue;
    }
    slice.lines.push(line);
    slice.directives ||= directive;
    slice.content ||= !directive && CONTENT.test(line.replace(BEGIN, ''));
  }
  close(1);
  return slices;
}

function begin(line: number) {
  return { lines: [] as string[], line, directives: false, content: false };
}

/**
 * A document's own text: without the marker and blank lines before it and the white space after it, and with plain line
 * ends, so that it is the same wherever in whichever file the document stands. Indentation of its first line stays: it has
 * a meaning.
 */
export function ownText(slice: string): string {
  return slice.slice(before(slice).length).trimEnd();
}

/** The line of the file that its own text begins on, from 1. */
export function ownLine({ text, line }: Slice): number {
  return line + before(text).split('\n').length - 1;
}

/** What stands before a document's own text. */
function before(slice: string): string {
  return /^(?:---[ \t]*(?:\n|$))?(?:[ \t]*\n)*/.exec(slice)?.[0] ?? '';
}

/** SHA-256 of a document's own text, hex. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
