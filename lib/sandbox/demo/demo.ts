/**
 * The real daemon, unchanged, against the sandbox, on fast time: the article's load through a growing cache.
 * Time-outs and the Lease run on real time; everything the cache and the policies know of runs on the fast clock.
 */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fastClock, realClock } from '../../clock/clock.ts';
import type { DatasetStatus, Log } from '../../daemon/ports.ts';
import { type RunningDaemon, startDaemon } from '../../daemon/start.ts';
import { readLedger } from '../../ledger/read.ts';
import type { DecisionRecord } from '../../model/records.ts';
import { ladderLines } from '../../report/explain.ts';
import type { LoadedDocument } from '../../spec/load.ts';
import { formatDuration } from '../../units/duration.ts';
import { formatSize } from '../../units/size.ts';
import { startSandbox } from '../start.ts';
import { account } from './account.ts';
import { LOAD_AFTER_MS, LONGEST_REAL_MS, planDemo } from './plan.ts';
import type { Screen } from './screen.ts';
import { HEADER, statusLine } from './table.ts';

export interface DemoOptions {
  /** The policy document, already read; its dataset is what the sandbox plays. */
  readonly document: LoadedDocument;
  readonly policyFile: string;
  readonly ledger: string;
  readonly sizeBytes: number;
  readonly rateBytesPerSecond: number;
  /** Virtual seconds a real second, or null. */
  readonly speed: number | null;
  readonly screen: Screen;
  /** Ends the demo early (Ctrl-C). */
  readonly signal: AbortSignal;
  readonly version: string;
}

const GIB = 2 ** 30;
const INTERVAL_MS = 5000;
/** How often the screen is looked at, real ms. */
const FRAME_MS = 200;
/** Without a terminal a line is printed at least this often, virtual ms. */
const NEWS_MS = 300_000;

export async function runDemo(options: DemoOptions): Promise<void> {
  const { document, screen, signal, ledger } = options;
  const { namespace, dataset } = document.plan;
  const plan = planDemo(options.sizeBytes, options.rateBytesPerSecond, options.speed);
  // Virtual time ends about now, so that the ledger's times lie in the past.
  const clock = fastClock(realClock.now() - plan.horizonMs, plan.speed.loading);
  const began = clock.now();
  const folder = mkdtempSync(join(tmpdir(), 'fluid-autoscaler-demo-'));
  const sandbox = await startSandbox({
    clock,
    datasets: [
      {
        namespace,
        name: dataset,
        sizeBytes: plan.sizeBytes,
        perWorkerBytes: GIB,
        replicas: Math.max(1, document.plan.bounds.min),
        load: { startAfterMs: LOAD_AFTER_MS, rateBytesPerSecond: plan.rateBytesPerSecond },
      },
    ],
  });
  screen.say(
    `A ${formatSize(plan.sizeBytes)} dataset is loaded at ${formatSize(plan.rateBytesPerSecond)}/s into workers of ${formatSize(GIB)}; ` +
      `a second here is ${Math.round(plan.speed.loading)} s there, and ${Math.round(plan.speed.afterwards)} s once it is loaded.`,
  );
  let scaled = 0;
  let daemon: RunningDaemon | null = null;
  let last: DatasetStatus | null = null;
  try {
    daemon = await startDaemon({
      policies: policyFolder(folder, options.policyFile),
      ledger,
      intervalMs: INTERVAL_MS,
      dryRun: false,
      kubeconfig: sandbox.kubeconfig(join(folder, 'kubeconfig')),
      namespace,
      clock,
      wallClock: realClock,
      random: Math.random,
      log: listen((message) => {
        if (message === 'scaled') scaled++;
      }),
      version: options.version,
    });
    screen.say(HEADER);
    const realEnd = realClock.monotonic() + LONGEST_REAL_MS;
    const watch = watcher(thresholdOf(document), screen);
    let told = 0;
    while (!signal.aborted && clock.now() - began < plan.horizonMs && realClock.monotonic() < realEnd) {
      await realClock.sleep(FRAME_MS, signal);
      if (clock.now() - began > plan.loadedMs) clock.setSpeed(plan.speed.afterwards);
      last = daemon.statuses()[0] ?? null;
      if (last !== null) watch(last, clock.now() - began);
      while (told < scaled) await tellMove(ledger, told++, screen);
    }
  } finally {
    await daemon?.stop(signal.aborted ? 'interrupted' : 'the demo is over');
    await sandbox.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  for (const line of await account(ledger, last, daemon.head())) screen.say(line);
}

function policyFolder(parent: string, file: string): string {
  const folder = join(parent, 'policies');
  mkdirSync(folder);
  copyFileSync(file, join(folder, basename(file)));
  return folder;
}

/** The daemon's log, of which the demo wants the constant messages only; warnings are for the ledger's reader. */
function listen(on: (message: string) => void): Log {
  const hear = (_: object, message: string) => on(message);
  return { info: hear, warn: hear, error: hear, debug: hear };
}

/** What the document compares utilization with, for the table. */
function thresholdOf({ document }: LoadedDocument): string {
  const { threshold, target } = document.spec.policies as {
    threshold?: { up: number };
    target?: { utilization: number };
  };
  const share = threshold?.up ?? target?.utilization;
  return share === undefined ? '-' : `${share / 1000}%`;
}

function watcher(threshold: string, screen: Screen): (status: DatasetStatus, elapsedMs: number) => void {
  let shown = '';
  let newsAt = Number.NEGATIVE_INFINITY;
  return (status, elapsedMs) => {
    const key = `${status.reason.code} ${status.observation?.replicas} ${status.observation?.workers.serving}`;
    const news = key !== shown || elapsedMs - newsAt >= NEWS_MS;
    if (news) newsAt = elapsedMs;
    shown = key;
    const elapsed = formatDuration(Math.round(elapsedMs / 1000) * 1000);
    screen.live(statusLine(status, threshold, elapsed), news);
  };
}

/** The n-th scaling, with its ladder, as it stands in the ledger. */
async function tellMove(ledger: string, n: number, screen: Screen): Promise<void> {
  let moves = 0;
  for await (const { entry } of readLedger(ledger, { kinds: ['decision'] })) {
    const decision = entry as unknown as DecisionRecord;
    if (decision.outcome !== 'move' || moves++ !== n) continue;
    screen.shout(`\nscaled ${decision.current} -> ${decision.target}`);
    for (const line of ladderLines(decision)) screen.say(line);
    screen.say('');
    return;
  }
}
