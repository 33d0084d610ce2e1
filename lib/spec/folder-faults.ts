/** The faults of a policy folder, each with what follows from it for the datasets concerned. */
import type { Fault } from './fault.ts';
import type { Candidate, FolderState, InForce } from './folder-state.ts';

type Title = (file: string) => string;

/** Everything that is wrong now: the folder, its files by name, the newcomers refused. */
export function faultsOf(state: FolderState, title: Title): readonly Fault[] {
  const files = [...state.files.keys()].flatMap((file) => fileFaults(state, file, title));
  const refused = state.refused.map((each) => refusal(each, state, title));
  return [...folderFault(state, title), ...state.lost, ...files, ...refused];
}

/** The folder's own fault, if it has one. */
export function folderFault({ blocked, inForce }: FolderState, title: Title): readonly Fault[] {
  if (blocked === null) return [];
  const problem = `cannot be read since ${when(blocked.since)}: ${blocked.problem}`;
  const follows =
    inForce.size === 0 ? 'nothing is in force' : `everything in force (${inForce.size}) stays in force`;
  const allowed = 'a folder of policy files, or one such file';
  return [{ file: title(''), line: 1, column: 1, path: '', value: '', problem, allowed, follows }];
}

/** The faults inside one file. */
export function fileFaults(state: FolderState, file: string, title: Title): readonly Fault[] {
  const seen = state.files.get(file);
  if (seen === undefined) return [];
  const kept = [...state.inForce.values()].filter(
    (entry) => entry.file === file && entry.behindSince !== null,
  );
  return seen.loaded.faults.map((fault) => ({
    ...fault,
    follows: follows(fault, kept, seen.faultySince, state, title),
  }));
}

function follows(
  fault: Fault,
  kept: readonly InForce[],
  since: number | null,
  state: FolderState,
  title: Title,
): string {
  const own = kept.filter(({ key }) => fault.dataset === undefined || key === fault.dataset);
  if (own.length > 0) {
    const names = own.map(({ key, plan }) => `${key} (${plan.hash.slice(0, 12)})`).join(', ');
    return `as last read well, still in force: ${names}; this file is faulty since ${when(since ?? 0)}`;
  }
  if (fault.dataset === undefined) return 'the document is not in force';
  const other = state.inForce.get(fault.dataset);
  if (other === undefined) return `${fault.dataset} is not looked after`;
  return `the document for ${fault.dataset} in ${title(other.file)} stays in force`;
}

/** Two documents for one dataset: the newcomer is refused by name. */
export function refusal({ document }: Candidate, { inForce }: FolderState, title: Title): Fault {
  const { key, file, places, dataset, namespace } = document;
  const chosen = inForce.get(key);
  const path = places.has('spec.dataset') ? 'spec.dataset' : 'metadata.name';
  const { line, column } = places.get(path) ?? { line: 1, column: 1 };
  const line0 = chosen?.document.places.get('')?.line ?? 1;
  const holder = chosen === undefined ? 'another document' : `${title(chosen.file)}:${line0}`;
  return {
    file,
    line,
    column,
    path,
    value: `"${dataset}"`,
    problem: `dataset ${dataset} of namespace ${namespace} has a document already, in ${holder}`,
    allowed: 'one document a dataset; remove one of the two',
    dataset: key,
    follows: `this document is refused; the one in ${holder} stays in force`,
  };
}

function when(at: number): string {
  return new Date(at).toISOString();
}
