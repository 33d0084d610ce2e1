import type { KubeObject, ManagedField, ObjectMeta } from './objects.ts';
import { setNameOf } from './references.ts';

/** What the stores keep of an object's metadata, and the tools to cut the rest down with. */
export type Fields = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const NONE: Fields = {};

/** Its fields; none of what is no object. */
export function fieldsOf(value: unknown): Fields {
  return isRecord(value) ? value : NONE;
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Undefined where there is nothing in it. */
export function filled<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list;
}

/** Those of these fields that are there. */
export function pick(value: unknown, names: readonly string[]): Fields {
  if (!isRecord(value)) return {};
  const kept: Record<string, unknown> = {};
  for (const name of names) if (value[name] !== undefined) kept[name] = value[name];
  return kept;
}

/** The same, or undefined where nothing is left. */
export function pickSome(value: unknown, names: readonly string[]): Fields | undefined {
  const kept = pick(value, names);
  return Object.keys(kept).length === 0 ? undefined : kept;
}

/** The same of each of a list; undefined where there is none. */
export function pickEach(value: unknown, names: readonly string[]): readonly Fields[] | undefined {
  return Array.isArray(value) ? value.map((entry) => pick(entry, names)) : undefined;
}

/** Who an object is, and whether it is about to go. */
const IDENTITY = ['name', 'namespace', 'uid', 'resourceVersion', 'deletionTimestamp'];

/** Who an object is, these fields besides, and what was made of others. */
export function metaOf({ metadata }: KubeObject, names: readonly string[], made: Fields = {}): ObjectMeta {
  return { ...pick(metadata, [...IDENTITY, ...names]), ...made } as unknown as ObjectMeta;
}

/** Whose it is. */
export function ownersOf({ metadata }: KubeObject, names: readonly string[]): readonly Fields[] | undefined {
  return pickEach((metadata as { ownerReferences?: unknown }).ownerReferences, names);
}

/** Whose a pod is, unless its name says the same. */
export function controllerOf(pod: KubeObject): readonly Fields[] | undefined {
  const unowned = { ...pod, metadata: metaOf(pod, []) };
  if (setNameOf(unowned) === setNameOf(pod)) return undefined;
  return ownersOf(pod, ['kind', 'name', 'controller'])?.filter(({ controller }) => controller === true);
}

/** Fields whose last writer is asked for: the count, and the figures of a status. */
const TRACKED = [
  ['f:spec', 'f:replicas'],
  ['f:spec', 'f:worker', 'f:replicas'],
  ['f:status', 'f:cacheStates'],
  ['f:status', 'f:ufsTotal'],
];

/** The entries that own a tracked field, with those fields only. */
export function managersOf({ metadata: { managedFields } }: KubeObject): readonly Fields[] | undefined {
  if (!Array.isArray(managedFields)) return undefined;
  const entries: Fields[] = [];
  for (const { manager, subresource, time, fieldsV1 } of managedFields as ManagedField[]) {
    const owned: Record<string, unknown> = {};
    for (const path of TRACKED) if (owns(fieldsV1, path)) mark(owned, path);
    if (Object.keys(owned).length > 0) entries.push({ manager, subresource, time, fieldsV1: owned });
  }
  return entries;
}

function owns(fields: unknown, path: readonly string[]): boolean {
  let here = fields;
  for (const step of path) {
    if (!isRecord(here) || !Object.hasOwn(here, step)) return false;
    here = here[step];
  }
  return true;
}

function mark(owned: Record<string, unknown>, path: readonly string[]): void {
  let here = owned;
  for (const step of path) {
    here[step] ??= {};
    here = here[step] as Record<string, unknown>;
  }
}
