import type { KubeObject } from './objects.ts';

/**
 * What many objects have in common is held once: ten thousand runtimes of one making have one spec. Which texts and parts are
 * common shows by their coming again; what does not is forgotten, so the table stays small however many objects there are.
 */
export interface Sharing {
  /** A copy of the object, as small as it gets: without the room that an object keeps for more fields, and parts shared with others. */
  share(object: KubeObject): KubeObject;
}

/** So many texts and parts are remembered, twice: those of late, and those of before that. */
const MOST = 2048;
/** Longer texts are hardly ever the same. */
const LONGEST_TEXT = 128;
const LARGEST_PART = 512;
/** Of metadata: no other object has the same. */
const UNIQUE = ['name', 'uid', 'resourceVersion'];

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

  function shared(value: unknown): unknown {
    if (typeof value === 'string') return value.length > LONGEST_TEXT ? value : texts(value, () => value);
    if (typeof value !== 'object' || value === null) return value;
    const key = JSON.stringify(value);
    return key.length > LARGEST_PART ? inside(value) : parts(key, () => inside(value));
  }
  /** The same object, what is in it replaced by what is shared. */
  function inside(value: object, except: readonly string[] = []): object {
    const fields = value as Record<string, unknown>;
    for (const name of Object.keys(fields)) {
      if (!except.includes(name)) fields[name] = shared(fields[name]);
    }
    return value;
  }
  return {
    share(object) {
      const copy = JSON.parse(JSON.stringify(object)) as KubeObject;
      inside(copy, ['metadata']);
      inside(copy.metadata, UNIQUE);
      return copy;
    },
  };
}
