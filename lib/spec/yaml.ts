/** Reads one YAML document into plain values and the places they stand at, refusing what could exhaust the machine. */
import { Composer, type Document, LineCounter, Parser, type YAMLError } from 'yaml';
import { printable } from '../units/printable.ts';
import type { Place } from './fault.ts';
import { type Problem, type Values, valuesOf } from './yaml-values.ts';

/** Deeper than any document needs. The library composes recursively, and a file of brackets would end the process. */
const DEEPEST = 64;
/** One mistake often breaks the lines after it too. */
const MOST_SYNTAX_FAULTS = 3;
const LONGEST_MESSAGE = 160;

export interface YamlDocument extends Values {
  /** Broken YAML: the values are what could be made of it. */
  readonly broken: readonly Problem[];
  place(offset: number): Place;
}

type Token = Parameters<Composer['next']>[0];

/**
 * @param text one document (its marker may lead it)
 * @param firstLine the line of the file it begins on, from 1
 * @param most values to read at most; default: far more than a policy document has
 */
export function readYaml(text: string, firstLine: number, most?: number): YamlDocument {
  const lines = new LineCounter();
  const place = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line) + firstLine - 1, column: Math.max(1, col) };
  };
  const tokens = [...new Parser(lines.addNewLine).parse(text)];
  const tooDeep = deeperThan(tokens, DEEPEST);
  if (tooDeep !== null) {
    const problem = `nested deeper than ${DEEPEST} levels`;
    const broken = [{ offset: tooDeep, path: [], problem, allowed: 'a few levels, as in the examples' }];
    return { value: undefined, spots: new Map(), problems: [], broken, place };
  }
  // Keys are compared in yaml-values.ts: the library compares each with each.
  const composer = new Composer({
    uniqueKeys: false,
    stringKeys: true,
    merge: true,
    resolveKnownTags: false,
  });
  const documents = [...composer.compose(tokens, true, text.length)];
  const document = documents[0] as Document.Parsed;
  const errors = documents.flatMap((each) => [...each.errors, ...each.warnings]);
  const broken = errors.slice(0, MOST_SYNTAX_FAULTS).map(syntaxProblem);
  return { ...valuesOf(document, most), broken, place };
}

const HINTS: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'spaces',
  NON_STRING_KEY: 'plain words as field names',
  TAG_RESOLVE_FAILED: 'values without a tag (a word that begins with "!")',
  BAD_ALIAS: 'text that begins with "*" in quotes',
};

function syntaxProblem({ code, message, pos }: YAMLError): Problem {
  const first = printable((message.split('\n')[0] as string).slice(0, LONGEST_MESSAGE));
  return { offset: pos[0], path: [], problem: `not YAML: ${first}`, allowed: HINTS[code] ?? '' };
}

/** @returns the offset of the first token nested more than `most` levels deep, or null; without recursion */
function deeperThan(tokens: readonly Token[], most: number): number | null {
  const left: [unknown, number][] = tokens.map((token) => [token, 0]);
  while (left.length > 0) {
    const [token, depth] = left.pop() as [unknown, number];
    if (typeof token !== 'object' || token === null) continue;
    const { offset, value, items } = token as {
      offset?: number;
      value?: unknown;
      items?: readonly unknown[];
    };
    if (depth > most) return offset ?? 0;
    left.push([value, depth + 1]);
    for (const item of items ?? []) {
      const { key, value } = item as { key?: unknown; value?: unknown };
      left.push([key, depth + 1], [value, depth + 1]);
    }
  }
  return null;
}
