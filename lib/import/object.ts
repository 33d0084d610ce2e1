/** An object of another autoscaler, as it was read, and what of it is kept. */
import type { Place } from '../spec/fault.ts';
import { printable } from '../units/printable.ts';

export type Fields = Readonly<Record<string, unknown>>;

export interface SourceObject {
  /** The file, `(stdin)`, or {@link CLUSTER}. */
  readonly file: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** The whole of it. */
  readonly fields: Fields;
  /** Where a field stands in the file, by its path (`spec.metrics[0]`); null where nobody has seen lines. */
  place(path: string): Place | null;
}

/** The `file` of what was read from a cluster. */
export const CLUSTER = 'cluster';

export type Verdict = 'kept' | 'changed' | 'refused';

/** What became of one field. */
export interface Finding {
  readonly object: SourceObject;
  /** `spec.behavior.scaleUp.policies[0]` */
  readonly field: string;
  readonly verdict: Verdict;
  /** Where it went in the document, or what is not as it was, and what to do. */
  readonly text: string;
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {};
}

/** `HorizontalPodAutoscaler/spark` */
export function shortTitle({ kind, name }: SourceObject): string {
  return printable(`${kind}/${name}`);
}

/** `HorizontalPodAutoscaler default/spark (hpa.yaml)` */
export function longTitle({ kind, namespace, name, file }: SourceObject): string {
  return printable(`${kind} ${namespace}/${name} (${file})`);
}

/** Gathers what becomes of the fields of one object. */
export interface Notebook {
  readonly findings: Finding[];
  kept(field: string, to: string): void;
  changed(field: string, text: string): void;
  refused(field: string, text: string): void;
}

/** @param findings where they are gathered */
export function notebookOf(object: SourceObject, findings: Finding[] = []): Notebook {
  const note = (verdict: Verdict) => (field: string, text: string) => {
    findings.push({ object, field, verdict, text });
  };
  return { findings, kept: note('kept'), changed: note('changed'), refused: note('refused') };
}

/** Every field of an object that holds something, as paths; empty lists and mappings hold nothing. */
export function leavesOf(value: unknown, path: string): readonly string[] {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) return value.flatMap((item, index) => leavesOf(item, `${path}[${index}]`));
  if (!isFields(value)) return [path];
  return Object.entries(value).flatMap(([key, item]) => leavesOf(item, path === '' ? key : `${path}.${key}`));
}

/** Whether a field lies in another one, or is it. */
export function isWithin(path: string, outer: string): boolean {
  return path === outer || (path.startsWith(outer) && /^[.[]/.test(path.slice(outer.length)));
}
