/**
 * An engine that comes and goes: told is that it cannot be read, that it can be again, and once more that it cannot. From then on nothing,
 * until it has been well for ten minutes; an Event each time it goes would only push others out of sight. Plain values; pure.
 */
export interface Trouble {
  /** How often it went again, having been read in between. */
  readonly relapses: number;
  /** What was told last is that it cannot be read. */
  readonly open: boolean;
  /** Since when it can be read again, ms; null: it cannot. */
  readonly readSince: number | null;
}

/** Whoever has been well for so long is not in the same trouble any more, ms. */
const SETTLED_MS = 600_000;
/** So often it is told again that it went. */
const RELAPSES_TOLD = 1;

const settledAt = ({ readSince }: Trouble, at: number) => readSince !== null && at - readSince >= SETTLED_MS;

/** The trouble that a cache is in which cannot be read at this instant, ms. */
export function blindAt(before: Trouble | null, at: number): Trouble {
  if (before === null || settledAt(before, at)) return { relapses: 0, open: false, readSince: null };
  const relapses = before.relapses + (before.readSince === null ? 0 : 1);
  return { ...before, relapses, readSince: null };
}

/** Whether it is still told of. */
export function worthTelling({ relapses }: Trouble): boolean {
  return relapses <= RELAPSES_TOLD;
}

/**
 * What becomes of it where the cache is read at this instant, ms.
 * @returns the trouble, null once it is over; and whether it is to be told that the cache is read
 */
export function readAt(
  before: Trouble,
  at: number,
): { readonly trouble: Trouble | null; readonly tell: boolean } {
  const trouble = { ...before, readSince: before.readSince ?? at };
  const over = settledAt(trouble, at);
  const tell = trouble.open && (over || trouble.relapses === 0);
  if (over) return { trouble: null, tell };
  return { trouble: tell ? { ...trouble, open: false } : trouble, tell };
}
