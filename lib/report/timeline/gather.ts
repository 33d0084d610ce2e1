/** From the records about one dataset, one after the other, to its timeline. Memory does not grow with their number. */
import { daemonEntry } from '../../ledger/daemon-entry.ts';
import type { StoredRecord } from '../../ledger/entry.ts';
import type { Passed } from '../../model/observation.ts';
import type { ConclusionRecord, DecisionRecord, PolicyRecord, QuietRecord } from '../../model/records.ts';
import { documentOf } from '../fields.ts';
import { whyDecided } from '../ladder.ts';
import { createIntegrals } from './integrals.ts';
import { duringQuiet, type Now, nowOf, standingOf } from './now.ts';
import type { Timeline } from './timeline.ts';
import { createTracks } from './tracks.ts';

/** Quiet minutes come once a minute: so long without a record is nothing unusual, ms. */
const USUAL_MS = 120_000;

export interface GatherOptions {
  /** `namespace/name`. */
  readonly dataset: string;
  readonly from: number;
  readonly to: number;
  /** The document in force when it begins, and the last decision before: what quiet minutes do not say. */
  readonly policy?: PolicyRecord | null;
  readonly decision?: DecisionRecord | null;
}

/** A record about the dataset; of one that was replayed only these are known. */
export type GatheredRecord = Pick<StoredRecord, 'seq' | 'at' | 'entry'>;

export interface Gatherer {
  /** In the order of the ledger, without those that a new segment repeats. */
  add(record: GatheredRecord): void;
  timeline(): Timeline;
}

export function createGatherer(options: GatherOptions): Gatherer {
  const { dataset, from, to, policy = null, decision = null } = options;
  const integrals = createIntegrals();
  const tracks = createTracks();
  let now: Now | null = null;
  let known = decision && nowOf(decision.observation, from, null);
  let bounds = boundsOf(policy);
  let longest = Math.max(USUAL_MS, 3 * intervalOf(policy));
  let move: DecisionRecord | null = null;
  let told: number | null = null;
  let direction = 0;
  const counts = { scalings: 0, oscillations: 0, scalingsByOthers: 0 };

  /**
   * Accounts for the time up to `at`, over which things stood as `standing`, or were not looked at.
   * @param most without a record, ms: longer, and nobody looked
   */
  const advance = (at: number, standing: Omit<Now, 'at'> | null = now, most = longest) => {
    if (now === null || standing === null || at <= now.at) return;
    const ms = at - now.at;
    if (ms > most) {
      integrals.unwatched(ms);
      tracks.gap(now.at + 1);
    } else {
      integrals.stretch(ms, standingOf(standing));
      if (standing.held !== null) tracks.held(standing.held, ms);
    }
    now = { ...now, at };
  };
  const showSize = (at: number) =>
    tracks.size({ at, asked: now?.asked ?? null, serving: now?.serving ?? null, ...bounds });
  const passed = (at: number, inflow: Passed | undefined) => {
    // While blind nothing is told; the first look that sees again tells what passed meanwhile.
    if (inflow === undefined && now?.used === null) return;
    tracks.flow({ at: told ?? at, until: at, ufs: inflow?.ufs ?? null, served: inflow?.served ?? null });
    told = at;
  };
  const scaled = (change: number) => {
    counts.scalings++;
    const next = Math.sign(change);
    if (direction !== 0 && next !== direction) counts.oscillations++;
    direction = next;
  };

  const takeDecision = (entry: DecisionRecord) => {
    const { decidedAt: at, observation, outcome, current, target, reason } = entry;
    advance(at);
    now = nowOf(observation, at, outcome === 'hold' ? reason : null);
    // A worker's size is known for good, also while the cache cannot be read.
    now = { ...now, workerBytes: now.workerBytes ?? known?.workerBytes ?? null };
    known = now;
    bounds = boundsInForce(entry) ?? bounds;
    tracks.fill(at, now);
    passed(at, entry.inflow);
    showSize(at);
    if (outcome === 'move') move = entry;
    if (outcome === 'would')
      tracks.mark({ at, from: current, to: target, by: 'would', text: whyDecided(entry) });
  };
  const takeQuiet = (entry: QuietRecord) => {
    const { from: first, to: last, ticks } = entry;
    if (ticks > 1) longest = Math.max(USUAL_MS, (3 * (last - first)) / (ticks - 1));
    const during = duringQuiet(now ?? known, entry);
    advance(first, during);
    const changed = now?.asked !== entry.current;
    now ??= { at: first, ...during };
    advance(last, during, Number.POSITIVE_INFINITY);
    now = { at: Math.max(last, now.at), ...during };
    tracks.quiet(entry);
    passed(last, entry.inflow);
    if (changed) showSize(first);
  };
  const takeConclusion = ({ concludedAt: at, from, to, result, text }: ConclusionRecord) => {
    advance(at);
    const why = move === null ? text : whyDecided(move);
    move = null;
    if (result === 'applied') {
      if (now !== null)
        now = { ...now, asked: to, serving: now.serving && Math.min(now.serving, to), held: null };
      scaled(to - from);
      showSize(at);
    }
    tracks.mark({
      at,
      from,
      to,
      by: result === 'applied' ? 'self' : 'failed',
      text: result === 'applied' ? why : `${result}: ${text}`,
    });
  };
  const resize = (at: number, size: Partial<Now>) => {
    advance(at);
    if (now !== null) now = { ...now, ...size };
    showSize(at);
  };

  return {
    add: (record) => {
      tracks.row(record);
      const entry = daemonEntry(record.entry);
      switch (entry.kind) {
        case 'decision':
          return takeDecision(entry);
        case 'quiet':
          return takeQuiet(entry);
        case 'conclusion':
          return takeConclusion(entry);
        case 'change': {
          const { changedAt: at, from: before, to: after, manager } = entry;
          counts.scalingsByOthers++;
          tracks.mark({ at, from: before, to: after, by: 'other', text: `set by ${manager}` });
          return resize(at, { asked: after });
        }
        case 'served':
          return resize(entry.servedAt, { serving: entry.workers });
        case 'policy':
          bounds = boundsOf(entry);
          longest = Math.max(longest, 3 * intervalOf(entry));
          return resize(record.at, {});
        case 'waiting':
        case 'policy-gone':
          advance(record.at);
          now = null;
          if (entry.kind === 'policy-gone') bounds = boundsOf(null);
          tracks.gap(record.at);
          return showSize(record.at);
      }
    },
    timeline: () => ({
      dataset,
      from,
      to,
      ...tracks.all(),
      figures: { ...integrals.figures(), ...tracks.passed(), ...counts },
    }),
  };
}

function boundsOf(policy: PolicyRecord | null): { readonly min: number | null; readonly max: number | null } {
  const { min, max } = documentOf(policy)?.plan.bounds ?? { min: null, max: null };
  return { min, max };
}

/** As its ladder tells: windows and overrides move them. */
function boundsInForce({ rungs }: DecisionRecord) {
  const rung = rungs.findLast(({ by }) => by === 'bounds');
  return rung === undefined ? null : { min: rung.low, max: rung.high };
}

function intervalOf(policy: PolicyRecord | null): number {
  return documentOf(policy)?.plan.intervalMs ?? 0;
}
