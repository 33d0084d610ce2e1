import { type ConnectorOptions, httpAgent, httpsAgent } from './connector.ts';
import type { Agents } from './contract.ts';

/**
 * Connections to engines, kept open between reads; one pair for the whole process. One idle socket an engine is enough,
 * because an engine is asked once at a time.
 */
export function engineAgents(connector: ConnectorOptions = {}): Agents {
  const options = { keepAlive: true, maxFreeSockets: 1, scheduling: 'lifo' as const };
  return { http: httpAgent(options, connector), https: httpsAgent(options, connector) };
}

/** Closes every connection, so that the process can end. */
export function closeAgents(agents: Agents): void {
  agents.http.destroy();
  agents.https.destroy();
}
