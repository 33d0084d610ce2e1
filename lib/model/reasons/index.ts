/** The closed catalogue: every reason anybody may give, with its sentence and the YAML field that would change it. */
import { printable } from '../../units/printable.ts';
import type { Reason } from '../observation.ts';
import type { Catalogue, CatalogueEntry } from './catalogue.ts';
import { decidingReasons } from './deciding.ts';
import { givenReasons } from './given.ts';
import { keepingReasons } from './keeping.ts';
import { podReasons } from './pods.ts';
import { readingReasons } from './reading.ts';
import { fillSentence } from './sentence.ts';
import { showingReasons } from './showing.ts';

export const catalogue: Catalogue = {
  ...decidingReasons,
  ...readingReasons,
  ...podReasons,
  ...givenReasons,
  ...keepingReasons,
  ...showingReasons,
};

export function entryOf(code: string): CatalogueEntry | null {
  return Object.hasOwn(catalogue, code) ? (catalogue[code] ?? null) : null;
}

/** The sentence of a reason; a code that is not in the catalogue (written by another version) prints as it is, its control characters escaped. */
export function describeReason(reason: Reason | null): string {
  if (reason === null) return 'no reason given';
  const entry = entryOf(reason.code);
  return entry === null ? printable(reason.code) : fillSentence(entry, reason);
}

/** The field of the policy document that would change this reason, or null. */
export function fieldOf(reason: Reason): string | null {
  return entryOf(reason.code)?.field ?? null;
}
