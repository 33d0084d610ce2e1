/** Objects (or keys) filed under strings, each once per string. */
export function createShelf<T>() {
  const shelves = new Map<string, Map<string, T>>();
  return {
    put(shelf: string, id: string, item: T): void {
      const items = shelves.get(shelf) ?? new Map<string, T>();
      items.set(id, item);
      shelves.set(shelf, items);
    },
    take(shelf: string, id: string): void {
      const items = shelves.get(shelf);
      items?.delete(id);
      if (items?.size === 0) shelves.delete(shelf);
    },
    on: (shelf: string): readonly T[] => [...(shelves.get(shelf)?.values() ?? [])],
    names: () => [...shelves.keys()],
  };
}
