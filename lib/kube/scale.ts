import { type KubeClient, patchTimeoutMs, resourcePath } from './client.ts';
import { fluidGroup } from './discovery.ts';
import { ApiError, ConnectionError, describeError } from './errors.ts';
import { type ScaleFrom, type ScaleTarget, scalePatch, scalePath } from './scale-patch.ts';

export type { ScaleFrom, ScaleTarget };

export type ScaleRequest = ScaleTarget &
  ScaleFrom & {
    /** Of the object that is written: the runtime, or the StatefulSet. */
    readonly uid: string;
    /** Whole number, 0 to 2,147,483,647. */
    readonly to: number;
    /** The server checks everything and stores nothing. */
    readonly dryRun?: boolean | undefined;
    readonly signal?: AbortSignal | undefined;
    /** For everything that leads to an effect; {@link patchTimeoutMs} unless given. Must be below the Lease's margin (law 7). */
    readonly timeoutMs?: number | undefined;
  };

/**
 * How a compare-and-swap ended. Nothing was written except with `applied` (written) and `unknown` (nobody knows).
 *
 * - `applied`: 200; `replicas` is what the server stored (with `dryRun`: would have), which a webhook may have changed.
 * - `lost`: 422 without causes, or 409: the count, the uid or the object changed meanwhile. Decide again.
 * - `refused`: the server does not want this (403, 401, 400, 422 with causes, any other 3xx/4xx). Trying again is no use.
 * - `gone`: 404 and the kind can be written so, hence it is the object that does not exist.
 * - `unsupported`: 404 because the kind is not served, or has no `/scale` where that is what is written.
 * - `throttled`: 429: turned away before it was looked at.
 * - `unsent`: no connection, no credentials, or given up before a byte was sent.
 * - `unknown`: time-out or broken connection after sending, any 5xx (503 with Retry-After too: it may come from a proxy
 *   that has forwarded the request), a success that cannot be read. It may still happen.
 */
export type ScaleOutcome =
  | { readonly result: 'applied'; readonly replicas: number; readonly resourceVersion: string | null }
  | { readonly result: 'lost' | 'gone' | 'unsupported'; readonly reason: string }
  | { readonly result: 'refused'; readonly status: number; readonly reason: string }
  | { readonly result: 'throttled'; readonly retryAfterMs: number; readonly reason: string }
  | { readonly result: 'unsent'; readonly code: string; readonly reason: string }
  | {
      readonly result: 'unknown';
      readonly code: string;
      readonly reason: string;
      readonly retryAfterMs: number | null;
    };

const maxInt32 = 2 ** 31 - 1;

/** A Scale, or the runtime itself: whatever was patched is what is answered. */
interface Written {
  readonly metadata?: { readonly resourceVersion?: unknown };
  readonly spec?: { readonly replicas?: unknown; readonly worker?: { readonly replicas?: unknown } };
}

/** Does the kind have `/scale`? A 404 cannot tell (it names the object even if that exists); discovery can. */
async function hasScale(client: KubeClient, plural: string, request: ScaleRequest): Promise<boolean> {
  const { signal, timeoutMs } = request;
  const path = `/apis/${fluidGroup.group}/${fluidGroup.version}`;
  const list = await client.request<{ resources?: unknown } | null>({
    method: 'GET',
    path,
    signal,
    timeoutMs,
  });
  const resources: readonly unknown[] = Array.isArray(list?.resources) ? list.resources : [];
  return resources.some((resource) => (resource as { name?: unknown } | null)?.name === `${plural}/scale`);
}

async function notFound(client: KubeClient, request: ScaleRequest, error: ApiError): Promise<ScaleOutcome> {
  const reason = describeError(error);
  // Plain text: the path is not served at all.
  if (error.reason === '') return { result: 'unsupported', reason };
  if (request.writes !== 'scale') return { result: 'gone', reason };
  const scalable = await hasScale(client, request.plural, request).catch(() => true);
  return { result: scalable ? 'gone' : 'unsupported', reason };
}

function retryAfterMs(error: ApiError): number | null {
  return error.retryAfterSeconds === undefined ? null : error.retryAfterSeconds * 1_000;
}

function judgeAnswer(error: ApiError): ScaleOutcome {
  const reason = describeError(error);
  const { status } = error;
  if (status === 409 || (status === 422 && error.causes.length === 0)) return { result: 'lost', reason };
  if (status === 429) return { result: 'throttled', retryAfterMs: retryAfterMs(error) ?? 1_000, reason };
  if (status >= 500)
    return { result: 'unknown', code: `HTTP_${status}`, reason, retryAfterMs: retryAfterMs(error) };
  return { result: 'refused', status, reason };
}

function judgeSuccess(written: Written | null, { writes, to }: ScaleRequest): ScaleOutcome {
  const spec = written?.spec;
  const replicas = writes === 'worker' ? spec?.worker?.replicas : spec?.replicas;
  const version = written?.metadata?.resourceVersion;
  const resourceVersion = typeof version === 'string' ? version : null;
  // A Scale may leave a zero out.
  if (replicas === undefined && spec && to === 0 && writes !== 'worker')
    return { result: 'applied', replicas: 0, resourceVersion };
  if (typeof replicas === 'number') return { result: 'applied', replicas, resourceVersion };
  const reason = 'the server accepted the patch but its answer has no count';
  return { result: 'unknown', code: 'NO_COUNT', reason, retryAfterMs: null };
}

/**
 * Sets a runtime's worker count if it still is the object and the count that the decision saw: one JSON Patch, for which
 * `patch` on what is written is the only permission needed (see {@link ScaleTarget}). Never tries twice.
 * @throws RangeError when `to` is not a count; nothing else
 */
export async function compareAndSwap(client: KubeClient, request: ScaleRequest): Promise<ScaleOutcome> {
  const { to, dryRun, signal, timeoutMs = patchTimeoutMs } = request;
  if (!Number.isInteger(to) || to < 0 || to > maxInt32) throw new RangeError(`not a worker count: ${to}`);
  try {
    const written = await client.request<Written | null>({
      method: 'PATCH',
      path: scalePath(request),
      query: { dryRun: dryRun ? 'All' : null },
      body: scalePatch(request),
      contentType: 'application/json-patch+json',
      signal,
      timeoutMs,
    });
    return judgeSuccess(written, request);
  } catch (error) {
    const reason = describeError(error);
    if (error instanceof ApiError)
      return error.status === 404 ? notFound(client, request, error) : judgeAnswer(error);
    const { code, sent } = error instanceof ConnectionError ? error : { code: 'INTERNAL', sent: true };
    if (!sent) return { result: 'unsent', code, reason };
    return { result: 'unknown', code, reason, retryAfterMs: null };
  }
}

export interface ScaleReading {
  readonly uid: string;
  readonly resourceVersion: string;
  /** Null when `spec.replicas` is absent: the server answers 500 then, and so neither uid nor version is known (empty). */
  readonly replicas: number | null;
}

/**
 * Reads `/scale`. Needs `get` on `RUNTIMES/scale`, which the daemon's role need not have: the watch tells the same.
 * @throws ApiError, ConnectionError
 */
export async function readScale(
  client: KubeClient,
  { plural, namespace, name }: { readonly plural: string; readonly namespace: string; readonly name: string },
  signal?: AbortSignal,
): Promise<ScaleReading> {
  const path = resourcePath({ ...fluidGroup, plural }, namespace, name, 'scale');
  try {
    const scale = await client.request<Written & { metadata?: { uid?: unknown } }>({
      method: 'GET',
      path,
      signal,
    });
    const { uid, resourceVersion } = scale.metadata ?? {};
    const { replicas } = scale.spec ?? {};
    return {
      uid: typeof uid === 'string' ? uid : '',
      resourceVersion: typeof resourceVersion === 'string' ? resourceVersion : '',
      replicas: typeof replicas === 'number' ? replicas : 0,
    };
  } catch (error) {
    const absent =
      error instanceof ApiError && error.status === 500 && /replicas\S* does not exist/.test(error.message);
    if (absent) return { uid: '', resourceVersion: '', replicas: null };
    throw error;
  }
}
