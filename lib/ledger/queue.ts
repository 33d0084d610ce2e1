import type { Receipt } from './entry.ts';

/** Entries that go together, waiting to be written. */
export interface Group {
  readonly bodies: readonly Buffer[];
  /** What they take up as lines. */
  readonly bytes: number;
  readonly resolve: (receipts: Receipt[]) => void;
  readonly reject: (error: unknown) => void;
}

type Item = Group | (() => Promise<void>);

/**
 * One worker that writes groups and runs tasks in the order given. What is given while a write is under way waits, and
 * goes together in the next one: that is all the batching there is, nothing waits for time to pass.
 */
export class WorkQueue {
  #items: Item[] = [];
  #working: Promise<void> | null = null;
  readonly #write: (waiting: readonly Group[]) => Promise<readonly Group[]>;

  /** @param write settles some of the groups waiting, from the first on, and returns those; never throws. */
  constructor(write: (waiting: readonly Group[]) => Promise<readonly Group[]>) {
    this.#write = write;
  }

  add(bodies: readonly Buffer[], bytes: number): Promise<Receipt[]> {
    return new Promise((resolve, reject) => {
      this.#push({ bodies, bytes, resolve, reject });
    });
  }

  run<T>(task: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#push(() => task().then(resolve, reject));
    });
  }

  /** Resolves when nothing is left to do. */
  async idle(): Promise<void> {
    while (this.#working !== null) await this.#working;
  }

  #push(item: Item): void {
    this.#items.push(item);
    this.#working ??= this.#work();
  }

  async #work(): Promise<void> {
    // What is given in the same turn goes together.
    await null;
    for (let first = this.#items[0]; first !== undefined; first = this.#items[0]) {
      if (typeof first === 'function') {
        this.#items.shift();
        await first();
      } else {
        const settled = await this.#write(this.#waiting());
        this.#items.splice(0, settled.length);
      }
    }
    this.#working = null;
  }

  #waiting(): Group[] {
    const end = this.#items.findIndex((item) => typeof item === 'function');
    return (end < 0 ? [...this.#items] : this.#items.slice(0, end)) as Group[];
  }
}
