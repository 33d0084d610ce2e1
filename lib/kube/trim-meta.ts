import type { ManagedField, ObjectMeta } from './objects.ts';

/** What the stores keep of an object's metadata, and the tools to cut the rest down with. */
export type Fields = Readonly<Record<string, unknown>>;

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

export function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function pick(value: unknown, names: readonly string[]): Fields {
  if (!isRecord(value)) return {};
  const kept: Record<string, unknown> = {};
  for (const name of names) if (value[name] !== undefined) kept[name] = value[name];
  return kept;
}

export function pickEach(value: unknown, names: readonly string[]): readonly Fields[] {
  return Array.isArray(value) ? value.map((entry) => pick(entry, names)) : [];
}

export function without(value: unknown, names: readonly string[]): unknown {
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)));
}

/** What of a field is there, put in its place; nothing where it is not. */
export function where(value: Fields, name: string, of: (field: unknown) => unknown): Fields {
  return value[name] === undefined ? {} : { [name]: of(value[name]) };
}

/** Who an object is, what becomes of it, and whose it is. */
const IDENTITY = [
  'name',
  'namespace',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
];
const OWNER = ['apiVersion', 'kind', 'name', 'uid', 'controller'];

interface Kept {
  readonly labels?: ObjectMeta['labels'];
  readonly annotations?: Fields;
  readonly managedFields?: readonly ManagedField[];
}

export function trimMeta(metadata: ObjectMeta, kept: Kept): ObjectMeta {
  const { ownerReferences } = metadata as { ownerReferences?: unknown };
  const some = ({ ...fields }: Fields = {}) => Object.keys(fields).length > 0;
  return {
    ...pick(metadata, IDENTITY),
    ...(kept.labels === undefined ? {} : { labels: kept.labels }),
    ...(some(kept.annotations) ? { annotations: kept.annotations } : {}),
    ...(Array.isArray(ownerReferences) ? { ownerReferences: pickEach(ownerReferences, OWNER) } : {}),
    ...(kept.managedFields === undefined ? {} : { managedFields: kept.managedFields }),
  } as unknown as ObjectMeta;
}

/** Fields whose last writer is asked for: the count, and the figures of a status. */
const TRACKED = [
  ['f:spec', 'f:replicas'],
  ['f:spec', 'f:worker', 'f:replicas'],
  ['f:status', 'f:cacheStates'],
  ['f:status', 'f:ufsTotal'],
];

/** The entries that own a tracked field, with those fields only. */
export function trimManagers({ managedFields }: ObjectMeta): { managedFields?: readonly ManagedField[] } {
  if (!Array.isArray(managedFields)) return {};
  const entries: ManagedField[] = [];
  for (const { manager, operation, subresource, time, fieldsV1 } of managedFields as ManagedField[]) {
    const owned: Record<string, unknown> = {};
    for (const path of TRACKED) if (owns(fieldsV1, path)) mark(owned, path);
    if (Object.keys(owned).length > 0)
      entries.push(
        pick({ manager, operation, subresource, time, fieldsV1: owned }, [
          'manager',
          'operation',
          'subresource',
          'time',
          'fieldsV1',
        ]),
      );
  }
  return { managedFields: entries };
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

/** All annotations but the copy that kubectl keeps of a whole object. */
export function ownAnnotations({ annotations }: ObjectMeta): Fields {
  return without(annotations ?? {}, [lastApplied]) as Fields;
}
