import type { Lease } from '../../../../lib/kube/lease-record.ts';
import { failure, type Handler, sendJson } from './server.ts';

/** The one lease of a cluster with a server's rules: create once, replace only what one has read, six digits of time. */
export interface LeaseStore {
  /** @returns HTTP status and body */
  call(method: string, body: Lease | null): { readonly status: number; readonly body: unknown };
  current(): Lease | null;
  /** A change by somebody else, past all rules. */
  force(lease: Lease | null): void;
  /** Writes that were accepted. */
  writes(): number;
}

const sixDigits = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;

export function leaseStore(): LeaseStore {
  let lease: Lease | null = null;
  let version = 100;
  let writes = 0;

  function invalid({ spec }: Lease): string | null {
    for (const time of [spec.renewTime, spec.acquireTime]) {
      if (time !== undefined && !sixDigits.test(time)) return `cannot parse ${time}`;
    }
    return (spec.leaseDurationSeconds ?? 1) > 0 ? null : 'leaseDurationSeconds must be above 0';
  }
  function store(next: Lease): { status: number; body: Lease } {
    version += 1;
    writes += 1;
    lease = { ...next, metadata: { ...next.metadata, resourceVersion: `${version}`, uid: 'lease-uid' } };
    return { status: 200, body: lease };
  }
  const refused = (status: number, reason: string) => ({ status, body: failure(status, reason, reason) });

  return {
    call(method, body) {
      if (method === 'GET') return lease ? { status: 200, body: lease } : refused(404, 'NotFound');
      if (!body || invalid(body)) return refused(400, 'BadRequest');
      if (method === 'POST') return lease ? refused(409, 'AlreadyExists') : store(body);
      if (!lease) return refused(404, 'NotFound');
      const seen = body.metadata.resourceVersion;
      return seen === lease.metadata.resourceVersion ? store(body) : refused(409, 'Conflict');
    },
    current: () => lease,
    force(next) {
      if (next === null) lease = null;
      else store(next);
    },
    writes: () => writes,
  };
}

/** Answers over HTTP as the store does. */
export function leaseHandler(store: LeaseStore): Handler {
  return ({ method, body }, response) => {
    const answer = store.call(method, body === '' ? null : JSON.parse(body));
    sendJson(response, answer.status, answer.body);
  };
}
