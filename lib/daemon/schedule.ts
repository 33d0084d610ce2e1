/** When each dataset is looked at: on its own slots, as close as it wants, at instants a document names, and at once when something changed. */
import type { Clock } from '../clock/clock.ts';
import type { Pace } from './cadence.ts';
import { type Due, DueQueue } from './due-queue.ts';
import { firstSlot, nextSlot, spread } from './slots.ts';

/** Two looks at one dataset are at least this far apart, however much changes, ms. */
export const LEAST_GAP_MS = 500;

/** So many looks begin in one turn of the event loop, where more are due. */
const AT_ONCE = 16;
/** Looks that are under way together, as a rule: more wait only where many engines hang. */
const MOST_SPARE = 256;

export interface Scheduled {
  /** Look at once, or after so long, ms (not sooner than the least gap after the look before). */
  poke(afterMs?: number): void;
  /** Resolves when the look under way is over. */
  stop(): Promise<void>;
}

/** How each is looked at. One for all: of ten thousand, each costs only what is its own. */
export interface Looking<Subject> {
  pace(subject: Subject): Pace;
  /** How soon the next look is wanted, ms, asked after each; absent: on the slow interval. */
  wantMs?(subject: Subject): number;
  /** When a look is due whatever the interval says, ms since the epoch, asked after each; Infinity or absent: never. */
  dueAt?(subject: Subject): number;
  /** Looks. Never rejects. */
  tick(subject: Subject, signal: AbortSignal): Promise<void>;
}

export interface Schedule<Subject> {
  /**
   * Looks at it again and again from now on, until it is stopped.
   * @param key its hash spreads the looks over the interval
   */
  add(key: string, subject: Subject): Scheduled;
}

/** One timer for all of them, and nobody waits for another's look. */
export function createSchedule<Subject>(clock: Clock, looking: Looking<Subject>): Schedule<Subject> {
  const rota = new Rota(clock, looking);
  return { add: (key, subject) => new Turn(rota, subject, spread(key)) };
}

/** Who comes next, and the waiting for it. */
class Rota<Subject> {
  readonly clock: Clock;
  readonly looking: Looking<Subject>;
  readonly #queue = new DueQueue<Turn<Subject>>();
  #waiting: Promise<void> | null = null;
  #nap = new AbortController();
  /** Of looks that are over: Node makes each signal a hidden class of its own, and a look has hardly ever to be ended. */
  readonly #spare: AbortController[] = [];

  constructor(clock: Clock, looking: Looking<Subject>) {
    this.clock = clock;
    this.looking = looking;
  }

  put(turn: Turn<Subject>, at: number): void {
    this.#queue.put(turn, at);
    if (this.#queue.first() === turn) this.#nap.abort();
    this.#waiting ??= this.#wait();
  }

  takeStop(): AbortController {
    return this.#spare.pop() ?? new AbortController();
  }

  giveBack(stop: AbortController): void {
    if (!stop.signal.aborted && this.#spare.length < MOST_SPARE) this.#spare.push(stop);
  }

  remove(turn: Turn<Subject>): void {
    if (this.#queue.first() === turn) this.#nap.abort();
    this.#queue.remove(turn);
  }

  async #wait(): Promise<void> {
    // Whoever called goes on first.
    await null;
    let begun = 0;
    for (let next = this.#queue.first(); next !== undefined; next = this.#queue.first()) {
      const left = next.at - this.clock.monotonic();
      if (left > 0) await this.#sleep(left);
      else {
        this.#queue.remove(next);
        next.begin();
        if (++begun % AT_ONCE === 0) await this.#sleep(0);
      }
    }
    this.#waiting = null;
  }

  async #sleep(ms: number): Promise<void> {
    if (this.#nap.signal.aborted) this.#nap = new AbortController();
    await this.clock.sleep(ms, this.#nap.signal);
  }
}

/** One of them. */
class Turn<Subject> implements Scheduled, Due {
  at = 0;
  spot = -1;
  readonly #rota: Rota<Subject>;
  readonly #subject: Subject;
  readonly #place: number;
  /** That its last look was for, or is for. */
  #slot: number;
  /** Not before, for the least gap. */
  #earliest = 0;
  /** When a change wants a look; Infinity: none does. */
  #pokedAt = Number.POSITIVE_INFINITY;
  #stopped = false;
  /** The look under way. */
  #look: { readonly stop: AbortController; readonly over: Promise<void> } | null = null;

  constructor(rota: Rota<Subject>, subject: Subject, place: number) {
    this.#rota = rota;
    this.#subject = subject;
    this.#place = place;
    this.#slot = firstSlot(rota.clock.monotonic(), rota.looking.pace(subject), place);
    rota.put(this, this.#slot);
  }

  poke(afterMs = 0): void {
    if (this.#stopped) return;
    this.#pokedAt = Math.min(this.#pokedAt, this.#rota.clock.monotonic() + Math.max(0, afterMs));
    const at = Math.max(this.#pokedAt, this.#earliest);
    if (this.#look === null && at < this.at) this.#rota.put(this, at);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#rota.remove(this);
    this.#look?.stop.abort();
    await this.#look?.over;
  }

  begin(): void {
    const stop = this.#rota.takeStop();
    this.#pokedAt = Number.POSITIVE_INFINITY;
    this.#look = { stop, over: this.#lookOnce(stop) };
  }

  async #lookOnce(stop: AbortController): Promise<void> {
    const { clock, looking } = this.#rota;
    const began = clock.monotonic();
    await looking.tick(this.#subject, stop.signal);
    this.#look = null;
    this.#rota.giveBack(stop);
    if (this.#stopped) return;
    this.#earliest = began + LEAST_GAP_MS;
    this.#slot = this.#slotAfter(Math.min(began, this.#slot));
    const due = looking.dueAt?.(this.#subject) ?? Number.POSITIVE_INFINITY;
    const at = Math.min(this.#slot, clock.monotonic() + due - clock.now(), this.#pokedAt);
    this.#rota.put(this, Math.max(at, this.#earliest));
  }

  #slotAfter(from: number): number {
    const { clock, looking } = this.#rota;
    const pace = looking.pace(this.#subject);
    const wantMs = looking.wantMs?.(this.#subject) ?? pace.slowMs;
    const now = Math.max(clock.monotonic(), this.#earliest);
    return nextSlot({ now, from, wantMs, place: this.#place, ...pace });
  }
}
