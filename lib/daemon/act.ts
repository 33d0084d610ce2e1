/** Intend, act, conclude: the only place from which the cluster is written. */
import type { Decision } from '../model/decision.ts';
import type { Observation } from '../model/observation.ts';
import type { LedgerEntry } from '../model/records.ts';
import { retryDelay } from './backoff.ts';
import { type Desk, write } from './desk.ts';
import type { Written } from './ports.ts';
import { conclude } from './recognise.ts';
import { catchUp, nextStamp, send, stamped } from './travel.ts';

/**
 * Flushes the decision and its intent, here and where the next leader finds it, checks the Lease (law 7), sends one patch and
 * concludes.
 * @param entries what goes before the intent in the same write: the decision, and a minute it ends
 * @throws what the ledger throws: then nothing was sent (law 3)
 * @returns where the entries stand in the ledger
 */
export async function act(
  desk: Desk,
  observation: Observation,
  decision: Decision,
  entries: readonly LedgerEntry[],
): Promise<readonly Written[]> {
  const { ports, dataset, memory, generation } = desk;
  const { uid } = observation;
  const [from, to] = [decision.current, decision.target];
  const stamp = nextStamp(desk);
  const intent: LedgerEntry = { kind: 'intent', dataset, uid, from, to, generation, ...stamp };
  const written = await write(desk, [...entries, intent]);
  const decided = written.slice(0, -1);
  const intended = written.at(-1) as Written;
  if (memory !== null) memory.open = { intent: intended.seq, from, to, generation };
  desk.mayArrive = null;
  stamped(desk, stamp);
  const unsent = await send(desk);
  if (unsent !== null) {
    const text = `not sent: what must be remembered could not be written beside the Lease (${unsent})`;
    await conclude(desk, uid, 'refused', text, ports.clock.now());
    settle(desk, unsent, 'MemoryUnwritable');
    return decided;
  }
  if (!mayWrite(desk)) {
    const text = 'not sent: this daemon no longer holds the Lease';
    await conclude(desk, uid, 'refused', text, ports.clock.now());
    return decided;
  }
  const { kind, namespace, name } = observation.runtime;
  const { holder } = observation;
  const held = holder === undefined ? {} : { holder };
  const answer = await ports.cluster.patch({ kind, namespace, name, uid, ...held, from, to });
  const now = ports.clock.now();
  await conclude(desk, uid, answer.result, answer.text, now);
  if (answer.result === 'unknown' && memory !== null) memory.unknownTo = to;
  await catchUp(desk);
  if (answer.result === 'applied') {
    desk.resourceVersion = answer.resourceVersion ?? null;
    desk.patchedAt = ports.clock.monotonic();
    settle(desk, null);
    ports.log.info({ dataset, from, to, reason: decision.reason.code }, 'scaled');
    return decided;
  }
  // A lost race is no failure: the next look decides afresh.
  settle(desk, answer.result === 'lost' ? null : answer.text);
  ports.log.warn({ dataset, from, to, result: answer.result, text: answer.text }, 'not scaled');
  return decided;
}

/** We hold the Lease, and what was decided on was settled in this term of it. */
function mayWrite({ ports: { leadership }, recalledIn }: Desk): boolean {
  return leadership.holds() && recalledIn === leadership.term();
}

function settle(desk: Desk, failure: string | null, code = 'PatchFailed'): void {
  desk.failures = failure === null ? 0 : desk.failures + 1;
  desk.retryAt = failure === null ? 0 : desk.ports.clock.monotonic() + retryDelay(desk.failures);
  desk.retryReason = failure === null ? null : { code, numbers: { text: failure, failures: desk.failures } };
}
