import { at, isObject, type JsonObject, type ManagedFieldsEntry, type Stored, same } from './json.ts';
import { apiVersionOf, type Kind } from './kinds.ts';

/**
 * Who last wrote which field. Ownership is by change: a writer owns what it set or altered, everybody else loses it.
 * Lists count as one field, except finalizers and owners, which are told apart by value and uid as on the real server.
 */
export interface Writer {
  readonly manager: string;
  /** `status`, `scale`, or null for the object itself. */
  readonly subresource: string | null;
  /** RFC 3339, whole seconds. */
  readonly time: string;
}

/** Field names joined by a character that JSON keys do not hold in practice. */
const JOIN = '\u0000';
const UNTRACKED = new Set([
  'name',
  'namespace',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'managedFields',
  'selfLink',
]);

type Fields = Map<string, string>;

/** Members of a list that is a set or keyed: finalizers by value, owners by uid. */
function members(path: readonly string[], list: readonly unknown[]): [string, unknown][] | null {
  if (path.join('.') === 'f:metadata.f:finalizers') {
    return list.map((value): [string, unknown] => [`v:${JSON.stringify(value)}`, value]);
  }
  if (path.join('.') !== 'f:metadata.f:ownerReferences') return null;
  return list.map((owner): [string, unknown] => {
    const key = isObject(owner) ? { uid: owner.uid } : {};
    return [`k:${JSON.stringify(key)}`, JSON.stringify(owner)];
  });
}

/** A map of a built-in is a struct, whose presence nobody owns, but for the string maps of the metadata. */
function ownsPresence(kind: Kind, path: readonly string[]): boolean {
  return path.join('.') !== 'f:metadata' && (kind.custom || path[0] === 'f:metadata');
}

function collect(kind: Kind, path: readonly string[], value: unknown, into: Fields): void {
  const children = childrenOf(path, value);
  if (children === null) {
    into.set(path.join(JOIN), JSON.stringify(value));
    return;
  }
  if (path.length > 0 && ownsPresence(kind, path)) into.set(path.join(JOIN), '.');
  for (const [name, child] of children) collect(kind, [...path, name], child, into);
}

function childrenOf(path: readonly string[], value: unknown): [string, unknown][] | null {
  if (Array.isArray(value)) return members(path, value);
  if (!isObject(value)) return null;
  const untracked = path.join('.') === 'f:metadata' ? UNTRACKED : null;
  return Object.entries(value)
    .filter(([name]) => !untracked?.has(name))
    .map(([name, child]): [string, unknown] => [`f:${name}`, child]);
}

function fieldsOf(kind: Kind, object: JsonObject): Fields {
  const fields: Fields = new Map();
  for (const [name, value] of Object.entries(object)) {
    if (name !== 'apiVersion' && name !== 'kind') collect(kind, [`f:${name}`], value, fields);
  }
  return fields;
}

function within(tree: JsonObject, name: string): JsonObject {
  const found = tree[name];
  if (isObject(found)) return found;
  const made: JsonObject = {};
  tree[name] = made;
  return made;
}

function toTree(paths: ReadonlySet<string>): JsonObject {
  const root: JsonObject = {};
  for (const path of [...paths].sort()) {
    let here = root;
    for (const name of path.split(JOIN)) here = within(here, name);
  }
  // A map that is owned and has owned fields says so with a dot of its own.
  for (const path of paths) {
    let here = root;
    for (const name of path.split(JOIN)) here = within(here, name);
    if (Object.keys(here).length > 0) here['.'] = {};
  }
  return root;
}

function toPaths(tree: JsonObject, prefix: readonly string[] = []): Set<string> {
  const paths = new Set<string>();
  for (const [name, child] of Object.entries(tree)) {
    if (name === '.') paths.add(prefix.join(JOIN));
    else if (!isObject(child) || Object.keys(child).length === 0) paths.add([...prefix, name].join(JOIN));
    else for (const path of toPaths(child, [...prefix, name])) paths.add(path);
  }
  return paths;
}

function isWriters(entry: ManagedFieldsEntry, writer: Writer): boolean {
  return entry.manager === writer.manager && (entry.subresource ?? null) === writer.subresource;
}

function without(paths: ReadonlySet<string>, gone: ReadonlySet<string>): Set<string> {
  return new Set([...paths].filter((path) => !gone.has(path)));
}

/** Writes without a time come first, then by time, then by name: the real server's order. */
function inOrder(left: ManagedFieldsEntry, right: ManagedFieldsEntry): number {
  const [a, b] = [left.time ?? '', right.time ?? ''];
  if (a !== b) return a < b ? -1 : 1;
  if (left.manager !== right.manager) return left.manager < right.manager ? -1 : 1;
  return (left.subresource ?? '') < (right.subresource ?? '') ? -1 : 1;
}

/** The entries after `writer` turned `before` (null: nothing) into `after`. */
export function managedFields(
  kind: Kind,
  before: Stored | null,
  after: JsonObject,
  writer: Writer,
): ManagedFieldsEntry[] {
  const [old, now] = [before === null ? new Map() : fieldsOf(kind, before), fieldsOf(kind, after)];
  const set = new Set([...now].filter(([path, value]) => old.get(path) !== value).map(([path]) => path));
  const gone = new Set([...old.keys()].filter((path) => !now.has(path)));
  const entries = before?.metadata.managedFields ?? [];
  const own = entries.find((entry) => isWriters(entry, writer));
  const result: ManagedFieldsEntry[] = [];
  for (const entry of entries.filter((e) => e !== own)) {
    const kept = without(without(toPaths(entry.fieldsV1), gone), set);
    if (kept.size > 0) result.push({ ...entry, fieldsV1: toTree(kept) });
  }
  const kept = without(own ? toPaths(own.fieldsV1) : new Set<string>(), gone);
  const owned = new Set([...kept, ...set]);
  if (owned.size > 0) result.push(entryOf(kind, writer, owned, own, set.size + gone.size > 0));
  return result.sort(inOrder);
}

function entryOf(
  kind: Kind,
  writer: Writer,
  owned: ReadonlySet<string>,
  own: ManagedFieldsEntry | undefined,
  changed: boolean,
): ManagedFieldsEntry {
  const time = changed ? writer.time : (own?.time ?? writer.time);
  return {
    apiVersion: apiVersionOf(kind),
    fieldsType: 'FieldsV1',
    fieldsV1: toTree(owned),
    manager: writer.manager,
    operation: 'Update',
    ...(writer.subresource === null ? {} : { subresource: writer.subresource }),
    // The real server drops the time of a write through /scale.
    ...(writer.subresource === 'scale' ? {} : { time }),
  };
}

const COUNT = ['f:spec', 'f:replicas'].join(JOIN);

function withoutCount(entry: ManagedFieldsEntry): ManagedFieldsEntry[] {
  const kept = without(toPaths(entry.fieldsV1), new Set([COUNT]));
  return kept.size === 0 ? [] : [{ ...entry, fieldsV1: toTree(kept) }];
}

/**
 * The entries after a write of the count through `/scale`, with the real server's gaps (measured, kube-apiserver 1.36):
 * the same count again splits the maker's ownership off without its time, one more such write loses it, so does a
 * write of 0 (a Scale leaves it out), and while nobody owns the count a write through `/scale` leaves no trace.
 */
export function managedByScale(
  kind: Kind,
  before: Stored,
  after: JsonObject,
  writer: Writer,
): ManagedFieldsEntry[] {
  const entries = before.metadata.managedFields ?? [];
  const owner = entries.find((entry) => toPaths(entry.fieldsV1).has(COUNT));
  if (!owner) return entries;
  const others = entries.filter((entry) => entry !== owner);
  const splitOff = owner.time === undefined && owner.subresource === undefined;
  if (splitOff || at(after, 'spec', 'replicas') === 0)
    return [...others, ...withoutCount(owner)].sort(inOrder);
  if (!same(at(before, 'spec', 'replicas'), at(after, 'spec', 'replicas'))) {
    return managedFields(kind, before, after, writer);
  }
  if (owner.subresource === 'scale') return entries;
  const { time, ...timeless } = owner;
  const split = { ...timeless, fieldsV1: toTree(new Set([COUNT])) };
  return [...others, ...withoutCount(owner), split].sort(inOrder);
}
