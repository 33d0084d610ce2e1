/** All datasets as rows, each with the revision at which it last changed: what is asked for again is only what is new. */
import type { Recent } from '../recent.ts';
import type { DatasetStatus, Subject } from '../shown.ts';
import type { News } from './news.ts';
import { panelOf, rowOf } from './row.ts';
import type { Panel, Row, Update } from './wire.ts';

export interface Overview {
  /** @param since revision the page has, 0 for none; of another run it counts as 0 */
  update(run: string | null, since: number): Update;
  /** @returns null when there is no such dataset */
  panel(dataset: string): Panel | null;
}

interface Seen {
  readonly status: DatasetStatus;
  /** How many news there were of it: a patch is concluded after the look that it came of. */
  readonly told: number;
  readonly row: Row;
  readonly text: string;
  readonly revision: number;
}

/** A page that is up to date misses only the newest points, ms. */
const CATCH_UP_MS = 120_000;

export function createOverview(subject: () => Subject, recent: Recent, news: News, run: string): Overview {
  let seen = new Map<string, Seen>();
  let revision = 1;
  let membership = 1;

  const refresh = (): Subject => {
    const now = subject();
    const next = new Map<string, Seen>();
    let changed = false;
    for (const status of now.datasets()) {
      const entry = seenAgain(seen.get(status.dataset), status, now.now(), news, revision + 1);
      changed ||= entry.revision > revision;
      next.set(status.dataset, entry);
    }
    const moved = next.size !== seen.size || [...next.keys()].some((name) => !seen.has(name));
    if (changed || moved) revision++;
    if (moved) {
      membership = revision;
      news.keep(new Set(next.keys()));
    }
    seen = next;
    return now;
  };

  return {
    update: (theirs, since) => {
      const now = refresh();
      const from = theirs === run ? since : 0;
      const pointsSince = from === 0 ? 0 : now.now() - CATCH_UP_MS;
      const fresh = [...seen.values()].filter((entry) => entry.revision > from);
      return {
        run,
        revision,
        now: now.now(),
        daemon: now.facts(),
        names: membership > from ? [...seen.keys()] : null,
        rows: fresh.map(({ row }) => ({ ...row, points: recent.points(row.dataset, pointsSince) })),
      };
    },
    panel: (dataset) => {
      refresh();
      const entry = seen.get(dataset);
      return entry === undefined ? null : panelOf(entry.status, news.of(dataset));
    },
  };
}

/** A look that was seen already is not put into words again; one that says the same keeps its revision. */
function seenAgain(
  before: Seen | undefined,
  status: DatasetStatus,
  now: number,
  news: News,
  revision: number,
): Seen {
  const told = news.count(status.dataset);
  if (before?.status === status && before.told === told) return before;
  const row = rowOf(status, now, news);
  const text = JSON.stringify(row);
  if (before?.text === text) return { ...before, status, told };
  return { status, told, row, text, revision };
}
