/** The part of validation that is about the names of objects. */
import { type FieldError, invalid, required } from './field-errors.ts';
import type { ObjectReference } from './types.ts';

export function validateReference({ kind, name }: ObjectReference, path: string): FieldError[] {
  return [...validateSegment(kind, `${path}.kind`, ''), ...validateSegment(name, `${path}.name`, '')];
}

/** A name that becomes part of a URL's path. @param absent what is said of an empty one */
export function validateSegment(name: string, path: string, absent: string): FieldError[] {
  if (name === '') return [required(path, absent)];
  if (name === '.' || name === '..') return [invalid(path, name, `may not be '${name}'`)];
  return ['/', '%']
    .filter((character) => name.includes(character))
    .map((character) => invalid(path, name, `may not contain '${character}'`));
}
