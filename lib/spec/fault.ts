/** What is wrong with a policy file, said so that a person can mend it. */
import { printable } from '../units/printable.ts';
import type { Path } from './schema-tree.ts';

/** A place in a file; lines and columns count from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** The place in what has no lines a person has seen: an object of the cluster. */
export const NOWHERE: Place = { line: 0, column: 0 };

export interface Fault extends Place {
  readonly file: string;
  /** `spec.policies.threshold.up`; empty where the fault is not at a field. */
  readonly path: string;
  /** The offending value, shortened, in printable characters; never a secret. */
  readonly value: string;
  readonly problem: string;
  readonly allowed: string;
  /** What was probably meant: a word or value to write instead, or the path where such a field belongs. */
  readonly suggestion?: string;
  /** `namespace/name` of the dataset, where it can be told. */
  readonly dataset?: string;
  /** The budget, where the document is one and says its name. */
  readonly budget?: string;
  /** What follows for the dataset: which version stays in force, if any. */
  readonly follows?: string;
}

/** Something valid that cannot bind, or binds in a way that surprises. */
export interface Note extends Place {
  readonly file: string;
  readonly path: string;
  readonly dataset?: string;
  readonly text: string;
}

const LONGEST_VALUE = 60;
const PLAIN_KEY = /^[A-Za-z_$][\w$-]*$/;
const SECRET = /pass(word|phrase)?|secret|token|credential|api[-_]?key|private[-_]?key|authorization/i;
const SECRET_LINE = new RegExp(`^(.*?(?:${SECRET.source})[^\\s:=]*\\s*[:=]\\s*)\\S.*$`, 'i');

/** `spec.policies.step.up[0].pods`, `metadata.labels["app.kubernetes.io/name"]`. */
export function pathText(path: Path): string {
  let text = '';
  for (const segment of path) {
    if (typeof segment === 'number') text += `[${segment}]`;
    else if (PLAIN_KEY.test(segment)) text += text === '' ? segment : `.${segment}`;
    else text += `[${quote(segment)}]`;
  }
  return text;
}

/** The value as a person reads it: short, printable, without what may be a secret. */
export function valueText(value: unknown, path: Path): string {
  if (path[1] === 'annotations' || path.some((segment) => SECRET.test(String(segment)))) return '(hidden)';
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return Object.keys(value).length === 0 ? 'an empty mapping' : 'a mapping';
  return typeof value === 'string' ? quote(withoutUser(value)) : printable(String(value));
}

/** A text in quotes, shortened, every control or invisible character escaped. */
export function quote(text: string): string {
  const short = text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
  return `"${printable(short.replaceAll('"', '\\"'))}"`;
}

function withoutUser(text: string): string {
  return text.replace(/:\/\/[^/\s]*@/g, '://***@');
}

/**
 * A fault on one line, safe to show on a terminal, with the line of the file and a caret under it where the source is at hand.
 * @param source the text of the whole file
 */
export function formatFault(fault: Fault, source?: string): string {
  const { file, line, column, path, problem, allowed, suggestion, follows } = fault;
  const place = line === NOWHERE.line ? file : `${file}:${line}:${column}`;
  const where = `${place}: ${path === '' ? '' : `${path}: `}`;
  const meant = suggestion === undefined ? ';' : `; did you mean ${suggested(suggestion)}?`;
  const may = allowed === '' || problem.includes(allowed) ? '' : ` allowed: ${allowed}`;
  const help = `${meant}${may}`.replace(/;$/, '');
  const excerpt = source === undefined ? '' : excerptOf(source, line, column);
  const then = follows === undefined ? '' : `\n  ${printable(follows)}`;
  return `${printable(`${where}${problem}${help}`)}${excerpt}${then}`;
}

function suggested(word: string): string {
  return /^(\d+$|")/.test(word) ? word : `"${word}"`;
}

/** At most this much of a line is shown, so that the caret stays in sight. */
const LONGEST_LINE = 120;

function excerptOf(source: string, line: number, column: number): string {
  const text = source.split('\n', line)[line - 1]?.replace(/\r$/, '');
  if (text === undefined || text.trim() === '') return '';
  const start = Math.max(0, column - LONGEST_LINE / 2);
  const hidden = withoutUser(text.replace(SECRET_LINE, '$1***'));
  const shown = hidden.slice(start, start + LONGEST_LINE);
  const lead = text.slice(start, column - 1).replace(/[^\t]/g, ' ');
  const gutter = String(line).padStart(5);
  return `\n${gutter} | ${printableLine(shown)}\n${' '.repeat(gutter.length)} | ${lead}^`;
}

function printableLine(text: string): string {
  return text.split('\t').map(printable).join('\t');
}
