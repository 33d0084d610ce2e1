/** How connections to addresses are made that come from users, objects and name servers: never to where credentials are handed out. */
import { lookup } from 'node:dns';
import { type AgentOptions, Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent, type AgentOptions as HttpsAgentOptions } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { Duplex } from 'node:stream';
import { isOffLimits } from '../units/off-limits.ts';

/** No connection was made, because of where it would have gone. */
export class OffLimitsError extends Error {
  readonly code = 'ERR_OFF_LIMITS';
  /** The address that a host is, or that its name leads to. */
  readonly ip: string;
  constructor(ip: string) {
    super(`${ip} is off limits`);
    this.ip = ip;
  }
}

export interface ConnectorOptions {
  /** Whether any address may be connected to (`--allow link-local`). */
  readonly anywhere?: boolean;
  /** Looks names up. Default: the system's resolver. */
  readonly resolve?: LookupFunction;
}

/**
 * Looks a name up and refuses it when any of its addresses is off limits. The connection is made to one of the addresses that
 * were looked at here: there is no second lookup that could answer otherwise.
 */
export function guardedLookup(resolve: LookupFunction = lookup as LookupFunction): LookupFunction {
  return (hostname, options, callback) =>
    resolve(hostname, options, (error, found, family) => {
      const addresses = typeof found === 'string' ? [found] : (found ?? []).map(({ address }) => address);
      const bad = error === null ? addresses.find(isOffLimits) : undefined;
      if (bad === undefined) callback(error, found, family);
      else callback(new OffLimitsError(bad), [], family);
    });
}

type Created = (error: Error | null, stream: Duplex) => void;
type Target = { readonly host?: string | null | undefined };

/** A host that is an address is not looked up, so it is held against the list here. */
function refused({ host }: Target, created: Created | undefined): boolean {
  if (typeof host !== 'string' || !isOffLimits(host)) return false;
  created?.(new OffLimitsError(host), undefined as never);
  return true;
}

class GuardedHttpAgent extends HttpAgent {
  override createConnection(...[options, created]: Parameters<HttpAgent['createConnection']>) {
    return refused(options, created) ? undefined : super.createConnection(options, created);
  }
}

class GuardedHttpsAgent extends HttpsAgent {
  override createConnection(...[options, created]: Parameters<HttpsAgent['createConnection']>) {
    return refused(options, created) ? undefined : super.createConnection(options, created);
  }
}

/** An agent for http that connects to no address that is off limits, unless `anywhere`. */
export function httpAgent(options: AgentOptions, { anywhere = false, resolve }: ConnectorOptions): HttpAgent {
  if (anywhere) return new HttpAgent({ ...options, ...(resolve && { lookup: resolve }) });
  return new GuardedHttpAgent({ ...options, lookup: guardedLookup(resolve) });
}

/** The same for https. */
export function httpsAgent(
  options: HttpsAgentOptions,
  { anywhere = false, resolve }: ConnectorOptions,
): HttpsAgent {
  if (anywhere) return new HttpsAgent({ ...options, ...(resolve && { lookup: resolve }) });
  return new GuardedHttpsAgent({ ...options, lookup: guardedLookup(resolve) });
}
