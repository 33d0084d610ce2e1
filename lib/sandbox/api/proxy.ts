/** The API server as a proxy: `GET /api/v1/namespaces/NAMESPACE/services/NAME:PORT/proxy/…`. */
import { request, type ServerResponse } from 'node:http';
import { ApiFailure, notFound } from './failure.ts';
import { kindNamed } from './kinds.ts';
import type { Store } from './store.ts';

const PATH = /^\/api\/v1\/namespaces\/([^/]+)\/services\/([^/:]+):([^/]+)\/proxy(\/.*)$/;

export interface ProxyCall {
  readonly namespace: string;
  readonly service: string;
  readonly port: string;
  /** At the engine, with its query. */
  readonly path: string;
}

/** @returns null when the address is no Service's */
export function proxyCall({ pathname, search }: URL): ProxyCall | null {
  const [, namespace, service, port, path] = PATH.exec(pathname.replaceAll(/%3A/gi, ':')) ?? [];
  if (namespace === undefined || service === undefined || port === undefined || path === undefined)
    return null;
  return { namespace, service, port, path: `${path}${search}` };
}

/** Asks a ready pod behind the Service and hands its answer on as it is. @throws {ApiFailure} when there is none, or no answer */
export function passOn(store: Store, call: ProxyCall, response: ServerResponse): Promise<void> {
  const { host, port } = endpointOf(store, call);
  return new Promise((resolve, reject) => {
    const asked = request({ host, port, path: call.path, headers: { accept: '*/*' } }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, { 'content-type': answer.headers['content-type'] ?? '' });
      answer.pipe(response).on('close', resolve);
      // An answer that breaks midway breaks here, too.
      answer.on('error', () => response.destroy());
    });
    asked.on('error', ({ message }) => reject(unavailable(`error trying to reach service: ${message}`)));
    response.on('close', () => asked.destroy());
    asked.end();
  });
}

function endpointOf(store: Store, { namespace, service, port }: ProxyCall): { host: string; port: number } {
  if (store.get(kindNamed('Service'), namespace, service) === null)
    throw notFound(kindNamed('Service'), service);
  const slices = store.list(kindNamed('EndpointSlice'), namespace) as unknown as readonly Slice[];
  const own = slices.filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === service);
  for (const { ports, endpoints } of own) {
    const number = ports?.find(({ name }) => name === port)?.port;
    const host = endpoints?.find(({ conditions }) => conditions?.ready !== false)?.addresses[0];
    if (number !== undefined && host !== undefined) return { host, port: number };
  }
  throw unavailable(`no endpoints available for service "${service}:${port}"`);
}

function unavailable(message: string): ApiFailure {
  return new ApiFailure(503, 'ServiceUnavailable', message);
}

interface Slice {
  readonly metadata: { readonly labels?: Readonly<Record<string, string>> };
  readonly ports?: readonly { readonly name?: string; readonly port?: number }[];
  readonly endpoints?: readonly {
    readonly addresses: readonly string[];
    readonly conditions?: { readonly ready?: boolean };
  }[];
}
