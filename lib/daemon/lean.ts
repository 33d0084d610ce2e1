import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Clock } from '../clock/clock.ts';
import type { Log } from './ports.ts';

/** From the start until everything stands and has been looked at, on its slot of the usual interval, ms. */
const STARTED_AFTER_MS = 20_000;
/** V8 first keeps the pages it has emptied, and lets go of them when it collects again a while later. */
const AGAIN_AFTER_MS = 2000;

/**
 * To be called before the HTTP client is loaded. Its parser is WebAssembly; the optimizing compiler would leave 10 MiB behind
 * in a thread of its own (for a parser that a daemon like this hardly feels).
 */
export function compileLean(): void {
  setFlagsFromString('--liftoff-only');
}

/**
 * Has garbage collected sooner than V8 would: a fifth of room above what lives on is enough (an eighth costs ten thousand datasets a
 * fifth of a core more, and saves 10 MiB). And has everything made in the young generation: what once lived long, as all does while
 * starting, V8 would make in the old one from then on, sockets of reads among them.
 */
export function collectSoon(): void {
  setFlagsFromString('--no-allocation-site-pretenuring');
  setFlagsFromString('--heap-growing-percent=20');
}

/**
 * Gives back what only starting took: modules are compiled and everything is listed at once, and V8 keeps the room for it as
 * long as nobody else asks. A fifth of the resident memory of an idle daemon.
 * @param signal ends the waiting
 */
export async function giveBackStartMemory(clock: Clock, log: Log, signal: AbortSignal): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  await clock.sleep(STARTED_AFTER_MS, signal);
  if (signal.aborted) return;
  // Each collection also brings together what lies scattered: a third of the room would be gaps.
  setFlagsFromString('--optimize-for-size');
  collect();
  for (let again = 0; again < 2; again++) {
    await clock.sleep(AGAIN_AFTER_MS, signal);
    if (signal.aborted) return;
    collect();
  }
  log.debug({ residentBytes: process.memoryUsage.rss() }, 'gave back what only starting took');
}
