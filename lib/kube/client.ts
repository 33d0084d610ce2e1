import type { Duplex } from 'node:stream';

/** The contract between the rest of the code and a Kubernetes API server. Importing this costs nothing. */

/** The name under which every write of ours appears in `managedFields`. */
export const fieldManager = 'fluid-autoscaler';

/** The longest a patch may take, and so what the Lease's margin must exceed (law 7); ms. */
export const patchTimeoutMs = 3_000;

export type Query = Readonly<Record<string, string | number | boolean | null | undefined>>;

export interface KubeRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Absolute path with each segment already percent-encoded, as {@link resourcePath} makes it. */
  readonly path: string;
  /** Entries that are null or undefined are left out. Writes get `fieldManager` added unless it is given. */
  readonly query?: Query | undefined;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** `application/json` unless given. */
  readonly contentType?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** For the whole call, connecting included; 10,000 ms unless given. Real time, not the clock's. */
  readonly timeoutMs?: number | undefined;
  /** Largest answer accepted, in bytes; 4 MiB unless given. */
  readonly maxBytes?: number | undefined;
  /** Gets a 2xx answer that is text as it comes, piece by piece; the call then resolves to null. What it throws ends the call. */
  readonly take?: ((chunk: Buffer) => void) | undefined;
}

export interface WatchRequest {
  readonly path: string;
  readonly query?: Query | undefined;
  /** Ends the watch; without one it lasts until the server ends it. */
  readonly signal?: AbortSignal | undefined;
  /** Until the answer begins; 30,000 ms unless given. The body has no time-out. */
  readonly timeoutMs?: number | undefined;
  /** Each complete line, without its end. A last line that was cut is never handed over. What it throws ends the watch. */
  readonly onLine: (line: string) => void;
  /** The server has accepted the watch; lines follow as things happen. */
  readonly onOpen?: (() => void) | undefined;
}

export interface WebsocketRequest {
  /** As {@link KubeRequest.path}, with its query. */
  readonly path: string;
  /** Subprotocols offered, the best first; the server must take one. */
  readonly protocols: readonly string[];
  readonly signal?: AbortSignal | undefined;
  /** Until the server has agreed; 10,000 ms unless given. */
  readonly timeoutMs?: number | undefined;
}

export interface Websocket {
  /** The connection itself, frames and all; the caller's to read and to destroy. */
  readonly socket: Duplex;
  readonly protocol: string;
}

/** A connection to one API server as one user, safe for concurrent use. */
export interface KubeClient {
  /** Address without credentials, for people: `https://10.0.0.1:6443`. */
  readonly server: string;
  /** Namespace of the context, `default` if it names none. */
  readonly namespace: string;
  /**
   * One call; resolves to the parsed JSON of a 2xx answer (null when the body is empty). `T` is not verified.
   * @throws ApiError for any other status (redirects are never followed)
   * @throws ConnectionError when no whole answer came; `sent` says whether the request may have had an effect
   */
  request<T>(request: KubeRequest): Promise<T>;
  /**
   * GET a stream of lines. Resolves when the server ends it.
   * @throws as {@link KubeClient.request}; `ConnectionError` with code `ABORTED` when the signal ended it
   */
  watch(request: WatchRequest): Promise<void>;
  /**
   * Opens a websocket with the same credentials and rules as any call. It takes a connection of its own out of the pool.
   * @throws as {@link KubeClient.request}; `ConnectionError` with code `NOT_WEBSOCKET` when what answered speaks another protocol
   */
  websocket(request: WebsocketRequest): Promise<Websocket>;
  /** Ends every connection. Calls in flight fail. */
  close(): Promise<void>;
}

/** A kind of object as its path needs it. `group` is empty for core. */
export interface Resource {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
}

/**
 * `/apis/GROUP/VERSION[/namespaces/NS]/PLURAL[/NAME[/SUBRESOURCE]]`, every part encoded.
 * @param namespace null for all namespaces (or a cluster-scoped kind)
 */
export function resourcePath(
  { group, version, plural }: Resource,
  namespace: string | null,
  name?: string,
  subresource?: string,
): string {
  const root = group === '' ? ['api', version] : ['apis', group, version];
  const scope = namespace === null ? [] : ['namespaces', namespace];
  const parts = [...root, ...scope, plural, name, subresource].filter((part) => part !== undefined);
  return `/${parts.map(encodeURIComponent).join('/')}`;
}

/** Where this folder says what happened; a pino logger fits. Messages are constant, the particulars are fields. */
export interface KubeLog {
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
}

/** Says nothing. */
export const silentLog: KubeLog = { info: () => undefined, warn: () => undefined };
