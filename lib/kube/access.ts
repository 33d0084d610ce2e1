import { RequestContext } from '@kubernetes/client-node';
import { Agent, type buildConnector, type Dispatcher, ProxyAgent } from 'undici';
import type { Clock } from '../clock/clock.ts';
import { ConnectionError, oneLine } from './errors.ts';
import { fingerprint, type KnownKubeConfig, loadKubeconfig, type Source } from './kubeconfig.ts';

/** How long one look at the credentials serves: CA, certificate and key files are read again after it. */
const freshMs = 1_000;
/** A refused credential makes us read the settings again, but not more often than this. */
const renewEveryMs = 10_000;
/** Below the API server's own 90 s and below the 60 s of common load balancers, above a Lease's renewals. */
const keepAliveMs = 30_000;

export interface Authorized {
  readonly dispatcher: Dispatcher;
  readonly headers: Readonly<Record<string, string>>;
}

/** Credentials and the pool of connections that goes with them. */
export interface Access {
  readonly origin: string;
  /** Path of the server's address without a slash at its end; empty for most. */
  readonly basePath: string;
  readonly namespace: string;
  /**
   * @param timer fires when the time is up
   * @throws ConnectionError `CREDENTIALS`, `TIMEOUT` or `ABORTED`, always with `sent` false
   */
  authorize(timer: AbortSignal, signal: AbortSignal | undefined): Promise<Authorized>;
  /** After a 401: reads the settings again. True when there is something new to try. */
  renew(): boolean;
  close(): Promise<void>;
}

function makeDispatcher(config: KnownKubeConfig, theirs: Dispatcher | undefined): Dispatcher {
  const options = config.connection;
  if (options?.type === 'socks' && theirs) return theirs;
  const common = { keepAliveTimeout: keepAliveMs, keepAliveMaxTimeout: keepAliveMs };
  // The same settings under two names: the client's types are tls's, the pool's are its own.
  if (options?.type === 'proxy') {
    const requestTls = options.requestTls as buildConnector.BuildOptions;
    const connect = options.connect as buildConnector.BuildOptions;
    return new ProxyAgent({ uri: options.uri, requestTls, connect, ...common });
  }
  if (options?.type !== 'agent') return new Agent(common);
  return new Agent({ connect: options.connect as buildConnector.BuildOptions, ...common });
}

function credentialsError(error: unknown): ConnectionError {
  // A plug-in's own words may hold what it was asked to keep: name and code only.
  const { code, name } = error as { code?: unknown; name?: unknown };
  const what = oneLine(String(code ?? name ?? 'unknown'), 60);
  return new ConnectionError(
    'CREDENTIALS',
    `cannot prepare the credentials of the kubeconfig (${what})`,
    false,
  );
}

/** Rejects when the timer or the signal fires, whatever the work does. */
function within<T>(work: Promise<T>, timer: AbortSignal, signal: AbortSignal | undefined): Promise<T> {
  return new Promise((resolve, reject) => {
    const settle = () => {
      timer.removeEventListener('abort', onTimeout);
      signal?.removeEventListener('abort', onAbort);
    };
    const stop = (code: string) => {
      settle();
      reject(new ConnectionError(code, `the credentials were not ready (${code})`, false));
    };
    const onTimeout = () => stop('TIMEOUT');
    const onAbort = () => stop('ABORTED');
    timer.addEventListener('abort', onTimeout, { once: true });
    signal?.addEventListener('abort', onAbort, { once: true });
    if (signal?.aborted) return onAbort();
    work.finally(settle).then(resolve, reject);
  });
}

/**
 * Keeps one pool of connections for as long as CA, certificate, key and proxy stay the same; when they change, the
 * new pool serves new calls and the old one ends with its last call (facts on the library: dependencies, trap 1).
 * @throws KubeconfigError
 */
export function createAccess(source: Source, clock: Clock): Access {
  let config = loadKubeconfig(source);
  const context = config.getCurrentContext();
  const address = new URL(config.getCurrentCluster()?.server ?? '');
  const namespace = (config.getContextObject(context)?.namespace ?? '').trim() || 'default';
  const pools = new Set<Dispatcher>();
  let pool: { readonly print: string; readonly dispatcher: Dispatcher } | null = null;
  let last: { readonly at: number; readonly authorized: Authorized } | null = null;
  let pending: Promise<Authorized> | null = null;
  let renewedAt = Number.NEGATIVE_INFINITY;

  function pooled(theirs: Dispatcher | undefined): Dispatcher {
    const print = fingerprint(config.connection ?? { type: 'none' });
    if (pool?.print === print) return pool.dispatcher;
    const old = pool?.dispatcher;
    const dispatcher = makeDispatcher(config, theirs);
    pools.add(dispatcher);
    pool = { print, dispatcher };
    old?.close().then(
      () => pools.delete(old),
      () => pools.delete(old),
    );
    return dispatcher;
  }
  async function look(): Promise<Authorized> {
    const asked = config;
    const request = new RequestContext(address.href, 'GET');
    try {
      await asked.applySecurityAuthentication(request);
    } catch (error) {
      throw credentialsError(error);
    }
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(request.getHeaders())) headers[name] = value.trim();
    const authorized = { dispatcher: pooled(request.getDispatcher()), headers };
    if (asked === config) last = { at: clock.monotonic(), authorized };
    return authorized;
  }

  return {
    origin: address.origin,
    basePath: address.pathname.replace(/\/+$/, ''),
    namespace,
    authorize(timer, signal) {
      if (last && clock.monotonic() - last.at < freshMs) return Promise.resolve(last.authorized);
      pending ??= look().finally(() => {
        pending = null;
      });
      return within(pending, timer, signal);
    },
    renew() {
      if (clock.monotonic() - renewedAt < renewEveryMs) return false;
      renewedAt = clock.monotonic();
      try {
        // The context is the one we began with, whatever the file's current one has become.
        const fresh = loadKubeconfig({ ...source, context });
        if (fresh.getCurrentCluster()?.server !== config.getCurrentCluster()?.server) return false;
        config = fresh;
      } catch {
        return false;
      }
      last = null;
      pending = null;
      return true;
    },
    async close() {
      last = null;
      const open = [...pools];
      pools.clear();
      pool = null;
      await Promise.all(open.map((dispatcher) => dispatcher.destroy()));
    },
  };
}
