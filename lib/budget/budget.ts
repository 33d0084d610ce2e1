/** A budget over several datasets, and which these are. */
import type { Purse } from './allot.ts';

/** A budget document made ready to share out. */
export interface Budget extends Purse {
  /** SHA-256 of the document's text. */
  readonly hash: string;
  readonly datasets: Selection;
}

/** All that is given must hold; nothing given: all datasets. */
export interface Selection {
  readonly namespaces?: readonly string[] | undefined;
  /** Labels of the Dataset. */
  readonly labels?: Labels | undefined;
}

export type Labels = Readonly<Record<string, string>>;

/**
 * @param dataset `namespace/name`
 * @param labels of the Dataset; null: not known, then it may have any
 */
export function selects({ datasets }: Budget, dataset: string, labels: Labels | null): boolean {
  const { namespaces, labels: wanted } = datasets;
  if (namespaces !== undefined && !namespaces.includes(namespaceOf(dataset))) return false;
  if (wanted === undefined || labels === null) return true;
  return Object.entries(wanted).every(
    ([name, value]) => Object.hasOwn(labels, name) && labels[name] === value,
  );
}

function namespaceOf(dataset: string): string {
  return dataset.slice(0, dataset.indexOf('/'));
}
