/** Objects through the import, as a user would take them: YAML in, the printed document read by the daemon's own reader. */
import { stringify } from 'yaml';
import type { Plan } from '../../../lib/decide/plan.ts';
import { type Imported, type ImportOptions, importObjects } from '../../../lib/import/import.ts';
import { readObjects } from '../../../lib/import/read.ts';
import { documentsText } from '../../../lib/import/text.ts';
import { loadDocuments } from '../../../lib/spec/load.ts';
import { policies } from '../../../policies/index.ts';
import { NOON } from '../decide/make.ts';

export type Raw = Readonly<Record<string, unknown>>;

export interface Through extends Imported {
  readonly faults: readonly string[];
  /** What is printed. */
  readonly text: string;
  readonly plans: readonly Plan[];
}

/** @param text a file's text, or objects that are written as one */
export function through(text: string | readonly Raw[], options: Partial<ImportOptions> = {}): Through {
  const yaml = typeof text === 'string' ? text : text.map((object) => stringify(object)).join('---\n');
  const { objects, faults } = readObjects(new Map([['objects.yaml', { text: yaml }]]));
  const base = { registry: policies, timezone: 'Asia/Shanghai', assumed: true, now: NOON, improve: false };
  const imported = importObjects(objects, { ...base, ...options });
  const printed = documentsText(imported.documents);
  const loaded =
    printed === '' ? { documents: [], faults: [] } : loadDocuments(printed, 'imported.yaml', policies);
  if (loaded.faults.length > 0) throw new Error(loaded.faults.map(({ problem }) => problem).join('; '));
  return { ...imported, faults, text: printed, plans: loaded.documents.map(({ plan }) => plan) };
}

/** The plan of the one document that comes of it. */
export function planThrough(objects: string | readonly Raw[], options: Partial<ImportOptions> = {}): Plan {
  const { plans, findings } = through(objects, options);
  const [plan] = plans;
  if (plan !== undefined && plans.length === 1) return plan;
  const why = findings
    .filter(({ verdict }) => verdict === 'refused')
    .map(({ field, text }) => `${field}: ${text}`);
  throw new Error(`${plans.length} documents: ${why.join('; ')}`);
}
