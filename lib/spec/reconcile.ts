/**
 * Which documents are in force, given what a look at the policy folder saw: a pure function of the state before, the look,
 * and the rules. Nothing in force falls because of a fault, an unreadable folder, or a single look that missed it.
 */
import type { Policy } from '../decide/contract.ts';
import { eventsBetween, mark } from './folder-events.ts';
import {
  type Candidate,
  type FileContent,
  type FolderEvent,
  type FolderState,
  type InForce,
  type Look,
  type Rules,
  type SeenFile,
  sameContent,
} from './folder-state.ts';
import { type Loaded, type LoadedDocument, loadDocuments } from './load.ts';

type Seen = ReadonlyMap<string, SeenFile>;

export interface Reconciled {
  readonly state: FolderState;
  readonly events: readonly FolderEvent[];
}

/** @returns the state after the look, and what changed; the state before is not touched */
export function reconcile(before: FolderState, look: Look, rules: Rules): Reconciled {
  const state = look.files === null ? blind(before, look) : sighted(before, look.files, look.at, rules);
  return { state, events: eventsBetween(before, state, rules.title) };
}

/** Nothing could be seen: nothing changes, and no look is counted. */
function blind(before: FolderState, { at, problem = 'unknown' }: Look): FolderState {
  return { ...before, unannounced: new Set(), blocked: { problem, since: before.blocked?.since ?? at } };
}

function sighted(
  before: FolderState,
  contents: ReadonlyMap<string, FileContent>,
  at: number,
  rules: Rules,
): FolderState {
  const files = readFiles(before.files, contents, at, rules);
  const candidates = candidatesOf(files);
  const inForce = new Map<string, InForce>();
  const refusedBefore = new Set(before.refused.map(mark));
  for (const entry of before.inForce.values()) {
    const claims = { candidates: candidates.get(entry.key) ?? [], files, refusedBefore };
    const next = keep(entry, claims, at, rules.graceMs);
    if (next !== null) inForce.set(next.key, next);
  }
  for (const [key, [first]] of candidates) {
    if (first !== undefined && !inForce.has(key)) inForce.set(key, fresh(first));
  }
  const all = [...candidates.values()].flat();
  return {
    files,
    inForce,
    unannounced: new Set(),
    refused: all.filter(({ document }) => inForce.get(document.key)?.document !== document),
    blocked: null,
    lost: before.lost.filter(({ dataset }) => dataset === undefined || !inForce.has(dataset)),
  };
}

function readFiles(
  before: Seen,
  contents: ReadonlyMap<string, FileContent>,
  at: number,
  { registry, title }: Rules,
): Seen {
  const seen = new Map<string, SeenFile>();
  for (const file of [...contents.keys()].sort()) {
    const content = contents.get(file) as FileContent;
    const last = before.get(file);
    const known = last !== undefined && sameContent(last.content, content);
    const loaded = known ? last.loaded : load(content, title(file), registry);
    const faultySince = loaded.faults.length === 0 ? null : (last?.faultySince ?? at);
    seen.set(file, { content, loaded, faultySince });
  }
  return seen;
}

function load(content: FileContent, file: string, registry: readonly Policy[]): Loaded {
  if ('text' in content) return loadDocuments(content.text, file, registry);
  const { problem, allowed } = content;
  return {
    documents: [],
    faults: [{ file, line: 1, column: 1, path: '', value: '', problem, allowed }],
    notes: [],
  };
}

/** By dataset: first by file name, then by position. */
function candidatesOf(files: Seen): ReadonlyMap<string, readonly Candidate[]> {
  const candidates = new Map<string, Candidate[]>();
  for (const [file, { loaded }] of files) {
    for (const document of loaded.documents) {
      const list = candidates.get(document.key);
      if (list === undefined) candidates.set(document.key, [{ file, document }]);
      else list.push({ file, document });
    }
  }
  return candidates;
}

/** A document that takes force now. */
export function fresh({ file, document }: { file: string; document: LoadedDocument }): InForce {
  const { key, plan, text } = document;
  return { key, file, plan, text, document, behindSince: null, goneSince: null };
}

interface Claims {
  readonly candidates: readonly Candidate[];
  readonly files: Seen;
  readonly refusedBefore: ReadonlySet<string>;
}

/** What becomes of a document that is in force. @returns null when it is in force no more */
function keep(
  entry: InForce,
  { candidates, files, refusedBefore }: Claims,
  at: number,
  graceMs: number,
): InForce | null {
  const asBefore = ({ document }: Candidate) => document.hash === entry.plan.hash;
  const here = candidates.filter(({ file }) => file === entry.file);
  const heir = here.find(asBefore) ?? here.find((each) => !refusedBefore.has(mark(each))) ?? here[0];
  if (heir !== undefined) return fresh(heir);
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
