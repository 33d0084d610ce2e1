/** Which object comes first, and which of several runtimes is the dataset's. */
import type { KubeObject } from './objects.ts';
import { boundTypes, typeOfKind } from './references.ts';

function idOf({ kind, metadata }: KubeObject): string {
  return `${kind} ${metadata.namespace ?? ''}/${metadata.name}`;
}

/** `spark-worker-2` before `spark-worker-10`. */
export function byName(a: KubeObject, b: KubeObject): number {
  const [one, other] = [a.metadata.name, b.metadata.name];
  return one.length - other.length || (one < other ? -1 : one > other ? 1 : 0);
}

export function byId(a: KubeObject, b: KubeObject): number {
  return idOf(a) < idOf(b) ? -1 : 1;
}

/** The kind that the Dataset says it is bound to, else the oldest, for only the first one can bind. */
export function chooseRuntime(
  runtimes: readonly KubeObject[],
  dataset: KubeObject | null,
): KubeObject | null {
  if (runtimes.length <= 1) return runtimes[0] ?? null;
  const bound = boundTypes(dataset);
  const named = runtimes.find(({ kind }) => bound.includes(typeOfKind(kind)));
  if (named) return named;
  const age = ({ metadata, kind }: KubeObject) => `${metadata.creationTimestamp ?? ''} ${kind}`;
  return [...runtimes].sort((a, b) => (age(a) < age(b) ? -1 : 1))[0] ?? null;
}

const NONE: readonly KubeObject[] = Object.freeze([]);

/** A list of its own, just as long as it is: what is known of each dataset is remembered until its next look. */
export function sorted(
  objects: readonly KubeObject[],
  by: (a: KubeObject, b: KubeObject) => number,
): readonly KubeObject[] {
  return objects.length === 0 ? NONE : objects.toSorted(by);
}
