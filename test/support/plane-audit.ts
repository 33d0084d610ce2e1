/** What an account asked of the API server, out of the server's own audit log. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** One right that a call needed: `patch data.fluid.io alluxioruntimes/scale`. The core group is empty. */
export interface Call {
  readonly verb: string;
  readonly group: string;
  /** With its subresource: `alluxioruntimes/scale`. */
  readonly resource: string;
  /** Null for calls across all namespaces, and for what is in none. */
  readonly namespace: string | null;
  /** Null for lists, watches and creations. */
  readonly name: string | null;
  /** HTTP status; 403 is a right that was missing. */
  readonly code: number;
}

/** Flags that make an API server note who asked for what (no bodies). @param folder where policy and log lie */
export function auditFlags(folder: string): readonly string[] {
  const policy = join(folder, 'audit-policy.yaml');
  writeFileSync(policy, 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{ level: Metadata }]\n');
  return [`--audit-policy-file=${policy}`, `--audit-log-path=${logIn(folder)}`, '--audit-log-mode=blocking'];
}

interface Event {
  readonly stage: string;
  readonly verb: string;
  readonly user: { readonly username: string };
  readonly objectRef?: {
    readonly apiGroup?: string;
    readonly resource: string;
    readonly subresource?: string;
    readonly namespace?: string;
    readonly name?: string;
  };
  readonly responseStatus?: { readonly code: number };
}

/** Calls of one user about objects, those still under way (watches) included, oldest first. */
export function callsOf(folder: string, user: string): readonly Call[] {
  const lines = readFileSync(logIn(folder), 'utf8').split('\n').slice(0, -1);
  return lines.flatMap((line) => {
    const { stage, verb, user: who, objectRef, responseStatus } = JSON.parse(line) as Event;
    if (who.username !== user || objectRef === undefined) return [];
    if (stage !== 'ResponseComplete' && stage !== 'ResponseStarted') return [];
    const { apiGroup = '', resource, subresource, namespace = null, name = null } = objectRef;
    const full = subresource === undefined ? resource : `${resource}/${subresource}`;
    return [{ verb, group: apiGroup, resource: full, namespace, name, code: responseStatus?.code ?? 0 }];
  });
}

function logIn(folder: string): string {
  return join(folder, 'audit.log');
}
