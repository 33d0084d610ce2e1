/** The texts of a policy document that are names, instants and addresses. */
import * as z from 'zod';
import { clusterRule, matches } from './cluster-rules.ts';

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const LABEL_1035 = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
// No user, password, query or fragment: the address is written to the ledger and to logs.
const ADDRESS = /^https?:\/\/[^\s/?#@]+(\/[^\s?#@]*)?$/;

/** A text of a form, for files and for the API server alike. @param what it must be, in words */
export function text(pattern: RegExp, longest: number, what: string, title = 'name') {
  const error = `must be ${what}`;
  const schema = z.string({ error }).regex(pattern, { error }).max(longest, { error }).meta({ title });
  return clusterRule(schema, matches(pattern), error);
}

/** A namespace (RFC 1123 label). */
export const namespaceName = () =>
  text(
    LABEL,
    63,
    'lower-case letters, digits and "-", beginning and ending with a letter or digit, at most 63',
  );

const A_DATASET =
  'lower-case letters, digits and "-", beginning with a letter, ending with a letter or digit, at most 63';

/** A Dataset's name: Fluid makes Services of it, so an RFC 1035 label. */
export const datasetName = () => text(LABEL_1035, 63, A_DATASET);

/** Whether a document's own name may serve as its dataset's. */
export function isDatasetName(name: string): boolean {
  return name.length <= 63 && LABEL_1035.test(name);
}

/** An object's name (RFC 1123 subdomain). */
export const objectName = () =>
  text(
    SUBDOMAIN,
    253,
    'lower-case letters, digits, "-" and ".", beginning and ending with a letter or digit, at most 253',
  );

/** `2026-11-22T18:00:00Z` (RFC 3339) -> ms since the epoch. */
export const instant = () =>
  z.iso
    .datetime({ offset: true, error: 'must be an instant (RFC 3339) such as 2026-11-22T18:00:00Z' })
    .transform((text) => Date.parse(text))
    .meta({ title: 'instant', examples: ['2026-11-22T18:00:00Z'] });

/** `http://host:port` with an optional path; never with a user or password in it. */
export const address = () =>
  text(ADDRESS, 2048, 'an address such as http://10.0.0.7:19999, without user, password or query')
    .refine((value) => URL.canParse(value), { error: 'must be an address such as http://10.0.0.7:19999' })
    .meta({ title: 'address', examples: ['http://10.0.0.7:19999'] });

/** A line a person wrote: not empty, one line, at most 200 characters. */
export const remark = (what: string) => {
  const error = `must be ${what}, without line breaks or control characters`;
  const schema = text(/\S/, 200, `${what}, one line of at most 200 characters`, 'text').refine(
    (line) => !/\p{Cc}/u.test(line),
    { error },
  );
  return clusterRule(schema, "!self.matches(r'\\p{Cc}')", error);
};
