import type { Clock } from '../clock/clock.ts';
import {
  patchTimeoutMs as defaultPatchMs,
  type KubeClient,
  type KubeLog,
  resourcePath,
  silentLog,
} from './client.ts';
import { ApiError, ConnectionError, describeError } from './errors.ts';
import {
  claimed,
  durationOf,
  holderOf,
  type Lease,
  released,
  sameClaim,
  transitionsOf,
} from './lease-record.ts';

export interface ElectionOptions {
  readonly client: KubeClient;
  readonly namespace: string;
  readonly name: string;
  /** Must be this process's alone, e.g. host name and a random part. A lease under our name that we did not write is another's. */
  readonly identity: string;
  readonly clock: Clock;
  /** Whole seconds; 15,000. */
  readonly leaseDurationMs?: number | undefined;
  /** From the start of one renewal to the start of the next; 5,000. */
  readonly renewMs?: number | undefined;
  /** How long before others may take over we stop acting; above `patchTimeoutMs`; 4,000. */
  readonly marginMs?: number | undefined;
  /** The longest a patch sent while {@link Election.holds} was true may take; also the time-out of our own calls; 3,000. */
  readonly patchTimeoutMs?: number | undefined;
  /** Asked at each renewal and at the release; merged into the Lease's annotations. */
  readonly annotations?: (() => Readonly<Record<string, string>>) | undefined;
  /** Told of each turn, the last one included. Told late when the process was suspended: before acting ask `holds()`. */
  readonly onChange?: ((holds: boolean) => void) | undefined;
  readonly log?: KubeLog | undefined;
}

export interface ElectionState {
  /** Who holds it, as last seen; empty when nobody does or nothing is known yet. */
  readonly holder: string;
  readonly lastError: { readonly at: number; readonly text: string } | null;
}

/** One turn of the Lease. `transitions` counts its turns, as its spec does. */
export interface Taken {
  /** Null: there was no Lease. `holder` is empty when it had been given up. */
  readonly from: { readonly holder: string; readonly transitions: number } | null;
  readonly transitions: number;
}

export interface Election {
  /**
   * Takes part until the signal aborts, then gives the lease up and resolves. Abort only after the last patch has ended.
   * While it is held it costs one write per `renewMs` and nothing else. Call once.
   */
  run(signal: AbortSignal): Promise<void>;
  /** Now, by the monotonic clock: may a patch that takes at most `patchTimeoutMs` be sent? */
  holds(): boolean;
  /** How often we have come to hold it: the same number twice means that nobody else held it in between. */
  term(): number;
  /** What the Lease said when we last came to hold it, and what our claim made of it; null before. */
  took(): Taken | null;
  state(): ElectionState;
}

function checked(options: ElectionOptions) {
  const { leaseDurationMs = 15_000, renewMs = 5_000, marginMs = 4_000 } = options;
  const { patchTimeoutMs = defaultPatchMs } = options;
  if (leaseDurationMs % 1_000 !== 0 || leaseDurationMs <= 0) {
    throw new RangeError(`leaseDurationMs must be whole seconds: ${leaseDurationMs}`);
  }
  if (marginMs <= patchTimeoutMs) {
    throw new RangeError(`marginMs (${marginMs}) must be above patchTimeoutMs (${patchTimeoutMs})`);
  }
  if (renewMs <= 0 || leaseDurationMs - marginMs <= renewMs) {
    throw new RangeError(
      `renewMs (${renewMs}) must be below leaseDurationMs - marginMs (${leaseDurationMs - marginMs})`,
    );
  }
  if (options.identity === '') throw new RangeError('the identity must not be empty');
  return { leaseDurationMs, renewMs, marginMs, patchTimeoutMs };
}

/**
 * Leader election by a Lease: writes are compare-and-swap on its resourceVersion, and another's claim runs out only
 * when we have watched it stand still, on our own monotonic clock, for as long as it asked. Design law 7: we hold it
 * only while `monotonic now < start of the last successful renewal + duration − margin`.
 * @throws RangeError for settings under which that law could not hold
 */
export function createElection(options: ElectionOptions): Election {
  const { leaseDurationMs, renewMs, marginMs, patchTimeoutMs } = checked(options);
  const {
    client,
    namespace,
    name,
    identity,
    clock,
    annotations = () => ({}),
    onChange,
    log = silentLog,
  } = options;
  const collection = { group: 'coordination.k8s.io', version: 'v1', plural: 'leases' };
  /** Sooner than a renewal after something failed, and how often a lease of another's is looked at. */
  const retryMs = renewMs * 0.4;

  /** Newest lease that we wrote and may still renew; null when only a fresh look can tell. */
  let ours: Lease | null = null;
  /** Monotonic; until then we may act. */
  let validUntil = Number.NEGATIVE_INFINITY;
  /** Another's claim, and since when (monotonic) we have seen it stand still. */
  let seen: { readonly lease: Lease; readonly since: number } | null = null;
  /** renewTime of our last claim known to have arrived, and of those sent since: a lease with one of them is ours. */
  let sent = new Set<string>();
  let told = false;
  let term = 0;
  let taken: Taken | null = null;
  let state: ElectionState = { holder: '', lastError: null };

  const holds = () => clock.monotonic() < validUntil;

  function tell(): void {
    const now = holds();
    if (now === told) return;
    told = now;
    log.info(
      { lease: `${namespace}/${name}`, identity, holder: state.holder },
      now ? 'leading' : 'not leading',
    );
    try {
      onChange?.(now);
    } catch (error) {
      log.warn({ error: describeError(error) }, 'a handler of leadership threw');
    }
  }
  function fault(error: unknown): void {
    const text = describeError(error);
    if (state.lastError?.text !== text)
      log.warn({ lease: `${namespace}/${name}`, error: text }, 'the lease failed');
    state = { ...state, lastError: { at: clock.now(), text } };
  }
  function isOurs(lease: Lease): boolean {
    return holderOf(lease) === identity && sent.has(lease.spec.renewTime ?? '');
  }

  async function call(method: 'GET' | 'POST' | 'PUT', body?: Lease, signal?: AbortSignal): Promise<Lease> {
    const path = resourcePath(collection, namespace, method === 'POST' ? undefined : name);
    const lease = await client.request<Lease | null>({
      method,
      path,
      body,
      signal,
      timeoutMs: patchTimeoutMs,
    });
    if (typeof lease?.metadata?.resourceVersion === 'string' && lease.spec) return lease;
    throw new ConnectionError('NOT_A_LEASE', 'the answer for the lease is not a Lease', true);
  }
  async function read(signal?: AbortSignal): Promise<Lease | null> {
    try {
      return await call('GET', undefined, signal);
    } catch (error) {
      // Only a Status says that the lease is missing; any other 404 that something else answered.
      if (error instanceof ApiError && error.status === 404 && error.reason !== '') return null;
      throw error;
    }
  }

  /** Writes our claim; on success the validity counts from before the write began. */
  async function claim(base: Lease | null, renewal: boolean, signal: AbortSignal): Promise<void> {
    const started = clock.monotonic();
    const wish = { identity, now: clock.now(), durationMs: leaseDurationMs, annotations: annotations() };
    const lease = claimed(base, { namespace, name }, wish, renewal);
    const time = lease.spec.renewTime ?? '';
    sent.add(time);
    ours = null;
    ours = await call(base === null ? 'POST' : 'PUT', lease, signal);
    sent = new Set([time]);
    if (!renewal) {
      term += 1;
      const from = base === null ? null : { holder: holderOf(base), transitions: transitionsOf(base) };
      taken = { from, transitions: transitionsOf(lease) };
    }
    seen = null;
    validUntil = started + leaseDurationMs - marginMs;
    state = { holder: identity, lastError: null };
  }

  /** Reads the lease and takes it if nobody holds it, or its holder has stood still for too long. */
  async function stand(signal: AbortSignal): Promise<void> {
    const lease = await read(signal);
    // Ours still, though a renewal seemed to fail or somebody wrote beside us: go on from what is there.
    if (lease && isOurs(lease)) return claim(lease, true, signal);
    validUntil = Number.NEGATIVE_INFINITY;
    if (lease === null) return claim(null, false, signal);
    if (!seen || !sameClaim(seen.lease, lease)) seen = { lease, since: clock.monotonic() };
    state = { holder: holderOf(lease), lastError: null };
    const stoodStill = clock.monotonic() - seen.since;
    const free = holderOf(lease) === '' || stoodStill > durationOf(lease, leaseDurationMs);
    if (free) await claim(lease, false, signal);
  }

  async function renew(lease: Lease, signal: AbortSignal): Promise<void> {
    try {
      await claim(lease, true, signal);
    } catch (error) {
      const outrun = error instanceof ApiError && (error.status === 409 || error.status === 404);
      if (!outrun) throw error;
      // Somebody else wrote or deleted it: until we have looked, it is not ours.
      validUntil = Number.NEGATIVE_INFINITY;
      await stand(signal);
    }
  }

  /** One renewal or one look. True when it went well. */
  async function turn(signal: AbortSignal): Promise<boolean> {
    try {
      if (ours) await renew(ours, signal);
      else await stand(signal);
      return true;
    } catch (error) {
      // A race for a free lease that another candidate won is no fault.
      const outrun = error instanceof ApiError && error.status === 409;
      if (!signal.aborted && !outrun) fault(error);
      return false;
    }
  }

  /** Gives the lease up, also when a write that was cut off by the stop has made our copy of it outdated. */
  async function release(): Promise<void> {
    validUntil = Number.NEGATIVE_INFINITY;
    tell();
    if (sent.size === 0) return;
    try {
      const lease = ours ?? (await read());
      ours = null;
      if (lease && isOurs(lease)) await call('PUT', released(lease, clock.now(), annotations()));
      state = { ...state, holder: '' };
    } catch (error) {
      fault(error);
    }
  }

  return {
    holds,
    term: () => term,
    took: () => taken,
    state: () => state,
    async run(signal) {
      while (!signal.aborted) {
        const started = clock.monotonic();
        const well = await turn(signal);
        tell();
        const next = started + (well && ours ? renewMs : retryMs);
        // Wakes when the validity ends as well, so that a loss is told in time.
        while (!signal.aborted && clock.monotonic() < next) {
          const now = clock.monotonic();
          const wake = told && validUntil > now ? Math.min(next, validUntil) : next;
          await clock.sleep(wake - now, signal);
          tell();
        }
      }
      await release();
    },
  };
}
