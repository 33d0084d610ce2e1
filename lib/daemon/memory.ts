/** What travels with the datasets, kept in any store that can compare and swap. */
import type { Kept, MemoryPort, Recalled } from './ports.ts';
import { type MemoryText, readMemory, type TravellingMemory, writeMemory } from './travelling.ts';

export interface StoredMemory {
  readonly data: MemoryText;
  /** Another one for every write. */
  readonly version: string;
}

/** Calls throw what hinders them. */
export interface MemoryStore {
  get(namespace: string, dataset: string): Promise<StoredMemory | null>;
  /**
   * @param version of what is replaced; null: there is nothing yet
   * @returns the new version, or null when it was another one that lay there: then nothing was written
   */
  put(namespace: string, dataset: string, data: MemoryText, version: string | null): Promise<string | null>;
  /** What went wrong, for people. */
  describe(error: unknown): string;
}

/** What we last saw of one dataset's memory. */
interface Known {
  /** Null: there was nothing. Undefined: a write of ours may or may not have arrived. */
  version: string | null | undefined;
  /** What we read there, and what we have sent since. */
  stamps: readonly number[];
}

/** Most datasets have nothing there, and need no more than to be known for it. */
const NOTHING: Readonly<Known> = { version: null, stamps: [] };

/** One that is sent again and again, and never arrives, is one. */
export function withStamp(stamps: readonly number[], stamp: number): readonly number[] {
  return stamps.includes(stamp) ? stamps : [...stamps, stamp];
}

export function memoryIn(store: MemoryStore): MemoryPort {
  const known = new Map<string, Readonly<Known>>();

  async function recall(namespace: string, dataset: string): Promise<Recalled> {
    const name = `${namespace}/${dataset}`;
    try {
      const stored = await store.get(namespace, dataset);
      if (stored === null) {
        known.set(name, NOTHING);
        return { result: 'none' };
      }
      const memory = readMemory(stored.data, name);
      const stamps = typeof memory === 'object' ? [memory.stamp] : [];
      known.set(name, { version: stored.version, stamps });
      return typeof memory === 'string' ? { result: 'damaged', text: memory } : { result: 'found', memory };
    } catch (error) {
      return { result: 'unreadable', text: store.describe(error) };
    }
  }

  /** Whether what lies there is what we last read or sent (or nothing); then its version is known again. */
  async function stillOurs(namespace: string, dataset: string, last: Known): Promise<boolean> {
    const stored = await store.get(namespace, dataset);
    const memory = stored === null ? null : readMemory(stored.data, `${namespace}/${dataset}`);
    last.version = stored?.version ?? null;
    return memory === null || (typeof memory === 'object' && last.stamps.includes(memory.stamp));
  }

  async function swap(namespace: string, dataset: string, memory: TravellingMemory, last: Known) {
    const { version } = last;
    if (version === undefined) return false;
    last.stamps = withStamp(last.stamps, memory.stamp);
    last.version = undefined;
    const next = await store.put(namespace, dataset, writeMemory(memory), version);
    if (next === null) return false;
    last.version = next;
    last.stamps = [memory.stamp];
    return true;
  }

  async function keep(namespace: string, dataset: string, memory: TravellingMemory): Promise<Kept> {
    const name = `${namespace}/${dataset}`;
    const last: Known = { ...(known.get(name) ?? { version: undefined, stamps: [] }) };
    known.set(name, last);
    try {
      if (await swap(namespace, dataset, memory, last)) return { result: 'kept' };
      if ((await stillOurs(namespace, dataset, last)) && (await swap(namespace, dataset, memory, last)))
        return { result: 'kept' };
      return { result: 'overtaken', text: 'somebody else has written it since' };
    } catch (error) {
      return { result: 'failed', text: store.describe(error) };
    }
  }

  return { recall, keep };
}

/** A store in memory, for tests and simulations; several daemons may share one. */
export function memoryStore(): MemoryStore & { readonly stored: Map<string, StoredMemory> } {
  const stored = new Map<string, StoredMemory>();
  let writes = 0;
  return {
    stored,
    get: async (namespace, dataset) => stored.get(`${namespace}/${dataset}`) ?? null,
    put: async (namespace, dataset, data, version) => {
      const name = `${namespace}/${dataset}`;
      if ((stored.get(name)?.version ?? null) !== version) return null;
      const next = String(++writes);
      stored.set(name, { data, version: next });
      return next;
    },
    describe: String,
  };
}
