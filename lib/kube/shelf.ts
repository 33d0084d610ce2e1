/** One item on a shelf. Most shelves hold one, and there are as many as datasets: those are no maps. */
interface One<T> {
  readonly id: string;
  readonly item: T;
}

/** Objects (or keys) filed under strings, each once per string. */
export function createShelf<T>() {
  const shelves = new Map<string, One<T> | Map<string, T>>();
  return {
    put(shelf: string, id: string, item: T): void {
      const before = shelves.get(shelf);
      if (before instanceof Map) before.set(id, item);
      else if (before === undefined || before.id === id) shelves.set(shelf, { id, item });
      else
        shelves.set(
          shelf,
          new Map([
            [before.id, before.item],
            [id, item],
          ]),
        );
    },
    take(shelf: string, id: string): void {
      const items = shelves.get(shelf);
      if (items instanceof Map) items.delete(id);
      if (items instanceof Map ? items.size === 0 : items?.id === id) shelves.delete(shelf);
    },
    on(shelf: string): readonly T[] {
      const items = shelves.get(shelf);
      if (items === undefined) return [];
      return items instanceof Map ? [...items.values()] : [items.item];
    },
    names: () => [...shelves.keys()],
  };
}
