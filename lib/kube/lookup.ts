import type { Clock } from '../clock/clock.ts';
import { type KubeClient, type Resource, resourcePath } from './client.ts';
import { ApiError, describeError } from './errors.ts';
import type { KubeObject } from './objects.ts';

/** The object, or why it cannot be had; `status` is the server's, null where there was no answer. */
export type Looked =
  | { readonly object: KubeObject }
  | { readonly status: number | null; readonly text: string };

/** One object by its name. Never throws. */
export type Lookup = (name: string) => Promise<Looked>;

const keptMs = 60_000;
const failureKeptMs = 10_000;
/** So many names at most; who makes up more of them makes us ask more often. */
const keptAtMost = 256;

interface Kept {
  readonly looked: Promise<Looked>;
  until: number;
}

/**
 * For cluster-wide objects that are few, hardly ever change, and need no watch: each is asked for by name (the right `get`), at most
 * once a minute, and after a failure once in ten seconds.
 */
export function createLookup(client: KubeClient, resource: Resource, clock: Clock): Lookup {
  const kept = new Map<string, Kept>();

  async function ask(name: string): Promise<Looked> {
    try {
      return {
        object: await client.request<KubeObject>({ method: 'GET', path: resourcePath(resource, null, name) }),
      };
    } catch (error) {
      return { status: error instanceof ApiError ? error.status : null, text: describeError(error) };
    }
  }
  return (name) => {
    const now = clock.monotonic();
    const before = kept.get(name);
    if (before && now < before.until) return before.looked;
    if (kept.size >= keptAtMost) kept.clear();
    const entry: Kept = { looked: ask(name), until: now + keptMs };
    kept.set(name, entry);
    void entry.looked.then((looked) => {
      if (!('object' in looked)) entry.until = Math.min(entry.until, clock.monotonic() + failureKeptMs);
    });
    return entry.looked;
  };
}
