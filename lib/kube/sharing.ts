/**
 * What many objects have in common is held once: ten thousand runtimes of one making have one spec. Which texts and parts are
 * common shows by their coming again; what does not is forgotten, so the table stays small however many objects there are.
 */
export interface Sharing {
  /** The same value, parts of it perhaps shared with other values. Takes the value for its own: it must be JSON nobody else holds. */
  share<T>(value: T): T;
}

/** So many texts and parts are remembered, twice: those of late, and those of before that. */
const MOST = 2048;
/** Longer texts are hardly ever the same. */
const LONGEST_TEXT = 128;
const LARGEST_PART = 256;

/** A table that forgets what was not asked for while `most` others came. */
function createTable<T>(most: number) {
  let young = new Map<string, T>();
  let old = new Map<string, T>();
  return (key: string, make: () => T): T => {
    const known = young.get(key);
    if (known !== undefined) return known;
    const value = old.get(key) ?? make();
    if (young.size >= most) {
      old = young;
      young = new Map();
    }
    young.set(key, value);
    return value;
  };
}

export function createSharing(most = MOST): Sharing {
  const texts = createTable<string>(most);
  const parts = createTable<object>(most);

  function part(value: object): object {
    const fields = value as Record<string, unknown>;
    for (const name of Object.keys(fields)) {
      const before = fields[name];
      const after = shared(before);
      if (after !== before) fields[name] = after;
    }
    const key = JSON.stringify(value);
    return key.length > LARGEST_PART ? value : parts(key, () => value);
  }
  function shared(value: unknown): unknown {
    if (typeof value === 'string') return value.length > LONGEST_TEXT ? value : texts(value, () => value);
    return typeof value === 'object' && value !== null ? part(value) : value;
  }
  return { share: <T>(value: T) => shared(value) as T };
}

/** The same value, built anew from its text: without the room that an object keeps for fields that went or may come. */
export function compact<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
