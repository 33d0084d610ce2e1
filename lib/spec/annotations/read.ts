/** What people wrote on a Dataset, read strictly. Pure; nothing here throws, whatever it is given. */
import type { ZodType } from 'zod';
import {
  ANNOTATIONS,
  type Control,
  OVERRIDE,
  type Override,
  PAUSED,
  type Pause,
  type Unclear,
} from '../../model/control.ts';
import { formatInstant } from '../../units/instant.ts';
import { printable } from '../../units/printable.ts';
import { checkDocument } from '../checked.ts';
import { type Fault, quote } from '../fault.ts';
import { nearest } from '../nearest.ts';
import type { SchemaNode } from '../schema-tree.ts';
import { splitDocuments } from '../split.ts';
import { overrideForm, pausedForm } from './form.ts';

/** Longer than who, why and two instants can be; characters. */
const LONGEST_TEXT = 1024;
/** So many that nobody understands are told one by one. */
const MOST_UNCLEAR = 3;
const LONGEST_PROBLEM = 300;

const SHAPES: Readonly<Record<string, string>> = {
  [PAUSED]: '{ by: WHO, why: REASON, until: 2026-11-22T18:00:00Z } (until may be left out)',
  [OVERRIDE]:
    '{ workers: 3, by: WHO, why: REASON, since: 2026-11-22T16:00:00Z, until: 2026-11-22T18:00:00Z }',
};

type Annotations = Readonly<Record<string, unknown>>;

/** @returns null where no annotation is ours */
export function readControl(annotations: Annotations | undefined): Control | null {
  const ours = Object.keys(annotations ?? {}).filter((name) => name.startsWith(ANNOTATIONS));
  if (annotations === undefined || ours.length === 0) return null;
  const unclear: Unclear[] = [];
  const read = <T>(name: string, form: Form<T>): T | null => {
    const value = annotations[name];
    if (value === undefined) return null;
    const said = readOne(name, value, form);
    if ('value' in said) return said.value;
    unclear.push({ annotation: name, problem: said.problem });
    return null;
  };
  const pause = read(PAUSED, pausedForm());
  const override = read(OVERRIDE, overrideForm());
  for (const name of ours.filter((each) => each !== PAUSED && each !== OVERRIDE).sort())
    unclear.push({ annotation: printable(name.slice(0, 100)), problem: unknownName(name) });
  return {
    ...(pause === null ? {} : { pause: { ...pause, until: pause.until ?? null } satisfies Pause }),
    ...(override === null
      ? {}
      : { override: { ...override, immediately: override.immediately ?? false } satisfies Override }),
    ...(unclear.length === 0 ? {} : { unclear: unclear.slice(0, MOST_UNCLEAR) }),
  };
}

function unknownName(name: string): string {
  const own = (annotation: string) => annotation.slice(ANNOTATIONS.length);
  const meant = nearest(own(name), [PAUSED, OVERRIDE].map(own));
  const did = meant === undefined ? ';' : `; did you mean ${ANNOTATIONS}${meant}?`;
  return `there is no such annotation${did} allowed: ${PAUSED}, ${OVERRIDE}`;
}

interface Form<T> {
  readonly schema: ZodType<T>;
  readonly tree: SchemaNode;
}

function readOne<T>(
  name: string,
  text: unknown,
  form: Form<T>,
): { readonly value: T } | { readonly problem: string } {
  const allowed = `allowed: ${SHAPES[name]}`;
  if (typeof text !== 'string') return { problem: `it is no text; ${allowed}` };
  if (text.length > LONGEST_TEXT)
    return { problem: `it is ${text.length} characters long, at most ${LONGEST_TEXT} are read; ${allowed}` };
  const [slice, second] = splitDocuments(text);
  if (slice === undefined || second !== undefined)
    return { problem: `${quote(text)} is not one value; ${allowed}` };
  const { value, faults } = checkDocument(slice, name, form);
  if (value !== null) return { value };
  const [fault] = faults;
  const problem =
    fault === undefined || fault.path === '' ? `${quote(text)} is not understood` : wordsOf(fault);
  return { problem: `${problem}; ${allowed}`.slice(0, LONGEST_PROBLEM) };
}

function wordsOf({ path, problem, suggestion, allowed }: Fault): string {
  const meant = suggestion === undefined ? '' : `; did you mean ${suggestion}?`;
  const may = allowed === '' || problem.includes(allowed) ? '' : ` (${allowed})`;
  const where = problem.startsWith(path) ? '' : `${path}: `;
  return printable(`${where}${problem}${may}${meant}`);
}

/** The text of an annotation: JSON, which is YAML too. */
export function writePause({ by, why, until }: Pause): string {
  return JSON.stringify({ by, why, ...(until === null ? {} : { until: formatInstant(until) }) });
}

export function writeOverride({ workers, by, why, since, until, immediately }: Override): string {
  const span = { since: formatInstant(since), until: formatInstant(until) };
  return JSON.stringify({ workers, by, why, ...span, ...(immediately ? { immediately } : {}) });
}
