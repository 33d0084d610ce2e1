/** What one file (or object of the cluster) says. */
import { type FileContent, isObject, type Rules } from './folder-state.ts';
import { type Kept, keptOf, type Loaded, loadDocuments, withoutPlaces } from './load.ts';

/** As much of it as is kept. */
export function keptFrom(content: FileContent, name: string, rules: Rules): Kept {
  return keptOf(readFile(content, name, rules));
}

/** All of it, remarks included. */
export function readFile(content: FileContent, name: string, { registry, title: titleOf }: Rules): Loaded {
  const title = titleOf(name);
  if ('text' in content) {
    const loaded = loadDocuments(content.text, title, registry);
    return isObject(name) ? withoutPlaces(loaded) : loaded;
  }
  const { problem, allowed } = content;
  return {
    documents: [],
    budgets: [],
    faults: [{ file: title, line: 1, column: 1, path: '', value: '', problem, allowed }],
    notes: [],
  };
}
