/** What a timeline shows: points of charts, marks, rows and reasons, each of bounded size. */

import { daemonEntry } from '../../ledger/daemon-entry.ts';
import type { Reason } from '../../model/observation.ts';
import { describeReason } from '../../model/reasons/index.ts';
import type { LedgerEntry, QuietRecord } from '../../model/records.ts';
import { shareOf } from '../../units/share.ts';
import { type HistoryRow, historyRow } from '../history.ts';
import { bounded } from './bounded.ts';
import type { GatheredRecord } from './gather.ts';
import { mergeFill, mergeFlow, mergeMark, mergeSize } from './merge.ts';
import type { Now } from './now.ts';
import type { Fill, Flow, Held, Mark, Size, Timeline } from './timeline.ts';

const ENOUGH_POINTS = 700;
const ENOUGH_MARKS = 200;
/** Bytes a second are told over no shorter a stretch than this, ms. */
const LEAST_FLOW_MS = 10_000;
/** Older rows are counted only. */
const ENOUGH_ROWS = 300;

type Tracked = Pick<
  Timeline,
  'fill' | 'sizes' | 'flows' | 'marks' | 'rows' | 'happened' | 'held' | 'mergedMs'
>;

export function createTracks() {
  const fill = bounded<Fill>(ENOUGH_POINTS, mergeFill);
  const sizes = bounded<Size>(ENOUGH_POINTS, mergeSize);
  const flows = bounded<Flow>(ENOUGH_POINTS, mergeFlow);
  const marks = bounded<Mark>(ENOUGH_MARKS, mergeMark);
  const reasons = new Map<string, { ms: number; reason: Reason }>();
  let rows: HistoryRow[] = [];
  let happened = 0;
  let short: Flow | null = null;
  const passed: { ufsBytes: number | null; servedBytes: number | null } = {
    ufsBytes: null,
    servedBytes: null,
  };

  const show = (until: number, shown: Pick<Fill, 'low' | 'high' | 'last'>) => {
    fill.push({ at: Math.min(until, fill.points().at(-1)?.until ?? until), until, ...shown });
  };

  return {
    fill: (at: number, { used, capacityBytes }: Now) => {
      const share = used && capacityBytes ? shareOf(used.last, capacityBytes) : null;
      show(at, { low: share, high: share, last: share });
    },
    quiet: ({ to, used, capacity }: QuietRecord) => {
      const share = (bytes: number) => (capacity ? shareOf(bytes, capacity) : null);
      const { min, max, last } = used ?? { min: null, max: null, last: null };
      show(to, { low: min && share(min), high: max && share(max), last: last && share(last) });
    },
    gap: (at: number) => show(at, { low: null, high: null, last: null }),
    size: (size: Size) => {
      const last = sizes.points().at(-1);
      const same = last !== undefined && SIZES.every((one) => last[one] === size[one]);
      if (!same) sizes.push(size);
    },
    flow: (flow: Flow) => {
      // The engine counts once a second: over a moment a rate says nothing.
      if (short !== null && short.until === flow.at) short = mergeFlow(short, flow);
      else {
        if (short !== null) flows.push(short);
        short = flow;
      }
      if (short.until - short.at >= LEAST_FLOW_MS) {
        flows.push(short);
        short = null;
      }
      if (flow.ufs !== null) passed.ufsBytes = (passed.ufsBytes ?? 0) + flow.ufs;
      if (flow.served !== null) passed.servedBytes = (passed.servedBytes ?? 0) + flow.served;
    },
    mark: (mark: Mark) => marks.push(mark),
    held: (reason: Reason, ms: number) => {
      const before = reasons.get(reason.code);
      reasons.set(reason.code, { ms: (before?.ms ?? 0) + ms, reason });
    },
    row: ({ seq, at, entry }: GatheredRecord) => {
      if (!isNews(daemonEntry(entry))) return;
      const row = historyRow({ seq, at, entry, prev: '', hash: '' }, false);
      if (row === null) return;
      happened++;
      rows.push(row);
      if (rows.length > 2 * ENOUGH_ROWS) rows = rows.slice(-ENOUGH_ROWS);
    },
    passed: () => passed,
    all: (): Tracked => ({
      fill: fill.points(),
      sizes: sizes.points(),
      flows: short === null ? flows.points() : [...flows.points(), short],
      marks: marks.points(),
      rows: rows.slice(-ENOUGH_ROWS),
      happened,
      held: [...reasons]
        .map(([code, { ms, reason }]): Held => ({ code, ms, text: describeReason(reason) }))
        .sort(longestFirst),
      mergedMs: Math.max(fill.width(), sizes.width(), flows.width(), marks.width()),
    }),
  };
}

const SIZES = ['asked', 'serving', 'min', 'max'] as const;

/** Holds are summed up by reason, and a patch that was taken is told by its decision. */
function isNews(entry: LedgerEntry): boolean {
  if (entry.kind === 'decision') return entry.outcome !== 'hold';
  if (entry.kind === 'conclusion') return entry.result !== 'applied';
  return !['served', 'quiet', 'operated'].includes(entry.kind);
}

function longestFirst(a: Held, b: Held): number {
  return b.ms - a.ms || (a.code < b.code ? -1 : 1);
}
