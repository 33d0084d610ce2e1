/** One case of a table, read without trusting its fields: absent and null are the same, numbers may be decimal strings. */
import type { Direction } from '../../lib/spec/hpa/defaults.ts';

export type Fields = Readonly<Record<string, unknown>>;

export interface Case {
  readonly file: string;
  readonly name: string;
  /** The function it names, or null: then the file stands for one. */
  readonly function: string | null;
  /** All its fields; those of `input` on top. */
  readonly input: Fields;
  /** What it expects: the fields of `expected`, if it has them apart; else empty, and `input` holds `expectedReplicas` and so on. */
  readonly expected: Fields;
}

export function makeCase(file: string, raw: Fields, index: number): Case {
  const inputs = isFields(raw.input) ? raw.input : {};
  return {
    file,
    name: typeof raw.name === 'string' ? raw.name : `case ${index + 1}`,
    function: typeof raw.function === 'string' ? raw.function : null,
    input: { ...raw, ...inputs },
    expected: isFields(raw.expected) ? raw.expected : {},
  };
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @throws {Error} naming the field when it is there and is no number */
export function number(fields: Fields, name: string): number | null {
  const value = fields[name];
  if (value === null || value === undefined) return null;
  const read = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof read === 'number' && !Number.isNaN(read)) return read;
  throw new Error(`${name} is no number: ${JSON.stringify(value)}`);
}

/** @throws {Error} naming the field when it is absent */
export function needed(fields: Fields, name: string): number {
  const value = number(fields, name);
  if (value === null) throw new Error(`${name} is absent`);
  return value;
}

export function list(fields: Fields, name: string): readonly Fields[] {
  const value = fields[name];
  return Array.isArray(value) ? value.filter(isFields) : [];
}

/** A remembered number and how long ago it was entered. */
export interface Entry {
  readonly value: number;
  readonly ageMs: number;
}

/** @param value name of the field that holds the number: `recommendation`, `replicaChange` */
export function entries(fields: Fields, name: string, value: string): readonly Entry[] {
  return list(fields, name).map((item) => ({
    value: needed(item, value),
    ageMs: needed(item, 'ageSeconds') * 1000,
  }));
}

const RULE_FIELDS = ['stabilizationWindowSeconds', 'selectPolicy', 'policies', 'tolerance'];

/** The scaling rules under any of `names`, the first that is there, without remarks the table may hold. */
export function rules(fields: Fields, ...names: readonly string[]): Fields | null {
  const found = names.map((name) => fields[name]).find(isFields);
  if (found === undefined) return null;
  return Object.fromEntries(
    RULE_FIELDS.filter((field) => field in found).map((field) => [field, found[field]]),
  );
}

export interface PlainPolicy {
  readonly type: string;
  readonly value: number;
  readonly periodSeconds: number;
}

export function directionOf(text: unknown): Direction {
  return /down/i.test(String(text)) ? 'scaleDown' : 'scaleUp';
}
