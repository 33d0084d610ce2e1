/** Plays a policy folder look by look, and holds what each look says against what it should say. */
import { expect } from 'chai';
import { faultsOf } from '../../../lib/spec/folder-faults.ts';
import {
  type FileContent,
  type FolderEvent,
  type FolderState,
  isObject,
  type Look,
  NOTHING,
  type Rules,
} from '../../../lib/spec/folder-state.ts';
import { reconcile } from '../../../lib/spec/reconcile.ts';
import { samples, yaml } from './make.ts';

export const GRACE = 5000;
export const rules: Rules = {
  registry: samples,
  title: (file) => (isObject(file) ? file : file === '' ? 'policies' : `policies/${file}`),
  graceMs: GRACE,
};

/** Document `name`, whose version is its `max`. */
export const doc = (name: string, max: number) => yaml({ name, spec: `replicas: { max: ${max} }` });
export const both = (...documents: string[]) => documents.join('---\n');
export const BROKEN = 'apiVersion: [';

export type Files = Readonly<Record<string, string | FileContent>> | null;

export function lookAt(at: number, files: Files): Look {
  if (files === null) return { at, files: null, problem: 'EACCES' };
  const contents = Object.entries(files).map(
    ([name, file]) => [name, typeof file === 'string' ? { text: file } : file] as const,
  );
  return { at, files: new Map(contents) };
}

/** The same look at the cluster's objects too. */
function withObjects(look: Look, objects: Step['objects']): Look {
  if (objects === undefined) return look;
  if (objects === 'unknown') return { ...look, objects: { files: null } };
  const { at: _, ...seen } = lookAt(0, objects);
  return { ...look, objects: seen };
}

/** `default/spark=4@a.yaml`. */
export const shown = (state: FolderState) =>
  [...state.inForce.values()].map(({ key, plan, file }) => `${key}=${plan.bounds.max}@${file}`).sort();

function eventText(event: FolderEvent): string {
  if (event.type === 'refused') return `refused ${event.fault.dataset} in ${event.fault.file}`;
  if (event.type === 'faulty' || event.type === 'healed') return `${event.type} ${event.file}`;
  if (event.type === 'budgets') return event.type;
  return `${event.type} ${event.entry.key}=${event.entry.plan.bounds.max}`;
}

/** One look: the files and objects, then the events and what is in force afterwards (absent: as before). */
export interface Step {
  readonly at?: number;
  readonly files: Files;
  /** Where objects are followed: what there is; null: they may not be read; `unknown`: not listed yet. */
  readonly objects?: Files | 'unknown';
  readonly events?: readonly string[];
  readonly inForce?: readonly string[];
  readonly faults?: RegExp[];
}

export function play(steps: readonly Step[], begin: FolderState = NOTHING): FolderState {
  let state = begin;
  let at = 0;
  for (const [index, step] of steps.entries()) {
    at = step.at ?? at + 1000;
    const before = shown(state);
    const result = reconcile(state, withObjects(lookAt(at, step.files), step.objects), rules);
    state = result.state;
    expect(result.events.map(eventText), `events of look ${index + 1}`).to.deep.equal(step.events ?? []);
    expect(shown(state), `in force after look ${index + 1}`).to.deep.equal(step.inForce ?? before);
    const faults = faultsOf(state, rules.title).map(({ problem, follows }) => `${problem} -> ${follows}`);
    expect(faults.length, faults.join('; ')).to.equal(step.faults?.length ?? 0);
    for (const [i, pattern] of (step.faults ?? []).entries()) expect(faults[i]).to.match(pattern);
  }
  return state;
}

export const SPARK4 = ['default/spark=4@a.yaml'];
/** A folder with one document. */
export const first: Step = {
  files: { 'a.yaml': doc('spark', 4) },
  events: ['added default/spark=4'],
  inForce: SPARK4,
};
