/** What `validate` finds in a set of files, and how it is printed. */
import type { Policy } from '../decide/contract.ts';
import { printable } from '../units/printable.ts';
import { budgetNotes } from './budget/notes.ts';
import { type Fault, formatFault, type Note } from './fault.ts';
import { faultsOf } from './folder-faults.ts';
import type { FolderState } from './folder-state.ts';
import type { LoadedDocument } from './load.ts';
import { pauseNote } from './notes.ts';
import { readOnce } from './read-once.ts';
import type { Sources } from './sources.ts';

export interface ValidDocument {
  /** `namespace/dataset`. */
  readonly dataset: string;
  readonly file: string;
  readonly line: number;
  /** SHA-256 of the document's text, hex, as the ledger names it. */
  readonly hash: string;
  readonly notes: readonly Note[];
  /** Defaults in force that the document does not spell out, as `spec.respect: 1h`. */
  readonly defaults: readonly string[];
}

export interface ValidBudget extends Pick<ValidDocument, 'file' | 'line' | 'hash' | 'notes'> {
  /** Its name. */
  readonly budget: string;
}

export interface Validation {
  readonly documents: readonly ValidDocument[];
  readonly budgets: readonly ValidBudget[];
  readonly faults: readonly Fault[];
  /** Notes on files as a whole. */
  readonly notes: readonly Note[];
}

/**
 * Validates as the daemon does: with the same reader, and two documents for one dataset are a fault.
 * @param now instant in ms, for pauses that are over
 */
export function validate(sources: Sources, registry: readonly Policy[], now: number): Validation {
  const rules = { registry, title: (file: string) => file, graceMs: 0 };
  const { state, inForce } = readOnce({ at: now, files: sources }, rules);
  const documents = [...inForce.values()].map(({ document }) => valid(document, now));
  const faults = faultsOf(state, rules.title).map(({ follows: _, ...fault }) => fault);
  const notes = [...state.files.values()].flatMap(({ loaded }) => loaded.notes);
  const budgets = budgetsOf(state);
  if (documents.length + budgets.length === 0 && faults.length === 0) faults.push(nothing(sources));
  documents.sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));
  return { documents, budgets, faults, notes };
}

function budgetsOf({ budgets, inForce }: FolderState): readonly ValidBudget[] {
  const all = [...budgets.values()].map(({ document }) => document);
  const plans = [...inForce.values()].map(({ plan }) => plan);
  return all.map((one) => {
    const { key: budget, file, hash, places } = one;
    return { budget, file, line: places.get('')?.line ?? 1, hash, notes: budgetNotes(one, all, plans) };
  });
}

function valid(document: LoadedDocument, now: number): ValidDocument {
  const { key: dataset, file, hash, places, plan } = document;
  const over = pauseNote(document, now);
  const notes = over === null ? document.notes : [...document.notes, over];
  return { dataset, file, line: places.get('')?.line ?? 1, hash, notes, defaults: plan.defaults };
}

function nothing(sources: Sources): Fault {
  const [file = ''] = sources.keys();
  return {
    file,
    line: 1,
    column: 1,
    path: '',
    value: '',
    problem: 'no policy document',
    allowed: 'one or more documents',
  };
}

/** The exit code: 0 valid, 1 not; under `strict` a note fails too. */
export function exitCodeOf(validation: Validation, strict: boolean): 0 | 1 {
  return validation.faults.length > 0 || (strict && allNotes(validation).length > 0) ? 1 : 0;
}

function allNotes({ documents, budgets, notes }: Validation): readonly Note[] {
  return [...notes, ...[...documents, ...budgets].flatMap((document) => document.notes)];
}

/** For people, safe to show on a terminal: what is valid, with its notes and defaults; and the faults, each with its line of the source. */
export function validationText(validation: Validation, sources: Sources): { out: string; err: string } {
  const { documents, budgets, faults, notes } = validation;
  const policies = documents.flatMap((one) => [
    ...validLines(one.dataset, one),
    ...one.defaults.map((text) => `      default  ${printable(text)}`),
  ]);
  const lines = [...policies, ...budgets.flatMap((one) => validLines(`budget ${one.budget}`, one))];
  const about = notes.map((note) => `note: ${printable(`${note.file}: ${note.text}`)}`);
  const err = faults.map((fault) => `${formatFault(fault, sourceOf(fault, sources))}\n`).join('');
  const summary = [
    plural(documents.length + budgets.length, 'document'),
    plural(faults.length, 'fault'),
    plural(allNotes(validation).length, 'note'),
  ].join(', ');
  return { out: `${[...lines, ...about, summary].join('\n')}\n`, err };
}

function validLines(
  what: string,
  { file, line, notes }: Pick<ValidDocument, 'file' | 'line' | 'notes'>,
): readonly string[] {
  return [
    `ok  ${what}  (${printable(file)}:${line})`,
    ...notes.map((note) => `      note     ${note.line}:${note.column}: ${printable(note.text)}`),
  ];
}

function sourceOf({ file }: Fault, sources: Sources): string | undefined {
  const content = sources.get(file);
  return content !== undefined && 'text' in content ? content.text : undefined;
}

function plural(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** For scripts: the same as data. */
export function validationData(
  validation: Validation,
  strict: boolean,
): Validation & { readonly valid: boolean } {
  return { valid: exitCodeOf(validation, strict) === 0, ...validation };
}

/** The datasets that have a valid document, one a line as `namespace/name`. */
export function validationNames({ documents }: Validation): string {
  return documents.map(({ dataset }) => `${dataset}\n`).join('');
}
