/**
 * Which documents are in force, given what a look at the policy folder and the cluster's objects saw: a pure function of the
 * state before, the look, and the rules. Nothing in force falls because of a fault, a source that cannot be read, or a single
 * look that missed it.
 */
import { eventsBetween, mark } from './folder-events.ts';
import {
  type Blocked,
  type Candidate,
  type Documented,
  type FileContent,
  type FolderEvent,
  type FolderState,
  type InForce,
  isObject,
  type Look,
  lookedAgain,
  OBJECTS,
  type Rules,
  type SeenFile,
  sameContent,
  saysNothingNew,
} from './folder-state.ts';
import type { Kept } from './load.ts';
import { keptFrom } from './read-file.ts';

type Seen = ReadonlyMap<string, SeenFile>;
type Contents = ReadonlyMap<string, FileContent>;

export interface Reconciled {
  readonly state: FolderState;
  readonly events: readonly FolderEvent[];
}

/** @returns the state after the look, and what changed; the state before is not touched */
export function reconcile(before: FolderState, look: Look, rules: Rules): Reconciled {
  if (saysNothingNew(before, look)) return { state: lookedAgain(before, look), events: [] };
  const state = stateAfter(before, look, rules);
  return { state, events: eventsBetween(before, state, rules.title) };
}

/** What is known of a source that could not be read is what was: nothing in it changes, and no look is counted. */
function contentsOf(before: FolderState, look: Look): Contents {
  const folder = look.files ?? remembered(before, false);
  const objects = look.objects === undefined ? [] : (look.objects.files ?? remembered(before, true));
  return new Map([...folder, ...objects]);
}

function remembered({ files }: FolderState, objects: boolean): Contents {
  const kept = [...files].filter(([file]) => isObject(file) === objects);
  return new Map(kept.map(([file, { content }]) => [file, content]));
}

/** Sources that could not be read, with their reasons. */
function blockedBy({ blocked }: FolderState, look: Look): ReadonlyMap<string, Blocked> {
  const sources = [['', look] as const, ...(look.objects ? [[OBJECTS, look.objects] as const] : [])];
  return new Map(
    sources.flatMap(([source, { files, problem }]) =>
      files !== null || problem === undefined
        ? []
        : [[source, { problem, since: blocked.get(source)?.since ?? look.at }]],
    ),
  );
}

/** Whether this look could not tell if there is such a file. */
function unseen(file: string, look: Look): boolean {
  const source = isObject(file) ? look.objects : look;
  return source !== undefined && source.files === null;
}

function stateAfter(before: FolderState, look: Look, rules: Rules): FolderState {
  const contents = contentsOf(before, look);
  const files = readFiles(before.files, contents, look, rules);
  const seen = { files, look, graceMs: rules.graceMs };
  const policies = settle(
    { inForce: before.inForce, refused: before.refused },
    ({ documents }) => documents,
    seen,
  );
  const budgets = settle(
    { inForce: before.budgets, refused: before.refusedBudgets },
    (loaded) => loaded.budgets,
    seen,
  );
  const here = (key: string | undefined) =>
    key !== undefined && (policies.inForce.has(key) || budgets.inForce.has(key));
  return {
    files,
    ...policies,
    budgets: budgets.inForce,
    refusedBudgets: budgets.refused,
    unannounced: new Set(),
    blocked: blockedBy(before, look),
    lost: before.lost.filter(({ dataset, budget }) => !here(dataset ?? budget)),
  };
}

/** The documents of one kind: those in force, and newcomers that are not. */
interface Settled<D extends Documented> {
  readonly inForce: ReadonlyMap<string, InForce<D>>;
  readonly refused: readonly Candidate<D>[];
}

function settle<D extends Documented>(
  before: Settled<D>,
  documentsOf: (loaded: Kept) => readonly D[],
  { files, look, graceMs }: { readonly files: Seen; readonly look: Look; readonly graceMs: number },
): Settled<D> {
  const candidates = candidatesOf(files, documentsOf);
  const inForce = new Map<string, InForce<D>>();
  const refusedBefore = new Set(before.refused.map(mark));
  for (const entry of before.inForce.values()) {
    const claims = {
      candidates: candidates.get(entry.key) ?? [],
      files,
      refusedBefore,
      unseen: unseen(entry.file, look),
    };
    const next = keep(entry, claims, look.at, graceMs);
    if (next !== null) inForce.set(next.key, next);
  }
  for (const [key, [first]] of candidates) {
    if (first !== undefined && !inForce.has(key)) inForce.set(key, fresh(first));
  }
  const all = [...candidates.values()].flat();
  return { inForce, refused: all.filter(({ document }) => inForce.get(document.key)?.document !== document) };
}

function readFiles(
  before: Seen,
  contents: ReadonlyMap<string, FileContent>,
  { at, loaded: ahead }: Look,
  rules: Rules,
): Seen {
  const seen = new Map<string, SeenFile>();
  for (const file of [...contents.keys()].sort(filesFirst)) {
    const content = contents.get(file) as FileContent;
    const last = before.get(file);
    const known = last !== undefined && sameContent(last.content, content);
    const loaded = known ? last.loaded : (ahead?.get(file) ?? keptFrom(content, file, rules));
    const faultySince = loaded.faults.length === 0 ? null : (last?.faultySince ?? at);
    seen.set(file, { content, loaded, faultySince });
  }
  return seen;
}

/** By name, objects of the cluster after files: with nothing known from before, a file goes first. */
function filesFirst(a: string, b: string): number {
  if (isObject(a) !== isObject(b)) return isObject(a) ? 1 : -1;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** By key: first by file name, then by position. */
function candidatesOf<D extends Documented>(
  files: Seen,
  documentsOf: (loaded: Kept) => readonly D[],
): ReadonlyMap<string, readonly Candidate<D>[]> {
  const candidates = new Map<string, Candidate<D>[]>();
  for (const [file, { loaded }] of files) {
    for (const document of documentsOf(loaded)) {
      const list = candidates.get(document.key);
      if (list === undefined) candidates.set(document.key, [{ file, document }]);
      else list.push({ file, document });
    }
  }
  return candidates;
}

/** A document that takes force now. */
export function fresh<D extends Documented>({ file, document }: Candidate<D>): InForce<D> {
  const { key, plan, text } = document;
  return { key, file, plan, text, document, behindSince: null, goneSince: null };
}

interface Claims<D extends Documented> {
  /** The look could not tell whether its file is still there. */
  readonly unseen: boolean;
  readonly candidates: readonly Candidate<D>[];
  readonly files: Seen;
  readonly refusedBefore: ReadonlySet<string>;
}

/** What becomes of a document that is in force. @returns null when it is in force no more */
function keep<D extends Documented>(
  entry: InForce<D>,
  { candidates, files, refusedBefore, unseen }: Claims<D>,
  at: number,
  graceMs: number,
): InForce<D> | null {
  const asBefore = ({ document }: Candidate<D>) => document.hash === entry.plan.hash;
  const here = candidates.filter(({ file }) => file === entry.file);
  const heir = here.find(asBefore) ?? here.find((each) => !refusedBefore.has(mark(each))) ?? here[0];
  if (heir !== undefined) return fresh(heir);
  if (unseen) return entry;
  const behindSince = entry.behindSince ?? at;
  // A file with a fault may be half-written, and who knows what it will say.
  if ((files.get(entry.file)?.faultySince ?? null) !== null)
    return { ...entry, behindSince, goneSince: null };
  // Moved to another file word for word.
  const moved = candidates.find(asBefore);
  if (moved !== undefined) return fresh(moved);
  const missedBefore = entry.goneSince !== null && at - entry.goneSince >= graceMs;
  return missedBefore ? null : { ...entry, behindSince, goneSince: Math.min(entry.goneSince ?? at, at) };
}
