/** How full the caches of one process are, how that moves, and when it was asked for. */
import { fillOf, PER_WORKER, WORKERS } from './member.ts';
import { instant } from './talk.ts';

/** `hung`: takes the request and never answers. `flapping`: now well, now refusing, failing or cut off in the middle. */
export type Health = 'well' | 'hung' | 'flapping';

export interface Fill {
  readonly index: number;
  used: number;
  workers: number;
  ufs: number;
  moving: boolean;
  health: Health;
  /** What a flapping engine does next; it goes round. */
  mood: number;
  /** When it was first asked, ms; null: it has not been. */
  askedAt: number | null;
  /** When it was first shown to be full, ms; null: it has not been. Of workers that tell each for itself: by all of them. */
  shownAt: number | null;
  crossed: boolean;
  /** Workers that have shown it, of those that tell each for itself. */
  readonly shownBy: Set<number>;
}

export const fills = new Map<number, Fill>();
export const counts = { pages: 0, bytes: 0 };

export function addFill(index: number): Fill {
  const fill: Fill = {
    index,
    used: fillOf(index) * WORKERS * PER_WORKER,
    workers: WORKERS,
    ufs: 0,
    moving: false,
    health: 'well',
    mood: index,
    askedAt: null,
    shownAt: null,
    crossed: false,
    shownBy: new Set(),
  };
  fills.set(index, fill);
  return fill;
}

/** Something was told. @param ordinal of the worker, where each tells for itself; null: it was told of the whole cache */
export function told(fill: Fill, bytes: number, ordinal: number | null): void {
  counts.pages++;
  counts.bytes += bytes;
  if (!fill.crossed || fill.shownAt !== null) return;
  if (ordinal !== null) fill.shownBy.add(ordinal);
  if (ordinal === null || fill.shownBy.size === fill.workers) fill.shownAt = instant();
}

/**
 * Once a second: every cache that moves takes in a little, as long as it is far from the threshold. None loses anything: one that
 * reads from its store and holds no more than before is full, whatever its level, and is rightly scaled.
 */
function move(): void {
  for (const fill of fills.values()) {
    const capacity = fill.workers * PER_WORKER;
    const step = Math.random() * 0.0004 * capacity;
    if (!fill.moving || fill.crossed || fill.used + step > 0.75 * capacity) continue;
    fill.used += step;
    fill.ufs += step;
  }
}

let moving: NodeJS.Timeout | null = null;

/** What a process with caches is asked by the stage. */
export const fillAnswers = {
  health: ({ of, health }: { of: readonly number[]; health: Health }) => {
    for (const index of of) {
      const fill = fills.get(index);
      if (fill !== undefined) fill.health = health;
    }
  },
  /** @param share of all caches that move from now on; 0: none */
  move: ({ share }: { share: number }) => {
    for (const fill of fills.values()) fill.moving = ((fill.index * 31) % 1000) / 1000 < share;
    if (moving !== null) clearInterval(moving);
    moving = share === 0 ? null : setInterval(move, 1000);
  },
  /** These become 95 % full, spread over one second. */
  cross: async ({ of }: { of: readonly number[] }) => {
    const own = of.flatMap((index, nth) => {
      const fill = fills.get(index);
      return fill === undefined ? [] : [{ fill, after: (nth * 1000) / of.length }];
    });
    await Promise.all(
      own.map(async ({ fill, after }) => {
        await new Promise((resolve) => setTimeout(resolve, after));
        fill.used = 0.95 * fill.workers * PER_WORKER;
        fill.ufs += PER_WORKER;
        fill.crossed = true;
      }),
    );
  },
  asked: () => {
    const times = [...fills.values()].flatMap(({ askedAt }) => askedAt ?? []);
    return { engines: times.length, last: times.reduce((last, time) => Math.max(last, time), 0) };
  },
  shown: () =>
    new Map([...fills].flatMap(([index, { shownAt }]) => (shownAt === null ? [] : [[index, shownAt]]))),
  /** Of the caches that move, those whose turn it is in the `nth` of `of` parts. */
  figures: ({ nth, of }: { nth: number; of: number }) =>
    [...fills.values()]
      .filter(({ moving: moves, index }) => moves && index % of === nth)
      .map(({ index, used, workers }) => ({ index, used, capacity: workers * PER_WORKER })),
  counts: () => ({ ...counts }),
};
