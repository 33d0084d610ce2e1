/** Points of a line, those that are the same one after the other as one run. */

/** What was the case in one slot of time. */
export interface Point {
  /** Slots are counted from the epoch. */
  slot: number;
  /** How full, in thousandths of a percent; null: nobody knows. */
  full: number | null;
  replicas: number;
  serving: number;
}

/** Numbers of a run: its first slot, how many slots, how full (`UNKNOWN`: null), replicas and serving as two halves. */
const WIDTH = 4;
const UNKNOWN = 0xffff_ffff;
const HALF = 0x1_0000;
const FEWEST = 2;
const NONE = new Uint32Array(0);

/** In order of time. The room grows with what changes, not with time: the last run is beside the others, and often the only one. */
export class Runs {
  /** The runs that are over. */
  #numbers = NONE;
  #runs = 0;
  /** The run that goes on: its last point, and how many there are like it. */
  #last: Point | null = null;
  #length = 0;
  /** Points in all runs. */
  #points = 0;

  /** @param most points that are kept; the oldest go */
  push(point: Point, most: number): void {
    const last = this.#last;
    if (last === null || !goesOn(last, point)) {
      if (last !== null) this.#end(last);
      this.#length = 0;
    }
    this.#last = point;
    this.#length++;
    this.#points++;
    while (this.#points > most) this.#dropOldest();
  }

  #end({ slot, full, replicas, serving }: Point): void {
    if (this.#length === 0) return;
    if ((this.#runs + 1) * WIDTH > this.#numbers.length) {
      const grown = new Uint32Array(Math.max(FEWEST * WIDTH, this.#numbers.length * 2));
      grown.set(this.#numbers);
      this.#numbers = grown;
    }
    const value = full === null ? UNKNOWN : Math.min(full, UNKNOWN - 1);
    const counts = Math.min(replicas, HALF - 1) * HALF + Math.min(serving, HALF - 1);
    this.#numbers.set([slot - this.#length + 1, this.#length, value, counts], this.#runs * WIDTH);
    this.#runs++;
  }

  #dropOldest(): void {
    const at = this.#numbers;
    this.#points--;
    if (this.#runs === 0) {
      this.#length--;
      return;
    }
    at[0] = (at[0] as number) + 1;
    at[1] = (at[1] as number) - 1;
    if (at[1] > 0) return;
    at.copyWithin(0, WIDTH, this.#runs * WIDTH);
    this.#runs--;
  }

  each(show: (point: Point) => void): void {
    for (let run = 0; run < this.#runs * WIDTH; run += WIDTH) {
      const [first = 0, length = 0, value = 0, counts = 0] = this.#numbers.subarray(run, run + WIDTH);
      const full = value === UNKNOWN ? null : value;
      const [replicas, serving] = [Math.floor(counts / HALF), counts % HALF];
      for (let slot = first; slot < first + length; slot++) show({ slot, full, replicas, serving });
    }
    if (this.#last === null) return;
    const { slot: end, ...same } = this.#last;
    for (let slot = end - this.#length + 1; slot <= end; slot++) show({ slot, ...same });
  }
}

function goesOn(last: Point, next: Point): boolean {
  return (
    next.slot === last.slot + 1 &&
    next.full === last.full &&
    next.replicas === last.replicas &&
    next.serving === last.serving
  );
}
