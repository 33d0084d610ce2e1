/** Chance that can be repeated: the same seed throws the same numbers. */
export interface Dice {
  /** 0 <= x < 1 */
  next(): number;
  /** A whole number, both ends included. */
  between(low: number, high: number): number;
  shuffled<T>(items: readonly T[]): T[];
  /** A random-looking UUID (version 4). */
  uuid(): string;
  /** Letters and digits as Kubernetes uses them for generated names. */
  suffix(length: number): string;
}

/** One throw as a pure function (mulberry32). @returns the number, 0 <= x < 1, and the state to throw from next */
export function roll(state: number): readonly [value: number, next: number] {
  const next = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(next ^ (next >>> 15), 1 | next);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return [((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32, next];
}

const LETTERS = 'bcdfghjklmnpqrstvwxz2456789';

/** @param seed any whole number; the same seed gives the same sequence */
export function createDice(seed: number): Dice {
  let state = seed | 0;
  function next(): number {
    const [value, after] = roll(state);
    state = after;
    return value;
  }
  function between(low: number, high: number): number {
    return low + Math.floor(next() * (high - low + 1));
  }
  function digits(count: number): string {
    return Array.from({ length: count }, () => between(0, 15).toString(16)).join('');
  }
  return {
    next,
    between,
    shuffled(items) {
      const keyed = items.map((item) => ({ item, key: next() }));
      return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item);
    },
    uuid: () =>
      `${digits(8)}-${digits(4)}-4${digits(3)}-${between(8, 11).toString(16)}${digits(3)}-${digits(12)}`,
    suffix: (length) => Array.from({ length }, () => LETTERS[between(0, LETTERS.length - 1)]).join(''),
  };
}
