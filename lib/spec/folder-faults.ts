/** The faults of a policy folder, each with what follows from it for the datasets concerned. */
import type { LoadedBudget } from './budget/parse.ts';
import { type Fault, NOWHERE } from './fault.ts';
import {
  type Candidate,
  type Documented,
  type FolderState,
  type InForce,
  isObject,
  OBJECTS,
} from './folder-state.ts';
import { NO_PLACES, PlacesInText } from './places.ts';

type Title = (file: string) => string;

/** Everything that is wrong now: the sources as a whole, their files by name, the newcomers refused. */
export function faultsOf(state: FolderState, title: Title): readonly Fault[] {
  const files = [...state.files.keys()].flatMap((file) => fileFaults(state, file, title));
  const refused = [
    ...state.refused.map((each) => refusal(each, state, title)),
    ...state.refusedBudgets.map((each) => budgetRefusal(each, state, title)),
  ];
  const sources = [...state.blocked.keys()].flatMap((source) => sourceFault(state, source, title));
  return [...sources, ...state.lost, ...files, ...refused];
}

/** The fault of the folder itself, or of all objects of the cluster, if it has one. */
export function sourceFault(
  { blocked, inForce, budgets }: FolderState,
  source: string,
  title: Title,
): readonly Fault[] {
  const why = blocked.get(source);
  if (why === undefined) return [];
  const kept = [...inForce.values(), ...budgets.values()].filter(
    ({ file }) => isObject(file) === (source === OBJECTS),
  ).length;
  const follows = kept === 0 ? 'nothing is in force' : `everything in force (${kept}) stays in force`;
  const problem = `cannot be read since ${when(why.since)}: ${why.problem}`;
  const allowed =
    source === OBJECTS
      ? 'DatasetAutoscalers that may be listed and watched'
      : 'a folder of policy files, or one such file';
  const place = source === OBJECTS ? NOWHERE : { line: 1, column: 1 };
  return [{ file: title(source), ...place, path: '', value: '', problem, allowed, follows }];
}

/** The faults inside one file. */
export function fileFaults(state: FolderState, file: string, title: Title): readonly Fault[] {
  const seen = state.files.get(file);
  // Nearly all have none, and looking for what they keep goes through everything in force.
  if (seen === undefined || seen.loaded.faults.length === 0) return [];
  const kept = [...state.inForce.values(), ...state.budgets.values()].filter(
    (entry) => entry.file === file && entry.behindSince !== null,
  );
  return seen.loaded.faults.map((fault) => ({
    ...fault,
    follows: follows(fault, kept, seen.faultySince, state, title),
  }));
}

function follows(
  fault: Fault,
  kept: readonly InForce<Documented>[],
  since: number | null,
  state: FolderState,
  title: Title,
): string {
  const about = fault.dataset ?? fault.budget;
  const own = kept.filter(({ key }) => about === undefined || key === about);
  if (own.length > 0) {
    const names = own.map(({ key, plan }) => `${key} (${plan.hash.slice(0, 12)})`).join(', ');
    const it = own.every(({ file }) => isObject(file)) ? 'it' : 'this file';
    return `as last read well, still in force: ${names}; ${it} is faulty since ${when(since ?? 0)}`;
  }
  if (fault.budget !== undefined) return budgetFollows(fault.budget, state, title);
  if (fault.dataset === undefined) return 'the document is not in force';
  const other = state.inForce.get(fault.dataset);
  if (other === undefined) return `${fault.dataset} is not looked after`;
  return `the document for ${fault.dataset} in ${title(other.file)} stays in force`;
}

/** Two documents for one dataset: the newcomer is refused by name. */
export function refusal({ document }: Candidate, { inForce }: FolderState, title: Title): Fault {
  const { key, file, places, plan } = document;
  const { dataset, namespace } = plan;
  const chosen = inForce.get(key);
  // An object of the cluster has no lines to point at, but its text tells which field names the dataset.
  const said = places === NO_PLACES ? new PlacesInText(document.text, 1) : places;
  const path = said.has('spec.dataset') ? 'spec.dataset' : 'metadata.name';
  const { line, column } = places.get(path) ?? NOWHERE;
  const holder = chosen === undefined ? 'another document' : placeOf(chosen, title);
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

function budgetFollows(name: string, { budgets }: FolderState, title: Title): string {
  const other = budgets.get(name);
  if (other === undefined) return `budget ${name} is not in force: it limits nobody`;
  return `the budget ${name} in ${title(other.file)} stays in force`;
}

/** Two budgets of one name: the newcomer is refused. */
export function budgetRefusal(
  { document }: Candidate<LoadedBudget>,
  { budgets }: FolderState,
  title: Title,
): Fault {
  const { key, file, places } = document;
  const chosen = budgets.get(key);
  const { line, column } = places.get('metadata.name') ?? NOWHERE;
  const holder = chosen === undefined ? 'another document' : placeOf(chosen, title);
  return {
    file,
    line,
    column,
    path: 'metadata.name',
    value: `"${key}"`,
    problem: `there is a budget ${key} already, in ${holder}`,
    allowed: 'one document a budget; remove or rename one of the two',
    budget: key,
    follows: `this document is refused; the one in ${holder} stays in force`,
  };
}

function placeOf({ file, document }: InForce<Documented>, title: Title): string {
  const place = document.places.get('');
  return place === undefined ? title(file) : `${title(file)}:${place.line}`;
}

function when(at: number): string {
  return new Date(at).toISOString();
}
