/**
 * The machine's clock was set. Spans (steps, cool-downs, windows) are kept as the monotonic clock has measured them: the past
 * is moved along with the clock.
 */
import { holdShrinks, latestOf, shiftPast } from '../decide/remember.ts';
import { WINDOW_MS } from '../signals/recent.ts';
import type { Desk } from './desk.ts';
import { flushQuiet } from './record.ts';
import { writeFact } from './travel.ts';

/** A clock that is off by less is being slewed, or two readings of clocks were not quite at once, ms. */
const TOLERANCE_MS = 2000;

/**
 * Compares the wall clock with the monotonic one since the last look. Across a start there is nothing to compare; but what
 * is remembered cannot lie in the future: there the clock was set back, and the latest of it is taken to be of now.
 */
export async function noticeJump(desk: Desk, now: number): Promise<void> {
  const { ports, memory, dataset } = desk;
  const skew = now - ports.clock.monotonic();
  const { skew: before } = desk;
  desk.skew = skew;
  const jumped = before === null ? 0 : skew - before;
  const moved = Math.abs(jumped) > TOLERANCE_MS ? jumped : 0;
  if (memory === null || (before !== null && moved === 0)) return;
  const { history } = memory;
  const ahead = latestOf(history) + moved - now;
  const by = ahead > TOLERANCE_MS ? moved - ahead : moved;
  if (by === 0) return;
  await flushQuiet(desk);
  // The engine's figures of the last minute are forgotten with the clock that dated them.
  const noShrinkBefore = now + WINDOW_MS;
  await writeFact(desk, { kind: 'jump', dataset, uid: history.uid, by, noShrinkBefore });
  shiftPast(history, by);
  holdShrinks(history, noShrinkBefore, 'ClockJumped');
  if (desk.lookedAt !== null) desk.lookedAt += by;
  ports.log.warn({ dataset, by }, 'the clock jumped: what is remembered was moved along');
}
