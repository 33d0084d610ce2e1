/** Whoever waits for an instant. */
export interface Due {
  /** Monotonic, ms; only the queue changes it. */
  at: number;
  /** Where in the queue it stands, or -1: nowhere. The queue's own. */
  spot: number;
}

/** Those who wait, the next one first: a binary heap in which each knows its own spot, so that it can be moved and taken out. */
export class DueQueue<Item extends Due> {
  readonly #heap: Item[] = [];

  first(): Item | undefined {
    return this.#heap[0];
  }

  /** Lets it wait until then, also if it waits for another instant. */
  put(item: Item, at: number): void {
    if (item.spot < 0) item.spot = this.#heap.push(item) - 1;
    item.at = at;
    this.#settle(item);
  }

  /** It waits no more. */
  remove(item: Item): void {
    const { spot } = item;
    if (spot < 0) return;
    item.spot = -1;
    const last = this.#heap.pop() as Item;
    if (last === item) return;
    this.#set(last, spot);
    this.#settle(last);
  }

  #set(item: Item, spot: number): void {
    this.#heap[spot] = item;
    item.spot = spot;
  }

  /** Moves it up past all that come later, or down past all that come sooner. */
  #settle(item: Item): void {
    const heap = this.#heap;
    for (;;) {
      const parent = heap[(item.spot - 1) >> 1];
      if (parent === undefined || parent.at <= item.at) break;
      this.#swap(item, parent);
    }
    for (;;) {
      const [left, right] = [heap[2 * item.spot + 1], heap[2 * item.spot + 2]];
      const sooner = right !== undefined && left !== undefined && right.at < left.at ? right : left;
      if (sooner === undefined || sooner.at >= item.at) break;
      this.#swap(item, sooner);
    }
  }

  #swap(a: Item, b: Item): void {
    const { spot } = a;
    this.#set(a, b.spot);
    this.#set(b, spot);
  }
}
