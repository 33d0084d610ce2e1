import type { Clock } from '../clock/clock.ts';
import type { KubeClient, KubeLog } from './client.ts';
import { describeError } from './errors.ts';
import { judge } from './failure.ts';
import { listAll, type Selection } from './listing.ts';
import type { KubeObject } from './objects.ts';
import { keyOf, type Store } from './store.ts';

export interface RelistOptions {
  readonly client: KubeClient;
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly selection: Selection;
  readonly store: Store;
  readonly log: KubeLog;
  /** Objects per page. A page is parsed in one piece. */
  readonly pageLimit: number;
  /** Between two lists, give or take a tenth. */
  readonly everyMs: number;
}

export interface Relisted {
  /** Why it failed; null: it did not. */
  readonly error: unknown;
  /** The watch is to begin anew: the server was put back to an older state, or refuses the list. */
  readonly anew: boolean;
  /** Where it is to begin; null: with a list. */
  readonly from: string | null;
}

export interface Relist {
  /** When the next one is due, on the clock's monotonic scale; while one is read, always a while ahead: ask again then. */
  dueAt(): number;
  /**
   * The store holds a whole new list: the next is due in a while.
   * @param malformed entries of it that are not objects
   */
  listed(malformed: number): void;
  /** The watch tells of an object: that is newer than a list that is read meanwhile. */
  told(object: KubeObject): void;
  /**
   * Lists into the store, which never holds a part of a list. One at a time.
   * @param from where the watch stands; null: nowhere
   * @returns null when the signal ended it
   */
  read(from: string | null, signal: AbortSignal): Promise<Relisted | null>;
}

/** A list that failed is tried again this long after it began, or after the next of these. */
const longestAgainMs = 60_000;
/** Between two pages: of ten thousand objects it takes a quarter of a minute, and a tenth of a core. */
const pagePauseMs = 50;

/** The API server numbers what it stores; nothing is concluded from what is no number. */
function isOlder(version: string, than: string): boolean {
  return /^\d+$/.test(version) && /^\d+$/.test(than) && BigInt(version) < BigInt(than);
}

/** A whole new list every so often beside a watch, a little at a time, for what the watch may have lost. */
export function createRelist(options: RelistOptions): Relist {
  const { client, clock, random, selection, store, log, pageLimit, everyMs } = options;
  const { kind } = selection.resource;
  const againMs = Math.min(everyMs, longestAgainMs);
  let due = 0;
  /** Keys of the objects that the watch told of while a list is read. */
  let touched: Set<string> | null = null;
  /** One has failed since the last whole list, and that has been said. */
  let complained = false;

  function listed(malformed: number): void {
    due = clock.monotonic() + everyMs * (0.9 + random() * 0.2);
    complained = false;
    if (malformed > 0) log.warn({ kind, malformed }, 'a list holds entries that are not objects');
  }

  function failed(error: unknown): Relisted {
    // Refused: the watch is begun anew with a list, which says why it cannot.
    const anew = judge(error, 1, random).relist;
    if (!anew && !complained) {
      const fields = { kind, error: describeError(error) };
      log.warn(fields, 'a list beside the watch failed and will be tried again; the watch goes on');
      complained = true;
    }
    return { error, anew, from: null };
  }

  return {
    dueAt: () => (touched === null ? due : clock.monotonic() + againMs),
    listed,
    told(object) {
      touched?.add(keyOf(object));
    },
    async read(from, signal) {
      // Until it is known how it went; a watch that ends takes the list with it.
      due = clock.monotonic() + againMs;
      touched = new Set();
      try {
        const between = () => clock.sleep(pagePauseMs, signal);
        const found = await listAll(client, { ...selection, between }, pageLimit, signal);
        if (signal.aborted) return null;
        // The server was put back to an older state: what the watch told is of a future that is gone.
        const anew = from === null || isOlder(found.resourceVersion, from);
        store.replace(found.objects, anew ? undefined : touched);
        listed(found.malformed);
        return { error: null, anew, from: found.resourceVersion };
      } catch (error) {
        return signal.aborted ? null : failed(error);
      } finally {
        touched = null;
      }
    },
  };
}
