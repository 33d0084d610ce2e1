/** What is known of a policy folder between two looks, and what a look brings. */
import type { Policy } from '../decide/contract.ts';
import type { LoadedBudget } from './budget/parse.ts';
import type { Fault } from './fault.ts';
import type { Kept, KeptDocument } from './load.ts';

/** One file as a look saw it: its text, or why there is none. */
export type FileContent = { readonly text: string } | { readonly problem: string; readonly allowed: string };

/**
 * Objects of the cluster are read as files are, each under a name that begins so; names within a folder have no slash. The
 * same text is the name of them all, as `''` is the folder's.
 */
export const OBJECTS = 'DatasetAutoscaler/';

export function isObject(file: string): boolean {
  return file.startsWith(OBJECTS);
}

/** What one look at one source saw, by name. */
export interface SourceLook {
  /** Null when the source itself cannot be read: nothing is known about anything in it. */
  readonly files: ReadonlyMap<string, FileContent> | null;
  /** Why it cannot be read. Absent: it has not been read yet, which is no fault. */
  readonly problem?: string;
}

/** What one look saw: of the folder and, where they are followed, of the cluster's objects. `at` in ms. */
export interface Look extends SourceLook {
  readonly at: number;
  readonly objects?: SourceLook;
  /** What new files say, where they were read beforehand (read-ahead.ts). */
  readonly loaded?: ReadonlyMap<string, Kept>;
}

/** What may be in force: of each key one. Keys of policies have a slash (`namespace/dataset`), names of budgets have none. */
export type Documented = KeptDocument | LoadedBudget;

/** A document that is in force. */
export interface InForce<D extends Documented = KeptDocument> {
  readonly key: string;
  /** The file's name within the folder. */
  readonly file: string;
  readonly plan: D['plan'];
  /** The document's own text, of which `plan.hash` was taken. */
  readonly text: string;
  readonly document: D;
  /** Since when the folder no longer says so (file broken, or not there), ms; null while it does. */
  readonly behindSince: number | null;
  /** At which look it was first gone from a readable folder whose file has no fault, ms; null while it is not. */
  readonly goneSince: number | null;
}

export interface SeenFile {
  readonly content: FileContent;
  readonly loaded: Kept;
  /** Since when it has faults, ms; null without. */
  readonly faultySince: number | null;
}

/** A document in a file, in force or not. */
export interface Candidate<D extends Documented = KeptDocument> {
  /** The file's name within the folder. */
  readonly file: string;
  readonly document: D;
}

export interface Blocked {
  readonly problem: string;
  readonly since: number;
}

export interface FolderState {
  readonly files: ReadonlyMap<string, SeenFile>;
  readonly inForce: ReadonlyMap<string, InForce>;
  /** Keys of documents known from before a restart that no event has announced yet. */
  readonly unannounced: ReadonlySet<string>;
  /** Newcomers for a dataset that has a document already. */
  readonly refused: readonly Candidate[];
  readonly budgets: ReadonlyMap<string, InForce<LoadedBudget>>;
  readonly refusedBudgets: readonly Candidate<LoadedBudget>[];
  /** Why the folder (`''`) or the cluster's objects cannot be read, and since when (ms). */
  readonly blocked: ReadonlyMap<string, Blocked>;
  /** Last-good documents of the ledger that this version cannot read. */
  readonly lost: readonly Fault[];
}

/** The state before the first look, when nothing is known from before a restart. */
export const NOTHING: FolderState = {
  files: new Map(),
  inForce: new Map(),
  unannounced: new Set(),
  refused: [],
  budgets: new Map(),
  refusedBudgets: [],
  blocked: new Map(),
  lost: [],
};

/** `file` is the name within the folder, `''` for the folder itself, {@link OBJECTS} for all objects of the cluster. */
export type FolderEvent =
  | { readonly type: 'added'; readonly entry: InForce }
  | { readonly type: 'changed'; readonly entry: InForce; readonly before: InForce }
  | { readonly type: 'removed'; readonly entry: InForce }
  /** Some budget came, changed or went. */
  | { readonly type: 'budgets' }
  | { readonly type: 'refused'; readonly fault: Fault }
  | { readonly type: 'faulty'; readonly file: string; readonly faults: readonly Fault[] }
  | { readonly type: 'healed'; readonly file: string };

export interface Rules {
  readonly registry: readonly Policy[];
  /** The name that a file (or, for `''`, the folder) has in messages. */
  readonly title: (file: string) => string;
  /** How long after the first look that missed it a look must miss a document again for it to be deleted, ms. */
  readonly graceMs: number;
}

/** Whether two readings saw the same files with the same content. */
export function sameFiles(a: ReadonlyMap<string, FileContent>, b: ReadonlyMap<string, FileContent>): boolean {
  return a.size === b.size && [...a].every(([name, content]) => sameContent(content, b.get(name)));
}

export function sameContent(a: FileContent, b: FileContent | undefined): boolean {
  if (b === undefined) return false;
  return 'text' in a ? 'text' in b && a.text === b.text : 'problem' in b && a.problem === b.problem;
}

/**
 * Whether a look can change nothing: it sees what the last one saw, and nothing waits for a second look. Most are such, and to go
 * through ten thousand documents every five seconds would hold up all else.
 */
export function saysNothingNew(before: FolderState, { files, objects }: Look): boolean {
  if (before.blocked.size > 0 || before.unannounced.size > 0) return false;
  if (files === null || objects?.files === null) return false;
  if (anyWaits(before, before.inForce) || anyWaits(before, before.budgets)) return false;
  const seen = [...files, ...(objects?.files ?? [])];
  return (
    seen.length === before.files.size &&
    seen.every(([name, content]) => sameContent(content, before.files.get(name)?.content))
  );
}

/** The state after such a look. Files that were read again have their texts in other strings: those before are let go. */
export function lookedAgain(before: FolderState, { files, objects }: Look): FolderState {
  const read = [...(files ?? []), ...(objects?.files ?? [])].flatMap(([name, content]) => {
    const seen = before.files.get(name);
    return seen === undefined || seen.content === content ? [] : [[name, { ...seen, content }] as const];
  });
  return read.length === 0 ? before : { ...before, files: new Map([...before.files, ...read]) };
}

/** Whether a document was missed by the last look, or not looked for yet: known from before a restart, its source unread. */
function anyWaits({ files }: FolderState, inForce: ReadonlyMap<string, InForce<Documented>>): boolean {
  for (const { goneSince, file } of inForce.values()) if (goneSince !== null || !files.has(file)) return true;
  return false;
}
