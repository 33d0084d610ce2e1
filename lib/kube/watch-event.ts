import { type ApiError, apiError } from './errors.ts';
import { isKubeObject } from './listing.ts';
import type { KubeObject } from './objects.ts';

/** One line of a watch, read. */
export type WatchEvent =
  | { readonly type: 'upsert' | 'delete'; readonly object: KubeObject }
  | { readonly type: 'bookmark'; readonly resourceVersion: string }
  | { readonly type: 'error'; readonly error: ApiError }
  /** Not JSON, or JSON of no meaning: nothing after it on this connection can be trusted. */
  | { readonly type: 'garbage' };

const garbage: WatchEvent = { type: 'garbage' };

/** Reads one line. Never throws. Source: Kubernetes API concepts, "Efficient detection of changes". */
export function readWatchLine(line: string): WatchEvent {
  let event: { type?: unknown; object?: unknown } | null;
  try {
    event = JSON.parse(line);
  } catch {
    return garbage;
  }
  const object: unknown = event?.object;
  switch (event?.type) {
    case 'ADDED':
    case 'MODIFIED':
      return isKubeObject(object) ? { type: 'upsert', object } : garbage;
    case 'DELETED':
      return isKubeObject(object) ? { type: 'delete', object } : garbage;
    case 'BOOKMARK': {
      const version = (object as { metadata?: { resourceVersion?: unknown } } | null)?.metadata
        ?.resourceVersion;
      return typeof version === 'string' ? { type: 'bookmark', resourceVersion: version } : garbage;
    }
    case 'ERROR': {
      const { code } = (object ?? {}) as { code?: unknown };
      return { type: 'error', error: apiError(typeof code === 'number' ? code : 500, object) };
    }
    default:
      return garbage;
  }
}
