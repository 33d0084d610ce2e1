/**
 * A circuit breaker for whatever tells how full one cache is. Closed: it is asked at each look. After three failures in a row it
 * opens: it is not asked for 5 s, 10 s, 20 s, ... at most a minute. Then it is half-open: one look asks, and what comes of that closes
 * it or opens it for longer. A plain value; the functions are pure.
 */
import type { Blind } from '../model/observation.ts';
import { describeReason } from '../model/reasons/index.ts';
import { blind } from '../runtimes/blind.ts';
import { formatInstant } from '../units/instant.ts';
import { retryDelay } from './backoff.ts';

export interface Breaker {
  /** In a row. */
  readonly failures: number;
  /** When the first of them was, ms since the epoch. */
  readonly since: number;
  /** Nobody asks before this monotonic instant. */
  readonly restUntil: number;
  /** The last failure, said as it is to be shown: once it is open, with what follows. */
  readonly says: Blind | null;
  /** What was asked: where that is another, or has come back, nothing of the past counts. */
  readonly endpoint: string;
}

export type BreakerState = 'closed' | 'open' | 'half-open';

/** So many failures in a row are taken for a slow moment. */
export const FAILURES_ALLOWED = 2;

export const closedBreaker: Breaker = { failures: 0, since: 0, restUntil: 0, says: null, endpoint: '' };

/** @param now monotonic, ms */
export function stateOf({ failures, restUntil }: Breaker, now: number): BreakerState {
  if (failures <= FAILURES_ALLOWED) return 'closed';
  return now < restUntil ? 'open' : 'half-open';
}

export interface Failed {
  readonly why: Blind;
  /** ms since the epoch, and monotonic, of when it was asked. */
  readonly at: number;
  readonly now: number;
  /** Says that it is the same endpoint, in the same condition; any text. */
  readonly endpoint: string;
  /** Of this dataset among all, from 0 to below 1: those that failed together do not come back together. */
  readonly place: number;
}

/** The share of a rest by which they come back apart. */
const APART = 0.2;
/** Whoever comes back without a watch telling is seen again within this, ms; a time-out of 3 s in it costs little. */
const LONGEST_MS = 60_000;

/** Known without asking anybody, so that nothing is gained by a rest; or our own doing. */
export const NOBODY_ASKED: ReadonlySet<string> = new Set([
  ...['NoEndpoints', 'NoPorts', 'EndpointIsName', 'EndpointNotReady', 'KindTellsNobody', 'KindUnknown'],
  ...['EngineUrlInvalid', 'EngineUrlScheme', 'EngineUrlHasCredentials', 'EngineOffLimits', 'SourceOffLimits'],
  ...['ExecNotAllowed', 'NoServingWorker', 'PodHasNoAddress', 'PodHasNoPort', 'WorkersDoNotShare'],
  ...['CapacityNotDeclared', 'ClassMissing', 'ClassNoReport', 'ClassBadReport', 'ClassNoContainer'],
  ...['CredentialsNoFolder', 'CredentialsUnreadable', 'SourceNobodyServes', 'SourceBeforeWorkers'],
  // Left alone by whoever asks in pods, for reasons of its own.
  ...['ReadCancelled', 'OwnSocketsExhausted', 'ExecLeftAlone'],
]);

/** One more failure; of another endpoint than the last one it is the first. */
export function failed(breaker: Breaker, { why, at, now, endpoint, place }: Failed): Breaker {
  const before = breaker.endpoint === endpoint ? breaker : closedBreaker;
  const failures = before.failures + 1;
  const since = before.failures === 0 ? at : before.since;
  if (failures <= FAILURES_ALLOWED) return { failures, since, restUntil: now, says: why, endpoint };
  const longest = Math.min(LONGEST_MS, retryDelay(failures - FAILURES_ALLOWED));
  const rest = Math.round(longest * (1 - APART * place));
  const numbers = {
    failures,
    since: formatInstant(since),
    again: formatInstant(at + rest),
    code: why.code,
    why: describeReason(why),
  };
  const says = blind(why.source, 'SourceResting', numbers);
  return { failures, since, restUntil: now + rest, says, endpoint };
}

/** As it is once its endpoint is this: another one, or one that has become ready, is asked at once. */
export function unlessChanged(breaker: Breaker, endpoint: string): Breaker {
  return breaker.failures === 0 || breaker.endpoint === endpoint ? breaker : closedBreaker;
}
