/** Sharing out what does not suffice among those of one priority. Pure. */

/** Someone who wishes for more workers than it has. */
export interface Wisher {
  /** What it has, workers. */
  readonly base: number;
  /** What it wishes for, workers; more than `base`. */
  readonly asked: number;
  /** What one worker of it costs, in the budget's unit. */
  readonly cost: number;
}

/** Doubles next to each other are reached sooner. */
const MOST_HALVINGS = 100;

/**
 * The next worker goes to whoever needs it most: to the highest wish per worker it would then have (the divisor method of
 * D'Hondt, seats being workers), of several alike to the first. Who comes next and does not fit ends it: nobody passes by.
 * The steps are not taken one by one, so that the work does not grow with the workers.
 * @param wishers in the order in which ties are settled; together they wish for more than `room`
 * @param room in the budget's unit, 0 or more
 * @returns the workers each may have, in the same order
 */
export function share(wishers: readonly Wisher[], room: number): readonly number[] {
  const ceilings = largestThatFits(wishers, room);
  let left = room - costOf(wishers, ceilings);
  const next = wishers.map(({ asked }, i) => asked / ((ceilings[i] as number) + 1));
  const order = wishers.map((_, i) => i).sort((a, b) => (next[b] as number) - (next[a] as number) || a - b);
  for (const i of order) {
    const { asked, cost } = wishers[i] as Wisher;
    if ((ceilings[i] as number) >= asked) continue;
    if (cost > left) break;
    left -= cost;
    (ceilings[i] as number)++;
  }
  return ceilings;
}

/** Everyone at one wish per worker, the least that fits: `asked / divisor` workers each, but not fewer than it has. */
function largestThatFits(wishers: readonly Wisher[], room: number): number[] {
  let fits = 1 + wishers.reduce((most, { asked }) => Math.max(most, asked), 0);
  let over = 1;
  let best = dividedBy(fits, wishers);
  for (let i = 0; i < MOST_HALVINGS; i++) {
    const middle = (fits + over) / 2;
    if (middle === fits || middle === over) break;
    const tried = dividedBy(middle, wishers);
    if (costOf(wishers, tried) <= room) {
      fits = middle;
      best = tried;
    } else over = middle;
  }
  return best;
}

function dividedBy(divisor: number, wishers: readonly Wisher[]): number[] {
  return wishers.map(({ base, asked }) => Math.max(base, Math.min(asked, Math.floor(asked / divisor))));
}

function costOf(wishers: readonly Wisher[], ceilings: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < wishers.length; i++) {
    const { base, cost } = wishers[i] as Wisher;
    sum += ((ceilings[i] as number) - base) * cost;
  }
  return sum;
}
