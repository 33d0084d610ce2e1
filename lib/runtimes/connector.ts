/** How connections to addresses are made that come from users, objects and name servers: never to where credentials are handed out. */
import { lookup } from 'node:dns';
import { Agent as HttpsAgent, type AgentOptions as HttpsAgentOptions } from 'node:https';
import { connect, type LookupFunction } from 'node:net';
import type { Duplex } from 'node:stream';
import { isOffLimits } from '../units/off-limits.ts';
import type { Connect } from './contract.ts';

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

class GuardedHttpsAgent extends HttpsAgent {
  override createConnection(...[options, created]: Parameters<HttpsAgent['createConnection']>) {
    return refused(options, created) ? undefined : super.createConnection(options, created);
  }
}

/** Plain connections, to no address that is off limits, unless `anywhere`. */
export function plainConnect({ anywhere = false, resolve }: ConnectorOptions): Connect {
  const lookup = anywhere ? resolve : guardedLookup(resolve);
  return ({ host, port }) => {
    const to = { host: String(host), port: Number(port), ...(lookup && { lookup }) };
    if (!anywhere && isOffLimits(to.host)) throw new OffLimitsError(to.host);
    return connect(to);
  };
}

/** An agent for https that connects to no address that is off limits, unless `anywhere`. */
export function httpsAgent(
  options: HttpsAgentOptions,
  { anywhere = false, resolve }: ConnectorOptions,
): HttpsAgent {
  if (anywhere) return new HttpsAgent({ ...options, ...(resolve && { lookup: resolve }) });
  return new GuardedHttpsAgent({ ...options, lookup: guardedLookup(resolve) });
}
