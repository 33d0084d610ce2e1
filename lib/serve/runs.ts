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

/** In order of time. The room grows with what changes, not with time. */
export class Runs {
  #numbers = new Uint32Array(FEWEST * WIDTH);
  #runs = 0;
  /** Points in all runs. */
  #points = 0;

  /** @param most points that are kept; the oldest go */
  push({ slot, full, replicas, serving }: Point, most: number): void {
    const value = full === null ? UNKNOWN : Math.min(full, UNKNOWN - 1);
    const counts = Math.min(replicas, HALF - 1) * HALF + Math.min(serving, HALF - 1);
    const last = (this.#runs - 1) * WIDTH;
    const at = this.#numbers;
    const goesOn =
      this.#runs > 0 &&
      slot === (at[last] as number) + (at[last + 1] as number) &&
      at[last + 2] === value &&
      at[last + 3] === counts;
    if (goesOn) at[last + 1] = (at[last + 1] as number) + 1;
    else this.#begin([slot, 1, value, counts]);
    this.#points++;
    while (this.#points > most) this.#dropOldest();
  }

  #begin(run: readonly number[]): void {
    if ((this.#runs + 1) * WIDTH > this.#numbers.length) {
      const grown = new Uint32Array(this.#numbers.length * 2);
      grown.set(this.#numbers);
      this.#numbers = grown;
    }
    this.#numbers.set(run, this.#runs * WIDTH);
    this.#runs++;
  }

  #dropOldest(): void {
    const at = this.#numbers;
    this.#points--;
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
  }
}
