/** The plan as a list, one line a document, in the manner of `kubectl get`. Pure. */
import type { Column } from '../report/columns.ts';
import type { Listing } from '../report/print.ts';
import type { Adoption } from './adoption.ts';
import { moveText, objectText } from './text.ts';

const NONE = '-';

/** @param withNamespace whether a column says the namespace (`-A`) */
export function adoptionListing(withNamespace: boolean): Listing<Adoption> {
  return {
    columns: withNamespace ? [NAMESPACE, ...COLUMNS] : COLUMNS,
    nameOf: ({ dataset }) => `dataset.data.fluid.io/${nameIn(dataset)}`,
  };
}

function nameIn(dataset: string): string {
  return dataset.slice(dataset.indexOf('/') + 1);
}

function several(texts: readonly string[]): string {
  return texts.length === 0 ? NONE : texts.join('; ');
}

const NAMESPACE: Column<Adoption> = {
  header: 'NAMESPACE',
  cell: ({ dataset }) => dataset.slice(0, dataset.indexOf('/')),
};

const COLUMNS: readonly Column<Adoption>[] = [
  { header: 'NAME', cell: ({ dataset }) => nameIn(dataset) },
  { header: 'RUNTIME', wide: true, cell: ({ runtime }) => runtime ?? NONE },
  { header: 'WORKERS', cell: ({ current }) => (current === null ? NONE : String(current)) },
  { header: 'BOUNDS', cell: ({ bounds: { min, max } }) => `${min}-${max}` },
  { header: 'POLICY', wide: true, cell: ({ file }) => file },
  { header: 'VERDICT', cell: (adoption) => `${adoption.verdict}${moveText(adoption)}` },
  { header: 'REASON', cell: ({ why }) => why },
  { header: 'IN THE WAY', wide: true, cell: ({ inTheWay }) => several(inTheWay) },
  { header: 'DEFAULTS', wide: true, cell: ({ defaults }) => several(defaults) },
  { header: 'NOTES', wide: true, cell: ({ notes }) => several(notes) },
  { header: 'OBJECT', wide: true, cell: ({ object }) => (object === null ? NONE : objectText(object)) },
];
