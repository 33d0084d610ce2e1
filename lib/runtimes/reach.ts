/** The ways to an engine's page: over the network, from a machine outside the cluster, through the API server's proxy. */
import { firstAbort } from '../clock/first-abort.ts';
import type { KubeClient } from '../kube/client.ts';
import { ApiError, ConnectionError } from '../kube/errors.ts';
import type { EnginePage, Failure, FetchPage, ReadOptions, ServicePort } from './contract.ts';
import { MAX_BYTES, readPage, statusCode } from './page.ts';

/** As the daemon reads it: one GET to the engine's own address. */
export const overNetwork: FetchPage = ({ url, given = false }, options, take) =>
  readPage(url, options, take, given ? 'no' : 'same origin');

/** No connection came about. Whoever is outside cannot tell an engine that is down from one he cannot get to. */
const NO_CONNECTION: ReadonlySet<string> = new Set([
  'EngineRefused',
  'EngineTimeout',
  'EngineUnreachable',
  'EngineUnresolvable',
]);

/** The same from a machine that is not in the cluster, where a missing connection says nothing about the engine. */
export const fromOutside: FetchPage = async (page, options, take) => {
  const failure = await overNetwork(page, options, take);
  if (failure === null || !NO_CONNECTION.has(failure.code)) return failure;
  const { address, error, limit } = failure.numbers;
  const why = error ?? `no answer within ${limit} ms`;
  return { code: 'EngineNotReachableHere', numbers: { address: address ?? page.url.host, why } };
};

/**
 * Through the API server's proxy of the master's Service, with the caller's own rights: `get` on `services/proxy`. No redirect
 * is followed. An address that the user gave belongs to no Service: it is asked itself.
 */
export function throughApiServer(client: KubeClient): FetchPage {
  return async (page, options, take) => {
    const { service } = page;
    if (service === null) return fromOutside(page, options, take);
    const { timeoutMs, expire = AbortSignal.timeout, signal } = options;
    const either = firstAbort([expire(timeoutMs), signal]);
    try {
      await client.request({
        method: 'GET',
        path: proxyPath(service, page.url),
        take,
        timeoutMs,
        maxBytes: options.maxBytes ?? MAX_BYTES,
        signal: either.signal,
      });
      return null;
    } catch (error) {
      return failureOf(error, page, service, options);
    } finally {
      either.release();
    }
  };
}

function proxyPath({ namespace, name, port }: ServicePort, url: URL): string {
  const parts = ['api', 'v1', 'namespaces', namespace, 'services', `${name}:${port}`, 'proxy'];
  return `/${parts.map(encodeURIComponent).join('/')}${url.pathname}`;
}

/** An answer with a Status is the API server's own; any other came from the engine. */
function failureOf(error: unknown, page: EnginePage, service: ServicePort, options: ReadOptions): Failure {
  const target = `${service.namespace}/${service.name}:${service.port}`;
  const address = page.url.host;
  if (error instanceof ApiError) {
    const { status, reason, message } = error;
    if (reason === '') return { code: statusCode(status), numbers: { address, status } };
    if (status === 403) return { code: 'ProxyForbidden', numbers: { service: target, text: message } };
    return { code: 'ProxyFailed', numbers: { service: target, text: `${status} ${reason}: ${message}` } };
  }
  if (!(error instanceof ConnectionError)) throw error;
  if (options.signal?.aborted) return { code: 'ReadCancelled', numbers: { address } };
  if (error.code === 'TIMEOUT' || error.code === 'ABORTED')
    return { code: 'EngineTimeout', numbers: { address, limit: options.timeoutMs } };
  if (error.code === 'TOO_LARGE') {
    return { code: 'EngineTooLarge', numbers: { address, limit: options.maxBytes ?? MAX_BYTES } };
  }
  return { code: 'ProxyFailed', numbers: { service: target, text: error.message } };
}
