/** Whom an autoscaler scales: the runtime, or the set of its workers, of the dataset of that name. */
import { runtimeKinds } from '../runtimes/kinds.ts';
import { neededToWrite } from '../runtimes/needs.ts';
import { fieldsOf } from './object.ts';

export interface ScaleTarget {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
}

const text = (value: unknown) => (typeof value === 'string' ? value : '');

/** @param spec of any of the three kinds. KEDA's defaults are a Deployment of apps/v1. */
export function targetOf(spec: unknown): ScaleTarget {
  const { apiVersion, kind, name } = fieldsOf(fieldsOf(spec).scaleTargetRef);
  return {
    apiVersion: text(apiVersion) || 'apps/v1',
    kind: text(kind) || 'Deployment',
    name: text(name),
  };
}

export type Aimed = { readonly dataset: string; readonly held: string | null } | { readonly why: string };

const FLUID = /^data\.fluid\.io\//;

export function datasetOf({ apiVersion, kind, name }: ScaleTarget): Aimed {
  if (name === '') return { why: 'names no object to scale' };
  if (FLUID.test(apiVersion) && kind.endsWith('Runtime')) return { dataset: name, held: heldText(kind) };
  const owners = runtimeKinds.filter(
    (entry) => entry.workerSetKind === kind && isSetOf(entry.workerSetName(''), name),
  );
  // A name that more than one kind would give is taken for that of the longest ending.
  const [longest] = owners.map((entry) => entry.workerSetName('')).sort((a, b) => b.length - a.length);
  if (longest !== undefined) {
    // Of which of several kinds it is, the name does not tell.
    const [only, ...others] = owners;
    const held = only === undefined || others.length > 0 ? null : heldText(only.kind);
    return { dataset: name.slice(0, -longest.length), held };
  }
  return {
    why: `${kind} ${name} is no runtime of Fluid and no set of its workers: this project scales caches only, so keep the object`,
  };
}

function isSetOf(ending: string, name: string): boolean {
  return name.endsWith(ending) && name.length > ending.length;
}

/** A document for a kind nobody knows is held, and one for a kind that takes an allowance is until that is given. */
function heldText(kind: string): string | null {
  const known = runtimeKinds.find((entry) => entry.kind === kind);
  const need = known === undefined ? null : neededToWrite(known);
  if (need !== null)
    return `${kind} is scaled by a daemon that is started with --allow ${need} and has its Role, and held by any other: keep the object until then`;
  if (known !== undefined) return null;
  return `${kind} is a kind of runtime this version does not know, so it is held, not scaled: keep the object`;
}
