/** Policy documents for one look: read as `validate` reads them, in force as the daemon would put them. */
import type { Budget } from '../budget/budget.ts';
import type { Policy } from '../decide/contract.ts';
import type { Plugins } from '../plugins/load.ts';
import { type Fault, formatFault } from '../spec/fault.ts';
import { faultsOf } from '../spec/folder-faults.ts';
import { NOTHING } from '../spec/folder-state.ts';
import { reconcile } from '../spec/reconcile.ts';
import { readSources, type Sources } from '../spec/sources.ts';
import type { Policies } from './inspect.ts';

export interface Documents {
  readonly policies: Policies;
  readonly budgets: readonly Budget[];
  /** One text each, with the line of the source. A fault leaves the other documents alone. */
  readonly faults: readonly string[];
}

/**
 * @param paths files, folders, or `-`
 * @param now instant in ms
 * @param learn told of the documents before they are read
 * @throws {Error} naming a path that is not there
 */
export async function readDocuments(
  paths: readonly string[],
  stdin: AsyncIterable<Uint8Array>,
  registry: readonly Policy[],
  now: number,
  learn?: Plugins['learn'],
): Promise<Documents> {
  const sources = await readSources(paths, stdin);
  await learn?.(sources);
  const rules = { registry, title: (file: string) => file, graceMs: 0 };
  const { state } = reconcile(NOTHING, { at: now, files: sources }, rules);
  const faults = faultsOf(state, rules.title).map((fault) => formatFault(fault, textOf(fault, sources)));
  const budgets = [...state.budgets.values()].map(({ plan }) => plan);
  return { policies: state.inForce, budgets, faults };
}

function textOf({ file }: Fault, sources: Sources): string | undefined {
  const content = sources.get(file);
  return content !== undefined && 'text' in content ? content.text : undefined;
}
