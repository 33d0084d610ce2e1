import { type KubeClient, type Resource, resourcePath } from './client.ts';
import { ApiError, ConnectionError } from './errors.ts';
import type { KubeObject } from './objects.ts';

/** Which objects: one kind, in one namespace or all (null), by label and field. */
export interface Selection {
  readonly resource: Resource & { readonly kind: string };
  readonly namespace: string | null;
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
  /** Applied to each page as it comes, so that a long list is never held whole. */
  readonly keep?: ((object: KubeObject) => KubeObject | null) | undefined;
  /** Waited for between two pages. */
  readonly between?: (() => Promise<void>) | undefined;
}

export interface Listing {
  readonly objects: readonly KubeObject[];
  /** Entries that are not Kubernetes objects; left out. */
  readonly malformed: number;
  /** From where to watch on. */
  readonly resourceVersion: string;
}

const pageTimeoutMs = 60_000;
const maxPageBytes = 256 * 2 ** 20;

interface Page {
  readonly items?: unknown;
  readonly metadata?: { readonly resourceVersion?: unknown; readonly continue?: unknown };
}

/** True for what has the identity every stored object has. */
export function isKubeObject(value: unknown): value is KubeObject {
  const { metadata } = (value ?? {}) as { metadata?: Record<string, unknown> | null };
  const { name, uid, resourceVersion } = metadata ?? {};
  return (
    typeof name === 'string' && name !== '' && typeof uid === 'string' && typeof resourceVersion === 'string'
  );
}

/** Items of a list of a built-in kind lack apiVersion and kind; the list's own says them. */
function named(object: KubeObject, { group, version, kind }: Selection['resource']): KubeObject {
  if (typeof object.kind === 'string' && typeof object.apiVersion === 'string') return object;
  return { ...object, apiVersion: group === '' ? version : `${group}/${version}`, kind };
}

function keptOf(page: readonly KubeObject[], { resource, keep }: Selection): readonly KubeObject[] {
  const whole = page.map((object) => named(object, resource));
  return keep === undefined ? whole : whole.map(keep).filter((object) => object !== null);
}

/** @param limit objects per page; null: all in one piece */
async function read(
  client: KubeClient,
  selection: Selection,
  limit: number | null,
  signal: AbortSignal | undefined,
): Promise<Listing> {
  const { resource, namespace, labelSelector, fieldSelector } = selection;
  const notAList = () =>
    new ConnectionError('NOT_A_LIST', `the answer for ${resource.plural} is not a list`, true);
  const objects: KubeObject[] = [];
  let malformed = 0;
  for (let token: string | null = null; ; ) {
    const page: Page | null = await client.request<Page | null>({
      method: 'GET',
      path: resourcePath(resource, namespace),
      query: { limit, continue: token, labelSelector, fieldSelector },
      signal,
      timeoutMs: pageTimeoutMs,
      maxBytes: maxPageBytes,
    });
    const items = page?.items as readonly unknown[] | null | undefined;
    const resourceVersion: unknown = page?.metadata?.resourceVersion;
    const next: unknown = page?.metadata?.continue;
    if (typeof resourceVersion !== 'string' || !(items === null || Array.isArray(items))) throw notAList();
    const sound = (items ?? []).filter(isKubeObject);
    malformed += (items?.length ?? 0) - sound.length;
    objects.push(...keptOf(sound, selection));
    if (typeof next !== 'string' || next === '') return { objects, malformed, resourceVersion };
    // The same page for ever is no list either.
    if (next === token) throw notAList();
    token = next;
    await selection.between?.();
  }
}

/**
 * Reads all objects: the newest state, in pages of one snapshot. When the snapshot is compacted away between two pages
 * (410), it is read once more in one piece, which cannot expire.
 * @param limit objects per page
 * @throws ApiError, ConnectionError; never a partial list
 */
export async function listAll(
  client: KubeClient,
  selection: Selection,
  limit: number,
  signal?: AbortSignal,
): Promise<Listing> {
  try {
    return await read(client, selection, limit, signal);
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 410) throw error;
    return read(client, selection, null, signal);
  }
}
