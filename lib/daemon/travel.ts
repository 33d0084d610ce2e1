/** Sending what must be remembered along with the dataset: before a patch, and after whatever else has happened. */
import type { JumpRecord, OperatedRecord, UseRecord } from '../model/carried-records.ts';
import type { ChangeRecord, ConclusionRecord, ServedRecord } from '../model/records.ts';
import { retryDelay } from './backoff.ts';
import { type Desk, writeOrKeep } from './desk.ts';
import type { Written } from './ports.ts';
import { travellingOf } from './travelling.ts';

/**
 * The stamp of the next state that travels; it goes into the record of what is new in it. It rises with time as well, so that
 * a state written after a loss is newer than those before. Empty where nothing travels.
 */
export function nextStamp({ memory, ports }: Desk): Stamp {
  if (memory === null || ports.memory === undefined) return {};
  return { stamp: Math.max(memory.stamp + 1, Math.floor(ports.clock.now())) };
}

interface Stamp {
  readonly stamp?: number;
}

/** The state with that stamp is recorded, or will be: what travels is behind until it has been sent. */
export function stamped(desk: Desk, { stamp }: Stamp): void {
  if (desk.memory === null || stamp === undefined) return;
  desk.memory.stamp = stamp;
  desk.behind = true;
}

/** Records what has happened and must travel, now or when the ledger can be written again. */
export async function writeFact(desk: Desk, fact: Fact): Promise<Written | null> {
  const stamp = nextStamp(desk);
  stamped(desk, stamp);
  return writeOrKeep(desk, { ...fact, ...stamp });
}

type Fact = ConclusionRecord | ChangeRecord | ServedRecord | JumpRecord | UseRecord | OperatedRecord;

/** @returns why it could not be stored, or null when it is */
export async function send(desk: Desk): Promise<string | null> {
  const { memory, ports, plan, dataset } = desk;
  if (memory === null || ports.memory === undefined) return null;
  const kept = await ports.memory.keep(plan.namespace, plan.dataset, travellingOf(dataset, memory));
  if (kept.result === 'kept') {
    desk.behind = false;
    desk.sendFailures = 0;
    return null;
  }
  desk.sendFailures++;
  desk.sendAt = ports.clock.monotonic() + retryDelay(desk.sendFailures);
  // Somebody else wrote it: whose memory counts is settled again at the next look.
  if (kept.result === 'overtaken') desk.recalledIn = 0;
  ports.log.warn(
    { dataset, result: kept.result, text: kept.text },
    'what travels with the dataset is behind',
  );
  return kept.text;
}

/**
 * Sends what has happened since it was last sent. What is late is no harm: the next intent takes it along, and until then
 * whoever takes over sees the count itself. So one attempt a look, and less often while it fails.
 */
export async function catchUp(desk: Desk): Promise<void> {
  const { behind, sendAt, ports } = desk;
  if (!behind || !ports.leadership.holds() || ports.clock.monotonic() < sendAt) return;
  await send(desk);
}
