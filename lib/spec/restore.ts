/** What the ledger knows of the policy folder from before a restart. */
import { type Fault, quote } from './fault.ts';
import { type FolderState, NOTHING, type Rules } from './folder-state.ts';
import { keptOf, loadDocuments } from './load.ts';
import { fresh } from './reconcile.ts';

/** A document as it was last in force: the ledger's record of it. */
export interface LastGood {
  readonly namespace: string;
  readonly dataset: string;
  /** SHA-256 of `text`, hex. */
  readonly hash: string;
  /** The file's name within the folder. */
  readonly file: string;
  /** The document's own text. */
  readonly text: string;
}

/** The same of a budget. */
export interface LastGoodBudget extends Pick<LastGood, 'hash' | 'file' | 'text'> {
  /** Its name. */
  readonly budget: string;
}

/**
 * The state to begin with: every last-good document is in force until the folder says otherwise, so a file that is broken
 * now keeps the version it had, and of two documents for one dataset the one used last stays.
 */
export function restore(
  lastGood: readonly LastGood[],
  rules: Rules,
  budgets: readonly LastGoodBudget[] = [],
): FolderState {
  const inForce = new Map(NOTHING.inForce);
  const lost = [...NOTHING.lost];
  for (const { namespace, dataset, file, text } of lastGood) {
    const key = `${namespace}/${dataset}`;
    const { documents, faults } = keptOf(loadDocuments(text, rules.title(file), rules.registry));
    const document = documents.find((each) => each.key === key);
    if (document !== undefined) {
      inForce.set(key, fresh({ file, document }));
      continue;
    }
    const why = faults[0]?.problem ?? `it is not about ${quote(key)}`;
    lost.push({
      file: rules.title(file),
      line: 1,
      column: 1,
      path: faults[0]?.path ?? '',
      value: faults[0]?.value ?? '',
      problem: `the last good version in the ledger cannot be read by this version of the daemon: ${why}`,
      allowed: faults[0]?.allowed ?? '',
      dataset: key,
      follows: `${key} is not looked after until ${rules.title(file)} holds a document without fault`,
    });
  }
  const kept = new Map(NOTHING.budgets);
  for (const { budget: key, file, text } of budgets) {
    const found = loadDocuments(text, rules.title(file), rules.registry);
    const document = found.budgets.find((each) => each.key === key);
    if (document === undefined) lost.push(lostBudget(key, rules.title(file), found.faults[0]));
    else kept.set(key, fresh({ file, document }));
  }
  const unannounced = new Set([...inForce.keys(), ...kept.keys()]);
  return { ...NOTHING, inForce, budgets: kept, lost, unannounced };
}

function lostBudget(budget: string, file: string, first: Fault | undefined): Fault {
  const why = first?.problem ?? `it is not named ${quote(budget)}`;
  return {
    file,
    line: 1,
    column: 1,
    path: first?.path ?? '',
    value: first?.value ?? '',
    problem: `the last good version in the ledger cannot be read by this version of the daemon: ${why}`,
    allowed: first?.allowed ?? '',
    budget,
    follows: `budget ${budget} limits nobody until ${file} holds a document without fault`,
  };
}
