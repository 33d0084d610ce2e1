import { expect } from 'chai';
import type { Reason } from '../../../lib/model/observation.ts';
import type { CatalogueEntry } from '../../../lib/model/reasons/catalogue.ts';
import { decidingReasons } from '../../../lib/model/reasons/deciding.ts';
import { givenReasons } from '../../../lib/model/reasons/given.ts';
import { podReasons } from '../../../lib/model/reasons/pods.ts';
import { readingReasons } from '../../../lib/model/reasons/reading.ts';

/** The catalogue as far as reading goes. */
export const catalogue: ReadonlyMap<string, CatalogueEntry> = new Map(
  Object.entries({ ...decidingReasons, ...readingReasons, ...givenReasons, ...podReasons } as Record<
    string,
    CatalogueEntry
  >),
);

/** The names of the numbers a sentence asks for. */
export function askedFor(entry: CatalogueEntry): string[] {
  return [...entry.says.matchAll(/\{(\w+)/g)].map((match) => match[1] as string);
}

/** The code of a reason, once it is sure that its sentence can be said: it is in the catalogue and its numbers are there. */
export function codeSaid(reason: Reason): string {
  const entry = catalogue.get(reason.code);
  expect(entry, `${reason.code} in the catalogue`).not.to.equal(undefined);
  for (const name of entry ? askedFor(entry) : [])
    expect(reason.numbers?.[name] ?? null, `${reason.code}: {${name}}`).not.to.equal(null);
  return reason.code;
}
