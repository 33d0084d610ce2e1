import type { Clock } from '../clock/clock.ts';
import { type KubeClient, type KubeLog, resourcePath, silentLog } from './client.ts';
import { ConnectionError, describeError } from './errors.ts';
import { type Denial, judge } from './failure.ts';
import { listAll, type Selection } from './listing.ts';
import type { KubeObject } from './objects.ts';
import { createRelist } from './relist.ts';
import { createStore, type OnChange, type Transform } from './store.ts';
import { readWatchLine } from './watch-event.ts';
import { watchdog } from './watchdog.ts';

export interface ReflectorOptions extends Selection {
  readonly client: KubeClient;
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Drops what is not needed before it is kept. Must keep metadata's name, namespace, uid and resourceVersion. */
  readonly transform?: Transform | undefined;
  readonly onChange?: OnChange | undefined;
  /** After each turn of `state().synced`, `connected` or `access`. */
  readonly onState?: (() => void) | undefined;
  readonly log?: KubeLog | undefined;
  /** Objects per page of the first list; 250: what is read of a page is cut down to what is kept before the next is asked for. */
  readonly pageLimit?: number | undefined;
  /** Of one that is read beside the watch, with a pause after each page; 50. A page is parsed in one piece. */
  readonly laterPageLimit?: number | undefined;
  /** A whole new list beside the watch this often, give or take a tenth; 10 minutes. */
  readonly relistMs?: number | undefined;
  /** Without any line for this long the watch is begun anew; 3 minutes (a live server sends a bookmark each minute). */
  readonly idleMs?: number | undefined;
}

export interface ReflectorState {
  /** The store has held a whole list. Once true it stays true. */
  readonly synced: boolean;
  /** The store follows the cluster now: listed, and the watch stands. */
  readonly connected: boolean;
  readonly access: 'unknown' | 'ok' | Denial;
  /** Last proof that the store was current (list, event or bookmark), by the clock; null before the first. */
  readonly lastEventAt: number | null;
  readonly lastError: { readonly at: number; readonly text: string } | null;
  /** How often the watch was begun again after its first time. */
  readonly restarts: number;
}

export interface Reflector {
  readonly resource: Selection['resource'];
  /** By `namespace/name`; never a partial list. Objects are shared: do not change them. */
  readonly objects: ReadonlyMap<string, KubeObject>;
  state(): ReflectorState;
  /** Follows the cluster until the signal aborts, whatever fails; then resolves with nothing left open. Call once. */
  run(signal: AbortSignal): Promise<void>;
}

/** A watch that ends sooner, and without a line, has failed: a server that shuts each at once is not asked in a tight loop. */
const shortWatchMs = 1_000;

/** Why a watch is cut from our side: silent for too long; the store has to begin anew from where a list says. */
type Cut = 'idle' | 'relist';

/** List and watch of one kind, kept going for ever. */
export function createReflector(options: ReflectorOptions): Reflector {
  const {
    client,
    clock,
    random,
    resource,
    namespace,
    labelSelector,
    fieldSelector,
    log = silentLog,
  } = options;
  const { pageLimit = 250, laterPageLimit = 50, relistMs = 600_000, idleMs = 180_000, onState } = options;
  const kind = resource.kind;
  const store = createStore(options.transform, options.onChange, (error) => {
    note(error);
    log.warn({ kind, error: describeError(error) }, 'a handler of changes threw');
  });
  let state: ReflectorState = {
    synced: false,
    connected: false,
    access: 'unknown',
    lastEventAt: null,
    lastError: null,
    restarts: 0,
  };
  /** From where to watch on; null: list first. */
  let version: string | null = null;
  let failures = 0;
  let lastLineAt = 0;
  /** This watch has brought a line. */
  let heard = false;

  function turn(change: Partial<ReflectorState>): void {
    const before = state;
    state = { ...state, ...change };
    const { synced, connected, access } = state;
    const same = before.synced === synced && before.connected === connected && before.access === access;
    if (same) return;
    try {
      onState?.();
    } catch (error) {
      note(error);
    }
  }
  function note(error: unknown): void {
    state = { ...state, lastError: { at: clock.now(), text: describeError(error) } };
  }
  function alive(): void {
    lastLineAt = clock.monotonic();
    turn({ connected: true, access: 'ok', lastEventAt: clock.now() });
  }

  /** Records a failure; returns how long to wait before the next try, in ms. */
  function failed(error: unknown): number {
    failures += 1;
    const { waitMs, denial, relist, routine } = judge(error, failures, random);
    const access = denial ?? state.access;
    if (!routine && (failures <= 2 || access !== state.access)) {
      log.warn({ kind, error: describeError(error) }, 'a watch failed and will be tried again');
    }
    if (relist) version = null;
    note(error);
    turn({ connected: false, access });
    return waitMs;
  }

  const selection = { resource, namespace, labelSelector, fieldSelector, keep: store.keep };
  const relist = createRelist({
    client,
    clock,
    random,
    selection,
    store,
    log,
    pageLimit: laterPageLimit,
    everyMs: relistMs,
  });

  async function list(signal: AbortSignal): Promise<void> {
    const { objects, malformed, resourceVersion } = await listAll(client, selection, pageLimit, signal);
    if (signal.aborted) return;
    store.replace(objects);
    version = resourceVersion;
    relist.listed(malformed);
    if (!state.synced) log.info({ kind, objects: objects.length }, 'listed and watching');
    turn({ synced: true });
    alive();
  }

  /** A list beside the watch; returns whether the watch is to be begun anew. */
  async function listBeside(signal: AbortSignal): Promise<boolean> {
    const found = await relist.read(version, signal);
    if (found === null) return false;
    if (found.error !== null) note(found.error);
    else turn({ lastEventAt: clock.now() });
    if (found.anew) version = found.from;
    return found.anew;
  }

  function onLine(line: string): void {
    if (line.trim() === '') return;
    const event = readWatchLine(line);
    if (event.type === 'error') {
      version = null;
      throw event.error;
    }
    if (event.type === 'garbage') {
      throw new ConnectionError('GARBAGE', `a line of the watch on ${resource.plural} cannot be read`, true);
    }
    failures = 0;
    heard = true;
    alive();
    if (event.type === 'bookmark') version = event.resourceVersion;
    else {
      version = event.object.metadata.resourceVersion;
      relist.told(event.object);
      if (event.type === 'upsert') store.upsert(event.object);
      else store.remove(event.object);
    }
  }

  /** What the end of a watch means; returns how long to wait before the next turn, in ms. */
  function ended(cut: Cut | null, error: unknown, lastedMs: number): number {
    turn({ restarts: state.restarts + 1 });
    if (cut === 'relist') return 0;
    if (cut === 'idle') {
      turn({ connected: false });
      note(new ConnectionError('IDLE', `no line of the watch on ${resource.plural} for ${idleMs} ms`, true));
      return 0;
    }
    if (lastedMs >= shortWatchMs) failures = 0;
    if (error !== null) return failed(error);
    if (lastedMs >= shortWatchMs || heard) return 0;
    return failed(
      new ConnectionError('SHORT', `the server ended the watch on ${resource.plural} at once`, true),
    );
  }

  async function watch(resourceVersion: string, signal: AbortSignal): Promise<number> {
    const over = new AbortController();
    const end = () => over.abort();
    signal.addEventListener('abort', end, { once: true });
    const began = clock.monotonic();
    lastLineAt = began;
    heard = false;
    let cut: Cut | null = null;
    let listing = Promise.resolve();
    const onDue = () => {
      listing = listBeside(over.signal).then((anew) => {
        if (!anew) return;
        cut = 'relist';
        end();
      });
    };
    const idleAt = () => lastLineAt + idleMs;
    const dog = watchdog({ clock, idleAt, dueAt: relist.dueAt, onDue }, over.signal).then((idle) => {
      if (idle) cut = 'idle';
      end();
    });
    const timeoutSeconds = Math.floor(300 + random() * 300);
    const selectors = { labelSelector, fieldSelector };
    const query = { watch: true, resourceVersion, allowWatchBookmarks: true, timeoutSeconds, ...selectors };
    let error: unknown = null;
    try {
      const path = resourcePath(resource, namespace);
      await client.watch({ path, query, signal: over.signal, onLine, onOpen: alive });
    } catch (thrown) {
      error = thrown;
    }
    end();
    signal.removeEventListener('abort', end);
    await dog;
    await listing;
    return signal.aborted ? 0 : ended(cut, error, clock.monotonic() - began);
  }

  /** A list where there is none to go on from, then a watch; returns how long to wait before the next step, in ms. */
  async function step(signal: AbortSignal): Promise<number> {
    try {
      if (version === null) await list(signal);
    } catch (error) {
      return signal.aborted ? 0 : failed(error);
    }
    return version === null || signal.aborted ? 0 : watch(version, signal);
  }

  return {
    resource,
    objects: store.objects,
    state: () => state,
    async run(signal) {
      while (!signal.aborted) {
        const pause = await step(signal);
        if (pause > 0) await clock.sleep(pause, signal);
      }
      turn({ connected: false });
    },
  };
}
