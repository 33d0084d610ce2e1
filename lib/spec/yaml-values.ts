/** From YAML nodes to plain values, with the place of each field; anchors and merge keys are followed within a budget. */
import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type YAMLMap } from 'yaml';
import { pathText, quote } from './fault.ts';
import type { Path } from './schema-tree.ts';

/** Where a field stands: offsets into the document's text. */
export interface Spot {
  readonly key: number;
  readonly value: number;
}

/** Something a document must not do although YAML allows it. */
export interface Problem {
  readonly offset: number;
  readonly path: Path;
  readonly problem: string;
  readonly allowed: string;
}

export interface Values {
  /** Objects without prototype, lists, and scalars; undefined when there is no content. */
  readonly value: unknown;
  /** By path, as `pathText` writes it; the whole document is `''`. */
  readonly spots: ReadonlyMap<string, Spot>;
  readonly problems: readonly Problem[];
}

/** Far more than a document has; reached only where aliases multiply each other. */
const MOST_NODES = 10_000;
const DEEPEST = 64;

interface Walk {
  readonly anchors: Map<string, Node>;
  readonly spots: Map<string, Spot>;
  readonly problems: Problem[];
  /** Nodes being read now, outermost first: one that comes up again contains itself. */
  readonly trail: Set<Node>;
  nodes: number;
  readonly most: number;
  /** Inside an alias, where anchors are not defined anew. */
  aliases: number;
}

interface Entry {
  readonly key: number;
  readonly node: Node | null;
  readonly merged: boolean;
}

/** @param most values to read at most */
export function valuesOf(document: Document.Parsed, most = MOST_NODES): Values {
  const walk: Walk = {
    anchors: new Map(),
    spots: new Map(),
    problems: [],
    trail: new Set(),
    nodes: 0,
    most,
    aliases: 0,
  };
  const contents = document.contents as Node | null;
  const start = contents?.range?.[0] ?? 0;
  const value = read(walk, contents, [], start, start);
  return { value, spots: walk.spots, problems: walk.problems };
}

function complain(walk: Walk, offset: number, path: Path, problem: string, allowed: string): undefined {
  walk.problems.push({ offset, path, problem, allowed });
}

function read(walk: Walk, node: Node | null, path: Path, key: number, parent: number): unknown {
  const offset = node?.range?.[0] ?? parent;
  walk.spots.set(pathText(path), { key, value: offset });
  if (node === null) return null;
  if (!spend(walk, offset, path)) return undefined;
  if (isAlias(node)) {
    const source = follow(walk, node, path);
    return source === undefined ? undefined : within(walk, () => read(walk, source, path, key, offset));
  }
  define(walk, node);
  if (isScalar(node)) return node.value;
  walk.trail.add(node);
  const value = isMap(node) ? readMap(walk, node, path) : readSeq(walk, node, path, offset);
  walk.trail.delete(node);
  return value;
}

/** Aliases that multiply each other would fill the memory: everything read is paid for, and once spent it is over. */
function spend(walk: Walk, offset: number, path: Path): boolean {
  if (walk.nodes > walk.most) return false;
  walk.nodes++;
  if (walk.nodes <= walk.most && path.length <= DEEPEST) return true;
  walk.nodes = Number.POSITIVE_INFINITY;
  complain(walk, offset, path, 'too many values: aliases multiply each other', 'a short document');
  return false;
}

function define(walk: Walk, node: Node): void {
  const { anchor } = node as { anchor?: string };
  if (anchor !== undefined && walk.aliases === 0) walk.anchors.set(anchor, node);
}

function within<T>(walk: Walk, work: () => T): T {
  walk.aliases++;
  const result = work();
  walk.aliases--;
  return result;
}

/** The node an alias stands for; the node itself when it is none. */
function follow(walk: Walk, node: Node, path: Path): Node | undefined {
  if (!isAlias(node)) return node;
  const offset = node.range?.[0] ?? 0;
  const source = walk.anchors.get(node.source);
  if (source === undefined) {
    const problem = `alias ${quote(`*${node.source}`)} has no anchor before it`;
    return complain(walk, offset, path, problem, 'an alias of an anchor earlier in the same document');
  }
  if (walk.trail.has(source)) {
    const problem = `alias ${quote(`*${node.source}`)} stands inside its own anchor`;
    return complain(walk, offset, path, problem, 'an alias of an anchor that has ended');
  }
  return source;
}

function readSeq(walk: Walk, node: Node, path: Path, parent: number): unknown {
  if (!isSeq(node)) return undefined;
  return node.items.map((item, index) => {
    const offset = (item as Node | null)?.range?.[0] ?? parent;
    return read(walk, item as Node | null, [...path, index], offset, offset);
  });
}

function readMap(walk: Walk, map: YAMLMap, path: Path): unknown {
  const value: Record<string, unknown> = Object.create(null);
  for (const [key, entry] of entriesOf(walk, map, path)) {
    const readIt = () => read(walk, entry.node, [...path, key], entry.key, entry.key);
    value[key] = entry.merged ? within(walk, readIt) : readIt();
  }
  return value;
}

/** The fields of a mapping: its own, then what it merges and does not have itself. */
function entriesOf(walk: Walk, map: YAMLMap, path: Path): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  const merges: Node[] = [];
  for (const { key, value } of map.items) {
    const node = value as Node | null;
    if (!isScalar(key)) continue;
    const offset = key.range?.[0] ?? 0;
    if (typeof key.value === 'symbol' || (key.value === '<<' && key.type === 'PLAIN')) {
      if (node !== null) merges.push(node);
      continue;
    }
    const name = String(key.value);
    if (entries.has(name)) {
      complain(walk, offset, [...path, name], `${quote(name)} is given twice`, 'each field once');
    } else entries.set(name, { key: offset, node, merged: false });
  }
  for (const node of merges) merge(walk, node, path, entries);
  return entries;
}

function merge(walk: Walk, node: Node, path: Path, entries: Map<string, Entry>): void {
  const offset = node.range?.[0] ?? 0;
  define(walk, node);
  const source = follow(walk, node, path);
  if (source === undefined || !spend(walk, offset, path)) return;
  if (isSeq(source) && node === source) {
    for (const item of source.items) merge(walk, item as Node, path, entries);
    return;
  }
  if (!isMap(source)) {
    complain(walk, offset, path, '"<<" merges what is no mapping', 'an alias of a mapping');
    return;
  }
  walk.trail.add(source);
  for (const [name, entry] of entriesOf(walk, source, path)) {
    if (!spend(walk, offset, path)) break;
    if (!entries.has(name)) entries.set(name, { ...entry, merged: true });
  }
  walk.trail.delete(source);
}
