/**
 * Remembers what `make` gave, by key; at most `most` of them, the oldest goes first. For what is dear to make and the same for
 * many: it decides nothing, as `make` gives the same for the same key.
 */
export function bounded<T>(most: number, make: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const made = make(key);
    if (known.size >= most) known.delete(known.keys().next().value as string);
    known.set(key, made);
    return made;
  };
}
