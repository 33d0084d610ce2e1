/** The real daemon, unchanged, against the sandbox, on fast time: the article's load through a growing cache. */
import { fastClock, realClock } from '../../clock/clock.ts';
import type { DatasetStatus } from '../../daemon/ports.ts';
import type { Plugins } from '../../plugins/load.ts';
import type { Table } from '../../report/columns.ts';
import type { AutoscalerDocument } from '../../spec/document.ts';
import { quoted } from '../../units/quoted.ts';
import { formatSize } from '../../units/size.ts';
import type { RuntimeName } from '../kinds/contract.ts';
import { behaviours } from '../kinds/table.ts';
import { giveAccount } from './account.ts';
import type { DemoPolicy } from './inputs.ts';
import { type DemoPlan, FIRST_PACE, LONGEST_REAL_MS, nextPace, planDemo, waitsOf } from './plan.ts';
import type { Screen } from './screen.ts';
import { INTERVAL_MS, setStage, WORKER_BYTES } from './stage.ts';
import { createTable, elapsedText, type Seen } from './table.ts';
import { createTeller } from './teller.ts';

export interface DemoOptions {
  readonly policy: DemoPolicy;
  /** Policies of the user's own, for a document that names them. */
  readonly plugins?: Plugins | undefined;
  readonly ledger: string;
  readonly runtime: RuntimeName;
  readonly sizeBytes: number;
  readonly rateBytesPerSecond: number;
  /** Virtual seconds a real second, or null. */
  readonly speed: number | null;
  readonly screen: Screen;
  /** Ends the demo early (Ctrl-C). */
  readonly signal: AbortSignal;
  readonly version: string;
}

/** How often the screen is looked at, real ms. */
const FRAME_MS = 200;
/** A second in which the machine stands still is more than three minutes at the fastest pace. */
const SPARE_MS = 600_000;
/** Without a terminal a row is printed at least this often, virtual ms. */
const NEWS_MS = 300_000;

/** Before its first look, and before it leads. */
const NOT_YET: ReadonlySet<string> = new Set(['NotLookedYet', 'StandingBy']);

/** Plays the demo to its end, or until `signal`. @throws what kept the sandbox or the daemon from starting */
export async function runDemo(options: DemoOptions): Promise<void> {
  const { policy, ledger, screen, signal } = options;
  const { document } = policy.document;
  const plan = planDemo({ ...options, waitsMs: waitsOf(document) });
  let pace = Math.min(FIRST_PACE, plan.speed.loading);
  // The ledger's times lie in the past, also where a busy machine overshoots the end.
  const clock = fastClock(realClock.now() - plan.horizonMs - SPARE_MS, pace);
  const began = clock.now();
  const realEnd = realClock.monotonic() + LONGEST_REAL_MS;
  const { dataset, key } = policy.document;
  const table = createTable(dataset, thresholdOf(document));
  introduce(options, plan);
  const stage = await setStage({ ...options, clock });
  let last: DatasetStatus | null = null;
  let ended = began;
  try {
    screen.keep(`While it runs: kubectl --kubeconfig ${quoted(stage.kubeconfig)} get datasets -w`);
    if (policy.made) showPolicy(stage.text, screen);
    screen.row(table.header);
    const teller = createTeller(ledger, table, screen, began);
    const show = watcher(table, screen);
    while (!signal.aborted && clock.now() - began < plan.horizonMs && realClock.monotonic() < realEnd) {
      await realClock.sleep(FRAME_MS, signal);
      last = stage.daemon.statuses()[0] ?? null;
      pace = paceNow(plan, pace, clock.now() - began, last, clock.now());
      clock.setSpeed(pace);
      await teller.tell(stage.daemon.head().seq);
      if (last !== null) show(last, clock.now() - began);
    }
  } finally {
    ended = clock.now();
    clock.setSpeed(1);
    await stage.clear(signal.aborted ? 'interrupted' : 'the demo is over');
  }
  const elapsed = ended - began;
  if (elapsed < plan.horizonMs)
    screen.say(
      `\n${signal.aborted ? 'Interrupted' : 'Out of time'} after ${elapsedText(elapsed)} of the demo's own time.`,
    );
  await giveAccount({ ledger, dataset: key, began, ended, last, head: stage.daemon.head() }, screen);
}

/** The pace from now on: none faster before the first look, and none faster than the daemon can look. */
function paceNow(
  { loadedMs, speed }: DemoPlan,
  pace: number,
  elapsedMs: number,
  last: DatasetStatus | null,
  now: number,
): number {
  if (last === null || NOT_YET.has(last.reason.code)) return pace;
  const planned = elapsedMs > loadedMs ? speed.afterwards : speed.loading;
  const lag = now - (last.observation?.at ?? now);
  return nextPace(pace, planned, lag, last.plan.intervalMs ?? INTERVAL_MS);
}

function introduce(
  { policy, runtime, sizeBytes, rateBytesPerSecond, screen }: DemoOptions,
  { speed }: DemoPlan,
): void {
  const [loading, afterwards] = [Math.round(speed.loading), Math.round(speed.afterwards)];
  const pace = loading === afterwards ? '' : `, and ${afterwards} s once it is loaded`;
  screen.say(
    `A ${formatSize(sizeBytes)} dataset is ${behaviours[runtime].loads ? 'loaded' : 'read'} at ${formatSize(rateBytesPerSecond)}/s ` +
      `into ${behaviours[runtime].kind} workers of ${formatSize(WORKER_BYTES)}; ` +
      `a second here is ${loading} s there${pace}.`,
  );
  if (policy.documents > 1)
    screen.say(`Played is ${policy.document.key}, the first of the file's ${policy.documents} documents.`);
}

function showPolicy(text: string, screen: Screen): void {
  screen.say('The policy:');
  for (const line of text.trimEnd().split('\n')) screen.keep(`  ${line}`);
  screen.say('');
}

/** What the document compares utilization with, for the table. */
function thresholdOf({ spec }: AutoscalerDocument): number | null {
  const { threshold, target } = spec.policies as {
    threshold?: { up: number };
    target?: { utilization: number };
  };
  return threshold?.up ?? target?.utilization ?? null;
}

/** Shows the state as the row that is always the latest; a new row begins when something about it is new. */
function watcher(table: Table<Seen>, screen: Screen): (status: DatasetStatus, elapsedMs: number) => void {
  let shown = '';
  let newsAt = Number.NEGATIVE_INFINITY;
  return ({ reason, observation, decision }, elapsedMs) => {
    // A move is told with its ladder, when it is known what became of it.
    if (NOT_YET.has(reason.code) || decision?.outcome === 'move') return;
    const key = `${reason.code} ${observation?.replicas} ${observation?.workers.serving}`;
    const news = key !== shown ? 'changed' : elapsedMs - newsAt >= NEWS_MS ? 'due' : null;
    if (news !== null) newsAt = elapsedMs;
    shown = key;
    screen.live(table.row({ elapsedMs, observation, wanted: decision?.target ?? null, reason }), news);
  };
}
