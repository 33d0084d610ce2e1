/** Of which of a scenario's datasets something is expected. */
import { type Fault, quote } from '../../spec/fault.ts';
import type { Path } from '../../spec/schema-tree.ts';
import type { TestDocument } from './document.ts';
import type { ExpectationName } from './expectations.ts';
import { faultAt, type Reader } from './sources.ts';

type Entry = TestDocument['tests'][number]['expect'][number];

export function expectationsIn(entry: Entry): readonly ExpectationName[] {
  return (Object.keys(entry) as (keyof Entry)[]).filter((name) => name !== 'dataset');
}

/** Which dataset an entry is about. @param keys those of the scenario; empty where they are not known */
export function datasetOf(
  reader: Reader,
  path: Path,
  entry: Entry,
  keys: readonly string[],
): { readonly dataset: string | null; readonly fault: Fault | null } {
  const { dataset } = entry;
  const allowed = `one of ${keys.join(', ')}`;
  const refuse = (at: Path, value: string, problem: string) => ({
    dataset: null,
    fault: faultAt(reader, at, { value, problem, allowed }),
  });
  const ofOne = expectationsIn(entry).some((name) => name !== 'neverAboveTogether');
  if (keys.length === 0) return { dataset: null, fault: null };
  if (dataset === undefined) {
    if (keys.length === 1 || !ofOne) return { dataset: null, fault: null };
    return refuse(path, 'no dataset', 'of which of the datasets this is expected is not said');
  }
  const found = keys.filter((key) => key === dataset || key.endsWith(`/${dataset}`));
  const [only, second] = found;
  if (only !== undefined && second === undefined) return { dataset: only, fault: null };
  const problem = `${quote(dataset)} is ${found.length === 0 ? 'none' : 'several'} of the scenario's datasets`;
  return refuse([...path, 'dataset'], quote(dataset), problem);
}
