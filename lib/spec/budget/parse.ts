/** From one document's text to a budget, or what is wrong with it. */
import type { Budget } from '../../budget/budget.ts';
import { checkDocument } from '../checked.ts';
import type { Fault } from '../fault.ts';
import { type Places, placesOf } from '../places.ts';
import { hashOf, ownText, type Slice } from '../split.ts';
import { readYaml } from '../yaml.ts';
import { BUDGET_KIND, type BudgetDocument, budgetForm } from './document.ts';

/** A budget document that is what it should be. */
export interface LoadedBudget {
  /** Its name; there may be one document for each. */
  readonly key: string;
  readonly file: string;
  /** The document's own text, of which `hash` was taken. */
  readonly text: string;
  /** SHA-256 of `text`, hex. */
  readonly hash: string;
  readonly plan: Budget;
  /** Where each field's name stands, by path. */
  readonly places: Places;
}

/** Whether a document says that it is a budget; of broken YAML nobody can tell. */
export function isBudget({ text, line }: Slice): boolean {
  // Most documents are spared being read twice.
  if (!text.includes(BUDGET_KIND)) return false;
  const { value } = readYaml(text, line);
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === BUDGET_KIND;
}

export interface ParsedBudget {
  readonly budgets: readonly LoadedBudget[];
  readonly faults: readonly Fault[];
}

export function parseBudget(slice: Slice, file: string): ParsedBudget {
  const { value, yaml, faults } = checkDocument(slice, file, budgetForm());
  if (value === null)
    return { budgets: [], faults: faults.map((fault) => ({ ...fault, ...named(yaml.value) })) };
  const text = ownText(slice.text);
  const hash = hashOf(text);
  const plan = budgetOf(value, hash);
  return { budgets: [{ key: plan.name, file, text, hash, plan, places: placesOf(yaml) }], faults: [] };
}

function budgetOf({ metadata, spec }: BudgetDocument, hash: string): Budget {
  const { workers, bytes } = spec.limit;
  const limit =
    workers === undefined
      ? { unit: 'bytes' as const, limit: bytes ?? 0 }
      : { unit: 'workers' as const, limit: workers };
  return { name: metadata.name, hash, ...limit, datasets: spec.datasets };
}

/** The budget's name as far as a document that is not valid says it. */
function named(value: unknown): Pick<Fault, 'budget'> {
  const metadata = (value as { metadata?: { name?: unknown } } | null)?.metadata;
  const name = metadata?.name;
  return typeof name === 'string' && /^[a-z0-9.-]{1,253}$/.test(name) ? { budget: name } : {};
}
