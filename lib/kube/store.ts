import type { KubeObject } from './objects.ts';
import { datasetKey, namespaceOf } from './references.ts';

export type ChangeType = 'added' | 'modified' | 'deleted';

/** `object` is the newest state; for `deleted` the last one there was. */
export type OnChange = (type: ChangeType, object: KubeObject, previous?: KubeObject) => void;

export interface Store {
  /** By `namespace/name` (`/name` for cluster-scoped kinds). */
  readonly objects: ReadonlyMap<string, KubeObject>;
  upsert(object: KubeObject): void;
  remove(object: KubeObject): void;
  /** What would be kept of an object: what is, where this version of it is known already; null: nothing. */
  keep(object: KubeObject): KubeObject | null;
  /**
   * What a whole list says, of each object what `keep` made of it: what the list lacks is gone.
   * @param but keys of objects of which more is known than the list can say
   */
  replace(kept: readonly KubeObject[], but?: ReadonlySet<string>): void;
}

export function keyOf(object: KubeObject): string {
  return datasetKey(namespaceOf(object), object.metadata.name);
}

/** What is kept of an object; null: nothing, it is as if it were not there. */
export type Transform = (object: KubeObject) => KubeObject | null;

/**
 * Keeps the newest state of each object and tells each change once. An object deleted and made again under the same
 * name (another uid) is told as two changes. A function of the caller's that throws is reported and changes nothing.
 */
export function createStore(
  transform: Transform | undefined,
  onChange: OnChange | undefined,
  onFault: (error: unknown) => void,
): Store {
  const objects = new Map<string, KubeObject>();

  function tell(type: ChangeType, object: KubeObject, previous?: KubeObject): void {
    try {
      onChange?.(type, object, previous);
    } catch (error) {
      onFault(error);
    }
  }
  function trimmed(object: KubeObject): KubeObject | null {
    try {
      return transform ? transform(object) : object;
    } catch (error) {
      onFault(error);
      return object;
    }
  }
  function keep(incoming: KubeObject): KubeObject | null {
    const known = objects.get(keyOf(incoming));
    const { uid, resourceVersion } = incoming.metadata;
    const same = known?.metadata.uid === uid && known.metadata.resourceVersion === resourceVersion;
    return same ? known : trimmed(incoming);
  }
  function put(key: string, object: KubeObject): void {
    const previous = objects.get(key);
    const same = previous?.metadata.uid === object.metadata.uid;
    if (same && previous.metadata.resourceVersion === object.metadata.resourceVersion) return;
    if (previous && !same) {
      objects.delete(key);
      tell('deleted', previous, previous);
    }
    objects.set(key, object);
    if (same) tell('modified', object, previous);
    else tell('added', object);
  }
  function drop(key: string): void {
    const previous = objects.get(key);
    if (!previous) return;
    objects.delete(key);
    tell('deleted', previous, previous);
  }

  return {
    objects,
    keep,
    upsert(incoming) {
      const key = keyOf(incoming);
      const object = keep(incoming);
      if (object === null) drop(key);
      else put(key, object);
    },
    remove(object) {
      const key = keyOf(object);
      // The end of a former object of this name says nothing about the present one.
      if (objects.get(key)?.metadata.uid === object.metadata.uid) drop(key);
    },
    replace(list, but = new Set()) {
      const kept = new Map<string, KubeObject>();
      for (const object of list) kept.set(keyOf(object), object);
      for (const key of objects.keys()) if (!kept.has(key) && !but.has(key)) drop(key);
      for (const [key, object] of kept) if (!but.has(key)) put(key, object);
    },
  };
}
