import { invalidOptions } from './failure.ts';
import type { Kind } from './kinds.ts';
import type { Writer } from './managed-fields.ts';
import type { Store } from './store.ts';

/** One request to one kind, as the verbs need it. */
export interface Call {
  readonly store: Store;
  readonly kind: Kind;
  /** Null for all namespaces, or for a kind that has none. */
  readonly namespace: string | null;
  readonly name: string | null;
  readonly subresource: 'status' | 'scale' | null;
  readonly query: URLSearchParams;
  /** Now, as RFC 3339 with whole seconds. */
  readonly time: string;
  /** A new uid, from the sandbox's own dice. */
  readonly newUid: () => string;
  /** Five letters for `generateName`. */
  readonly newSuffix: () => string;
  readonly userAgent: string;
  /** The client wants what it reads printed as a table, as kubectl does. */
  readonly asTable?: boolean;
}

/** RFC 3339 in whole seconds, as the API server stamps. */
export function rfc3339(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/** Who writes: `fieldManager`, else the first token of the user agent. */
export function writerOf(call: Call, options: string): Writer {
  const given = call.query.get('fieldManager') ?? '';
  if (given.length > 128) {
    const message = 'Too long: may not be more than 128 bytes';
    throw invalidOptions(options, { reason: 'FieldValueTooLong', message, field: 'fieldManager' });
  }
  const manager = given === '' ? (call.userAgent.split('/')[0] as string).slice(0, 128) : given;
  return { manager, subresource: call.subresource, time: call.time };
}

/** @throws ApiFailure 422 for any value but `All` */
export function isDryRun(call: Call, options: string): boolean {
  const asked = call.query.getAll('dryRun');
  if (asked.length === 0) return false;
  if (asked.every((value) => value === 'All')) return true;
  const message = `Unsupported value: ${JSON.stringify(asked)}: supported values: "All"`;
  throw invalidOptions(options, { reason: 'FieldValueNotSupported', message, field: 'dryRun' });
}
