/** What the ledger is told of documents in force. */
import { reachOf } from '../decide/remember.ts';
import type { LedgerEntry } from '../model/records.ts';
import type { BudgetInForce, PolicyInForce } from './daemon.ts';
import type { KeeperPorts } from './desk.ts';
import type { LedgerPort, Log } from './ports.ts';

export function policyRecord(
  dataset: string,
  { plan, file, text }: PolicyInForce,
  ports: KeeperPorts,
): LedgerEntry {
  const plugins = ports.plugins?.modules(plan) ?? [];
  const named = plugins.length === 0 ? {} : { plugins };
  return { kind: 'policy', dataset, hash: plan.hash, file, text, ...reachOf(plan), ...named };
}

/** What came, changed or went, for the ledger. */
export async function recordBudgets(
  before: readonly BudgetInForce[],
  after: readonly BudgetInForce[],
  { ledger, log }: Pick<KeeperPorts, 'ledger' | 'log'>,
): Promise<void> {
  const here = new Set(after.map(({ plan }) => plan.name));
  for (const { plan, file } of before) {
    if (here.has(plan.name)) continue;
    await note(ledger, { kind: 'budget-gone', budget: plan.name, hash: plan.hash, file }, log);
    log.info({ budget: plan.name, file }, 'budget is gone; it limits nobody any more');
  }
  const known = new Set(before.map(({ plan }) => plan.hash));
  for (const { plan, file, text } of after) {
    if (known.has(plan.hash)) continue;
    await note(ledger, { kind: 'budget', budget: plan.name, hash: plan.hash, file, text }, log);
    log.info({ budget: plan.name, file, hash: plan.hash }, 'budget in force');
  }
}

/** A ledger that cannot be written stops acting at the next decision; it must not keep a document from coming into force. */
export async function note(ledger: LedgerPort, entry: LedgerEntry, log: Log): Promise<void> {
  await noteAll(ledger, [entry], log);
}

export async function noteAll(ledger: LedgerPort, entries: readonly LedgerEntry[], log: Log): Promise<void> {
  try {
    await ledger.append(entries);
  } catch (error) {
    log.error({ kind: entries[0]?.kind, error: String(error) }, 'ledger cannot be written');
  }
}
