/** `coordination.k8s.io/v1` Lease as the server sends it: unknown fields are kept and sent back. */
export interface Lease {
  readonly apiVersion: 'coordination.k8s.io/v1';
  readonly kind: 'Lease';
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly resourceVersion?: string;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly managedFields?: unknown;
    readonly [field: string]: unknown;
  };
  readonly spec: LeaseSpec;
}

export interface LeaseSpec {
  readonly holderIdentity?: string;
  readonly leaseDurationSeconds?: number;
  readonly acquireTime?: string;
  readonly renewTime?: string;
  readonly leaseTransitions?: number;
  readonly [field: string]: unknown;
}

/** `2026-11-22T13:12:30.123000Z`: the server refuses a time with fewer than six digits. `now` in ms since the epoch. */
export function microTime(now: number): string {
  return new Date(now).toISOString().replace(/Z$/, '000Z');
}

/** Who holds it; empty when it was released or never held. */
export function holderOf(lease: Lease): string {
  return lease.spec?.holderIdentity ?? '';
}

/** How often it has changed hands. */
export function transitionsOf(lease: Lease): number {
  return lease.spec?.leaseTransitions ?? 0;
}

/** How long its holder asked for, in ms; `fallbackMs` when it does not say. */
export function durationOf(lease: Lease, fallbackMs: number): number {
  const seconds = lease.spec?.leaseDurationSeconds;
  return typeof seconds === 'number' && seconds > 0 ? seconds * 1_000 : fallbackMs;
}

/**
 * Two sightings of the same claim: nobody renewed in between. Compares what was written, never times with our clock,
 * so that skewed clocks do no harm.
 */
export function sameClaim(a: Lease, b: Lease): boolean {
  return (
    a.metadata.resourceVersion === b.metadata.resourceVersion &&
    holderOf(a) === holderOf(b) &&
    a.spec.renewTime === b.spec.renewTime
  );
}

export interface Claim {
  readonly identity: string;
  readonly now: number;
  readonly durationMs: number;
  readonly annotations: Readonly<Record<string, string>>;
}

/**
 * The lease to write to take or renew it. A renewal keeps acquireTime; taking it over counts a transition.
 * @param lease as last seen, or null when there is none yet
 */
export function claimed(
  lease: Lease | null,
  { namespace, name }: { readonly namespace: string; readonly name: string },
  { identity, now, durationMs, annotations }: Claim,
  renewal: boolean,
): Lease {
  const time = microTime(now);
  const { managedFields: _, ...metadata } = lease?.metadata ?? { namespace, name };
  const spec = lease?.spec ?? {};
  const transitions = lease === null ? 0 : transitionsOf(lease);
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { ...metadata, annotations: { ...lease?.metadata.annotations, ...annotations } },
    spec: {
      ...spec,
      holderIdentity: identity,
      leaseDurationSeconds: Math.round(durationMs / 1_000),
      acquireTime: renewal ? (spec.acquireTime ?? time) : time,
      renewTime: time,
      leaseTransitions: renewal || lease === null ? transitions : transitions + 1,
    },
  };
}

/** The lease to write to give it up: no holder, so that a successor need not wait. */
export function released(lease: Lease, now: number, annotations: Readonly<Record<string, string>>): Lease {
  const { managedFields: _, ...metadata } = lease.metadata;
  return {
    ...lease,
    metadata: { ...metadata, annotations: { ...lease.metadata.annotations, ...annotations } },
    spec: { ...lease.spec, holderIdentity: '', leaseDurationSeconds: 1, renewTime: microTime(now) },
  };
}
