/**
 * The state that a segment begins with, made and chained a part at a time: of ten thousand datasets it is 11 MiB, and whoever writes it
 * must not hold up everything else.
 */
import { nextTurn } from '../clock/next-turn.ts';
import type { Chain } from './chain.ts';
import { callerBody, type Entry, type Receipt } from './entry.ts';
import { chainLines } from './line.ts';

/** Bytes of bodies that are made in one turn of the event loop: some 4 ms. */
const PART_BYTES = 256 * 1024;

/** @throws LedgerError BadEntry */
export async function stateBodies(entries: readonly Entry[]): Promise<readonly Buffer[]> {
  const bodies: Buffer[] = [];
  let bytes = 0;
  for (const entry of entries) {
    const body = callerBody(entry);
    bodies.push(body);
    bytes += body.length;
    if (bytes < PART_BYTES) continue;
    bytes = 0;
    await nextTurn();
  }
  return bodies;
}

/**
 * Lines of bodies, chained onto a head: each part when it is asked for.
 * @param atMs milliseconds since the epoch, whole
 * @param onLast told of the last line of each part
 */
export function* stateLines(
  bodies: readonly Buffer[],
  head: Receipt,
  atMs: number,
  chain: Chain,
  onLast: (receipt: Receipt) => void,
): Generator<Buffer> {
  let last = head;
  for (let from = 0, to = 0; from < bodies.length; from = to) {
    for (let bytes = 0; to < bodies.length && bytes < PART_BYTES; to++) bytes += bodies[to]?.length ?? 0;
    const { bytes, receipts } = chainLines(bodies.slice(from, to), last, atMs, chain);
    last = receipts.at(-1) ?? last;
    onLast(last);
    yield bytes;
  }
}
