/** A file's text to plans: parse, compile, and remark, as one step that never throws. */
import type { Policy } from '../decide/contract.ts';
import type { Plan } from '../decide/plan.ts';
import type { LoadedBudget } from './budget/parse.ts';
import { compile } from './compile.ts';
import { type Fault, NOWHERE, type Note } from './fault.ts';
import { filesNamedByObjects } from './given-remarks.ts';
import { notesOf } from './notes.ts';
import { objectionsTo } from './objections.ts';
import { type ParsedDocument, parseDocuments } from './parse.ts';
import { NO_PLACES, PlacesInText } from './places.ts';

/** A document ready to decide. */
export interface LoadedDocument extends ParsedDocument {
  readonly plan: Plan;
  readonly notes: readonly Note[];
}

/** What is kept of it for as long as it may be in force: nothing that its text can tell again. */
export type KeptDocument = Pick<LoadedDocument, 'key' | 'file' | 'text' | 'hash' | 'places' | 'plan'>;

export interface Loaded<D = LoadedDocument> {
  readonly documents: readonly D[];
  readonly budgets: readonly LoadedBudget[];
  readonly faults: readonly Fault[];
  /** Notes on the file as a whole; those on a document are with it. */
  readonly notes: readonly Note[];
}

/** @returns the documents of a file that can be put in force, and what is wrong with the others */
export function loadDocuments(text: string, file: string, registry: readonly Policy[]): Loaded {
  const parsed = parseDocuments(text, file, registry);
  const documents: LoadedDocument[] = [];
  const faults = [...parsed.faults];
  for (const document of parsed.documents) {
    try {
      const plan = compile(document, registry);
      const objections = [...filesNamedByObjects(document), ...objectionsTo(document, registry)];
      faults.push(...objections);
      if (objections.length > 0) continue;
      documents.push({ ...document, plan, notes: notesOf(document, plan, registry) });
    } catch (error) {
      faults.push(unbuilt(document, error as Error));
    }
  }
  return { documents, budgets: parsed.budgets, faults, notes: parsed.notes };
}

/** What is kept of a file. */
export type Kept = Loaded<KeptDocument>;

export function keptOf({ documents, ...rest }: Loaded): Kept {
  return { ...rest, documents: documents.map(kept) };
}

function kept({ key, file, text, line, hash, places, plan }: LoadedDocument): KeptDocument {
  const again = places === NO_PLACES ? NO_PLACES : new PlacesInText(text, line);
  return { key, file, text, hash, plan, places: again };
}

/** The same of a text that nobody has seen, so that its lines would tell nobody anything. */
export function withoutPlaces({ documents, budgets, faults, notes }: Loaded): Loaded {
  return {
    budgets,
    documents: documents.map((document) => ({
      ...document,
      places: NO_PLACES,
      notes: document.notes.map((note) => ({ ...note, ...NOWHERE })),
    })),
    faults: faults.map((fault) => ({ ...fault, ...NOWHERE })),
    notes: notes.map((note) => ({ ...note, ...NOWHERE })),
  };
}

function unbuilt({ file, key, places }: ParsedDocument, { message }: Error): Fault {
  const place = places.get('spec.policies') ?? places.get('') ?? { line: 1, column: 1 };
  const allowed = 'a config the policy can work with';
  return { file, ...place, path: 'spec.policies', value: '', problem: message, allowed, dataset: key };
}
