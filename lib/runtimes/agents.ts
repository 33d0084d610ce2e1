import { createHash } from 'node:crypto';
import type { AgentOptions, Agent as HttpsAgent } from 'node:https';
import { type ConnectorOptions, httpsAgent, plainConnect } from './connector.ts';
import type { Agents, TrustingAgents } from './contract.ts';

/** Idle sockets an address keeps. An engine is asked once at a time and has one; a server that many ask for has more. */
const IDLE = 8;

/**
 * Connections to engines and to what users gave; one set for the whole process. Plain ones end with their read: ten thousand that
 * wait would cost 100 MiB, and an agent that keeps none costs as much a read as the connection. Those with TLS are kept, for a
 * handshake is dear.
 */
export function engineAgents(connector: ConnectorOptions = {}): Agents {
  const options = { keepAlive: true, maxFreeSockets: IDLE, scheduling: 'lifo' as const };
  const https = httpsAgent(options, connector);
  const trusting = trustingAgents(https, (trust) => httpsAgent({ ...options, ...trust }, connector));
  return { http: plainConnect(connector), https, trusting };
}

/** Closes every connection that is kept, so that the process can end. */
export function closeAgents(agents: Agents): void {
  agents.https.destroy();
  agents.trusting.destroy();
}

/** So many are kept: certificates that are replaced make another agent, and the sockets of the old one end by themselves. */
const MOST_TRUSTS = 32;

function trustingAgents(system: HttpsAgent, make: (trust: AgentOptions) => HttpsAgent): TrustingAgents {
  // The one used last stands last.
  const made = new Map<string, HttpsAgent>();
  return {
    of: ({ ca, serverName }) => {
      if (ca === null && serverName === null) return system;
      const key = `${serverName ?? ''} ${ca === null ? '' : createHash('sha256').update(ca).digest('hex')}`;
      const trust = { ...(ca !== null && { ca }), ...(serverName !== null && { servername: serverName }) };
      const agent = made.get(key) ?? make(trust);
      made.delete(key);
      made.set(key, agent);
      const [oldest] = made.keys();
      if (made.size > MOST_TRUSTS && oldest !== undefined) made.delete(oldest);
      return agent;
    },
    destroy: () => {
      for (const agent of made.values()) agent.destroy();
    },
  };
}
