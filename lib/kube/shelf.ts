import type { KubeObject } from './objects.ts';

/**
 * What lies on a shelf. There are some as many as datasets, and on most of them lie one to four objects: those take no more room than
 * they need. Many (the pods of a large set, the users of a volume) are a map by uid.
 */
type Shelf = KubeObject | readonly KubeObject[] | Map<string, KubeObject>;

const MANY = 16;

function listed(shelf: Shelf | undefined): readonly KubeObject[] {
  if (shelf === undefined) return [];
  if (shelf instanceof Map) return [...shelf.values()];
  return Array.isArray(shelf) ? shelf : [shelf as KubeObject];
}

function shelfOf(objects: readonly KubeObject[]): Shelf {
  const [first] = objects;
  if (objects.length === 1 && first !== undefined) return first;
  return objects.length < MANY ? objects : new Map(objects.map((object) => [object.metadata.uid, object]));
}

/** Objects filed under strings, each (by its uid) once per string. */
export function createShelves() {
  const shelves = new Map<string, Shelf>();
  const others = (shelf: Shelf | undefined, uid: string) =>
    listed(shelf).filter(({ metadata }) => metadata.uid !== uid);

  return {
    put(name: string, object: KubeObject): void {
      const shelf = shelves.get(name);
      const { uid } = object.metadata;
      if (shelf instanceof Map) shelf.set(uid, object);
      // An array that `concat` makes has no room for more.
      else shelves.set(name, shelfOf(others(shelf, uid).concat(object)));
    },
    take(name: string, { metadata: { uid } }: KubeObject): void {
      const shelf = shelves.get(name);
      if (shelf instanceof Map) {
        shelf.delete(uid);
        if (shelf.size === 0) shelves.delete(name);
        return;
      }
      const left = others(shelf, uid);
      if (left.length === 0) shelves.delete(name);
      else shelves.set(name, shelfOf(left));
    },
    on(name: string): readonly KubeObject[] {
      return listed(shelves.get(name));
    },
    names: () => [...shelves.keys()],
  };
}
