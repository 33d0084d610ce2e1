import { expired } from './failure.ts';
import { clone, type Stored } from './json.ts';
import type { Kind } from './kinds.ts';

/** One entry of the event log. `object` is what is there after it, for a deletion what was there last. */
export interface Change {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly revision: number;
  readonly kind: Kind;
  readonly object: Stored;
  /** What was there before; null for an addition. */
  readonly previous: Stored | null;
}

/**
 * All objects, one global resourceVersion that only rises, and a bounded log of what happened.
 * Objects handed out are the stored ones: clone before changing.
 */
export interface Store {
  revision(): number;
  get(kind: Kind, namespace: string | null, name: string): Stored | null;
  /** In the order of the keys, as etcd lists: namespace, then name. `namespace` null: all. */
  list(kind: Kind, namespace: string | null): Stored[];
  /** What `list` said when `revision` was the newest. @throws ApiFailure 410 when the log no longer reaches back */
  listAt(kind: Kind, namespace: string | null, revision: number): Stored[];
  /** Stores the object under a new resourceVersion and returns it. */
  put(kind: Kind, object: Stored): Stored;
  /** Removes it; the object of the event carries the new resourceVersion. */
  remove(kind: Kind, object: Stored): Stored;
  /** What happened to the kind after `revision`. @throws ApiFailure 410 when the log no longer reaches back */
  since(kind: Kind, revision: number): Change[];
  /** Calls back on every change, at once and in order. Returns how to stop. */
  subscribe(listener: (change: Change) => void): () => void;
  /** Forgets the log, as a compaction does: every earlier resourceVersion is too old from now on. */
  compact(): void;
}

export interface StoreOptions {
  /** How many changes the log keeps. */
  readonly logLength?: number;
  /** The resourceVersion to begin after; what lies before it is too old. */
  readonly firstRevision?: number;
}

function keyOf(kind: Kind, namespace: string | null, name: string): string {
  return kind.namespaced ? `${namespace ?? ''}/${name}` : name;
}

function byKey(left: readonly [string, Stored], right: readonly [string, Stored]): number {
  return left[0] < right[0] ? -1 : 1;
}

export function createStore(options: StoreOptions = {}): Store {
  const length = options.logLength ?? 10_000;
  const tables = new Map<Kind, Map<string, Stored>>();
  const listeners = new Set<(change: Change) => void>();
  let revision = options.firstRevision ?? 1000;
  let oldest = revision;
  let log: Change[] = [];

  function table(kind: Kind): Map<string, Stored> {
    const found = tables.get(kind);
    if (found) return found;
    const made = new Map<string, Stored>();
    tables.set(kind, made);
    return made;
  }

  function keyFor(kind: Kind, object: Stored): string {
    return keyOf(kind, object.metadata.namespace ?? null, object.metadata.name);
  }

  function record(change: Change): void {
    log.push(change);
    // Trimmed in blocks, so that a long log is not copied at every write.
    if (log.length > length * 1.25) {
      const cut = log.length - length;
      oldest = (log[cut - 1] as Change).revision;
      log = log.slice(cut);
    }
    for (const listener of listeners) listener(change);
  }

  function stamped(object: Stored): Stored {
    revision += 1;
    return { ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } };
  }

  function reach(from: number): void {
    if (from < oldest) throw expired(`too old resource version: ${from} (${oldest})`);
  }

  function listed(rows: Map<string, Stored>, namespace: string | null): Stored[] {
    const all = [...rows].sort(byKey).map(([, object]) => object);
    return namespace === null ? all : all.filter((object) => object.metadata.namespace === namespace);
  }

  return {
    revision: () => revision,
    get: (kind, namespace, name) => table(kind).get(keyOf(kind, namespace, name)) ?? null,
    list: (kind, namespace) => listed(table(kind), namespace),
    listAt(kind, namespace, wanted) {
      reach(wanted);
      const rows = new Map(table(kind));
      for (const change of log.filter((c) => c.kind === kind && c.revision > wanted).reverse()) {
        if (change.previous === null) rows.delete(keyFor(kind, change.object));
        else rows.set(keyFor(kind, change.object), change.previous);
      }
      return listed(rows, namespace);
    },
    put(kind, object) {
      const key = keyFor(kind, object);
      const previous = table(kind).get(key) ?? null;
      const stored = stamped(clone(object));
      table(kind).set(key, stored);
      record({ type: previous === null ? 'ADDED' : 'MODIFIED', revision, kind, object: stored, previous });
      return stored;
    },
    remove(kind, object) {
      const key = keyFor(kind, object);
      const previous = table(kind).get(key) ?? null;
      table(kind).delete(key);
      const last = stamped(object);
      record({ type: 'DELETED', revision, kind, object: last, previous: previous ?? object });
      return last;
    },
    since(kind, from) {
      reach(from);
      return log.filter((change) => change.kind === kind && change.revision > from);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    compact() {
      log = [];
      oldest = revision;
    },
  };
}
