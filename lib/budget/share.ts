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
  const columns = columnsOf(wishers);
  const { fits, over } = leastThatFits(columns, room);
  const ceilings = wishers.map((_, i) => dividedBy(columns, i, fits));
  let left = room - costAt(columns, fits);
  const next = (i: number) => (wishers[i] as Wisher).asked / ((ceilings[i] as number) + 1);
  // With one more each of these would have too much in all, so that the last of them ends it.
  const order = wishers.map((_, i) => i).filter((i) => dividedBy(columns, i, over) > (ceilings[i] as number));
  for (const i of order.sort((a, b) => next(b) - next(a) || a - b)) {
    const { cost } = wishers[i] as Wisher;
    if (cost > left) break;
    left -= cost;
    (ceilings[i] as number)++;
  }
  return ceilings;
}

/** The same as columns of numbers: they are gone through some dozens of times. */
interface Columns {
  readonly base: Float64Array;
  readonly asked: Float64Array;
  readonly cost: Float64Array;
}

function columnsOf(wishers: readonly Wisher[]): Columns {
  return {
    base: Float64Array.from(wishers, ({ base }) => base),
    asked: Float64Array.from(wishers, ({ asked }) => asked),
    cost: Float64Array.from(wishers, ({ cost }) => cost),
  };
}

/**
 * Everyone at one wish per worker: a divisor whose workers fit, and one whose do not, so near to each other that nobody has more
 * than one worker more by the latter.
 */
function leastThatFits(columns: Columns, room: number): { readonly fits: number; readonly over: number } {
  let fits = 1 + columns.asked.reduce((most, asked) => Math.max(most, asked), 0);
  let over = 1;
  for (let i = 0; i < MOST_HALVINGS && farApart(columns, fits, over); i++) {
    const middle = (fits + over) / 2;
    if (middle === fits || middle === over) break;
    if (costAt(columns, middle) <= room) fits = middle;
    else over = middle;
  }
  return { fits, over };
}

/** `asked / divisor` workers, but not fewer than it has nor more than it asks for. */
function dividedBy({ base, asked }: Columns, i: number, divisor: number): number {
  const wanted = asked[i] as number;
  return Math.max(base[i] as number, Math.min(wanted, Math.floor(wanted / divisor)));
}

function farApart(columns: Columns, fits: number, over: number): boolean {
  for (let i = 0; i < columns.base.length; i++) {
    if (dividedBy(columns, i, over) - dividedBy(columns, i, fits) > 1) return true;
  }
  return false;
}

function costAt(columns: Columns, divisor: number): number {
  let sum = 0;
  for (let i = 0; i < columns.base.length; i++) {
    sum += (dividedBy(columns, i, divisor) - (columns.base[i] as number)) * (columns.cost[i] as number);
  }
  return sum;
}
