/** From the text of a file to the policy documents in it, and everything that is wrong with it. */
import type { Policy } from '../decide/contract.ts';
import { isBudget, type LoadedBudget, parseBudget } from './budget/parse.ts';
import { checkDocument } from './checked.ts';
import { type AutoscalerDocument, documentJsonSchema, documentSchema } from './document.ts';
import { type Fallback, fallbacksOf } from './fallbacks.ts';
import type { Fault, Note } from './fault.ts';
import { isDatasetName } from './names.ts';
import { type Places, placesOf } from './places.ts';
import { hashOf, ownLine, ownText, type Slice, splitDocuments } from './split.ts';
import type { YamlDocument } from './yaml.ts';

/** A ConfigMap holds no more; bytes. */
export const LARGEST_FILE = 2 ** 20;
/** Far more than a document about one dataset needs; bytes. Bounds the work that YAML can ask for. */
export const LARGEST_DOCUMENT = 2 ** 16;
const MOST_FAULTS_A_FILE = 200;

/** A document that is what it should be. */
export interface ParsedDocument {
  /** `namespace/dataset`: what it is about, and what there may be one document for. */
  readonly key: string;
  readonly namespace: string;
  readonly dataset: string;
  readonly file: string;
  /** The document's own text, as `hash` was taken of it: parsing it again gives this document. */
  readonly text: string;
  /** The line of the file that it begins on, from 1. */
  readonly line: number;
  /** SHA-256 of `text`, hex. */
  readonly hash: string;
  readonly document: AutoscalerDocument;
  /** What the document itself does not say, as `spec.respect: 1h`; the policies' own defaults are not among them. */
  readonly defaults: readonly string[];
  /** Where each field's name stands, by path. */
  readonly places: Places;
}

export interface Parsed {
  readonly documents: readonly ParsedDocument[];
  readonly budgets: readonly LoadedBudget[];
  readonly faults: readonly Fault[];
  readonly notes: readonly Note[];
}

/**
 * @param text the file's text, one or many YAML documents (or one of JSON)
 * @param file its name, for messages
 * @returns the documents that can be used; a fault in one leaves the others alone. Never throws.
 */
export function parseDocuments(text: string, file: string, registry: readonly Policy[]): Parsed {
  const whole = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const top = { file, line: 1, column: 1, path: '' };
  if (Buffer.byteLength(whole) > LARGEST_FILE) {
    const problem = `the file is larger than ${LARGEST_FILE} bytes`;
    return onlyFault({ ...top, value: '', problem, allowed: 'at most 1 MiB; split it into several files' });
  }
  if (whole.trim() === '') {
    return onlyFault({ ...top, value: '', problem: 'the file is empty', allowed: 'one or more documents' });
  }
  const slices = splitDocuments(whole);
  if (slices.length === 0) {
    return {
      documents: [],
      budgets: [],
      faults: [],
      notes: [{ ...top, text: 'no document in this file: comments only' }],
    };
  }
  const documents: ParsedDocument[] = [];
  const budgets: LoadedBudget[] = [];
  const faults: Fault[] = [];
  for (const slice of slices) {
    const parsed = parseSlice(slice, file, registry);
    documents.push(...parsed.documents);
    budgets.push(...parsed.budgets);
    faults.push(...parsed.faults);
    if (faults.length < MOST_FAULTS_A_FILE) continue;
    const problem = `more than ${MOST_FAULTS_A_FILE} faults: the rest of the file is not read`;
    faults.push({ ...top, line: slice.line, value: '', problem, allowed: 'policy documents' });
    break;
  }
  return { documents, budgets, faults, notes: [] };
}

function onlyFault(fault: Fault): Parsed {
  return { documents: [], budgets: [], faults: [fault], notes: [] };
}

function parseSlice(slice: Slice, file: string, registry: readonly Policy[]): Parsed {
  if (Buffer.byteLength(slice.text) > LARGEST_DOCUMENT) {
    const problem = `the document is larger than ${LARGEST_DOCUMENT} bytes`;
    const allowed = 'one dataset a document, in at most 64 KiB';
    return onlyFault({ file, line: slice.line, column: 1, path: '', value: '', problem, allowed });
  }
  if (isBudget(slice)) return { documents: [], ...parseBudget(slice, file), notes: [] };
  const form = {
    schema: documentSchema(registry),
    // Only a faulty document needs its words, and they take longer than all else.
    get tree() {
      return documentJsonSchema(registry);
    },
    datasetOf,
  };
  const { value, yaml, faults } = checkDocument(slice, file, form);
  if (value === null) return { documents: [], budgets: [], faults, notes: [] };
  const documents = [accepted(value, yaml, slice, file, registry)];
  return { documents, budgets: [], faults: [], notes: [] };
}

function accepted(
  document: AutoscalerDocument,
  yaml: YamlDocument,
  slice: Slice,
  file: string,
  registry: readonly Policy[],
): ParsedDocument {
  const text = ownText(slice.text);
  const line = ownLine(slice);
  const { namespace, name } = document.metadata;
  const dataset = document.spec.dataset ?? name;
  const defaults = defaultsOf(document, yaml, registry);
  const key = `${namespace}/${dataset}`;
  const about = { key, namespace, dataset, file, text, line, hash: hashOf(text) };
  return { ...about, document, defaults, places: placesOf(yaml) };
}

/** Without effect under `semantics: hpa`, so no default there. */
const NATIVE_ONLY = ['spec.respect', 'spec.adopt'];

/** The fields outside the policies that have a default and are not given, each `path: value`. Policies tell of theirs themselves. */
function defaultsOf(
  { metadata, spec }: AutoscalerDocument,
  yaml: YamlDocument,
  registry: readonly Policy[],
): readonly string[] {
  const given = ({ path }: Fallback) => yaml.spots.has(path);
  const idle = ({ path }: Fallback) => spec.semantics === 'hpa' && NATIVE_ONLY.includes(path);
  const all = fallbacksOf(documentSchema(registry), 'spec.policies');
  const named = spec.dataset === undefined ? [`spec.dataset: ${metadata.name}, the document's own name`] : [];
  return [
    ...named,
    ...all.filter((one) => !given(one) && !idle(one)).map(({ path, value }) => `${path}: ${value}`),
  ];
}

/** `namespace/dataset` as far as a document that is not valid says it, or undefined. */
function datasetOf(value: unknown): string | undefined {
  const metadata = fieldOf(value, 'metadata');
  const namespace = fieldOf(metadata, 'namespace') ?? 'default';
  const name = fieldOf(fieldOf(value, 'spec'), 'dataset') ?? fieldOf(metadata, 'name');
  if (typeof namespace !== 'string' || typeof name !== 'string') return undefined;
  return isDatasetName(name) && /^[a-z0-9-]{1,63}$/.test(namespace) ? `${namespace}/${name}` : undefined;
}

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}
