/**
 * What travels with a dataset from one daemon to the next: all that decisions must remember but the wishes. Pure: its
 * content, its text, and how it is read back. Instants are milliseconds since the epoch.
 */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import { MOST_OPERATIONS } from '../decide/remember-use.ts';
import type { DatasetMemory } from '../ledger/replay.ts';
import type { Change, History } from '../model/history.ts';

/** Of what this code writes. Version 1, which it reads too, lacked `startUps`; `use` and `operated` may be absent. */
const VERSION = 2;
const READABLE: readonly string[] = ['1', '2'];
/** Changes that travel one by one. Older ones are added up, so that nothing that was spent is lost. */
const MOST_CHANGES = 200;
/** A text longer than this is not as a daemon wrote it; characters. */
const MOST_TEXT = 131_072;

const instant = z.number().finite();
const count = z.int().min(0);
const change = z.strictObject({
  at: instant,
  from: count,
  to: count,
  by: z.enum(['self', 'other', 'peer', 'twin']),
  manager: z.string().max(1000),
  servedAt: instant.optional(),
});
const operation = z.string().max(1000);
const shape = z.strictObject({
  /** `namespace/name`. */
  dataset: z.string(),
  /** Of the runtime: another one has another memory. */
  uid: z.string(),
  /** Rises with every state, whoever writes it. */
  stamp: z.int().min(1),
  /** The count last known. */
  replicas: count,
  adopted: z.boolean(),
  /** Oldest first. */
  changes: z.array(change).max(MOST_CHANGES),
  /** When all workers asked for by the last change began to serve. */
  servedAt: instant.nullable(),
  /** The intent that has no conclusion yet. */
  open: z.strictObject({ from: count, to: count, generation: z.int().nullable() }).nullable(),
  unknownTo: count.nullable(),
  /** How long the latest growths took until all workers served. */
  startUps: z
    .array(z.strictObject({ at: instant, ms: instant, workers: count }))
    .max(20)
    .optional(),
  /** The dataset's size, since when it has been that, and what it was before. */
  size: z.strictObject({ bytes: instant, since: instant, before: instant.nullable() }).optional(),
  /** Whether the dataset's volume is used, since when, and what is owed since idleness took it. */
  use: z
    .strictObject({
      state: z.enum(['used', 'unused', 'unknown']),
      since: instant,
      before: count.optional(),
    })
    .optional(),
  /** Data operations that run, or the last one that ended, and since when. */
  operated: z
    .strictObject({
      running: z.array(operation).max(MOST_OPERATIONS),
      since: instant,
      last: operation.optional(),
    })
    .optional(),
});

export type TravellingMemory = z.infer<typeof shape>;

/** @param dataset `namespace/name` */
export function travellingOf(dataset: string, memory: DatasetMemory): TravellingMemory {
  const { history, replicas, open, unknownTo, stamp } = memory;
  const { uid, adopted, servedAt } = history;
  const changes = addedUp(history.changes).map(({ record: _, ...kept }) => kept);
  const intent = open === null ? null : { from: open.from, to: open.to, generation: open.generation };
  const { startUps, size, use, operated } = history;
  return {
    dataset,
    uid,
    stamp,
    replicas,
    adopted,
    changes,
    servedAt,
    open: intent,
    unknownTo,
    ...(startUps && { startUps: [...startUps] }),
    ...(size && { size }),
    ...(use && { use }),
    ...(operated && { operated: { ...operated, running: [...operated.running] } }),
  };
}

/** The other way round; wishes have stayed behind, and records are of another ledger. */
export function memoryFrom(travelling: TravellingMemory, now: number): DatasetMemory {
  const { uid, stamp, replicas, adopted, servedAt, open, unknownTo } = travelling;
  const changes = travelling.changes.map(({ servedAt: served, ...kept }): Change => {
    const one = { ...kept, record: 0 };
    return served === undefined ? one : { ...one, servedAt: served };
  });
  const { startUps, size, use, operated } = travelling;
  const history: History = {
    uid,
    firstSeen: { at: now, replicas },
    adopted,
    changes,
    wishes: [],
    servedAt,
    ...(startUps && { startUps }),
    ...(size && { size }),
    ...(use && { use: withoutAbsent(use) }),
    ...(operated && { operated: withoutAbsent(operated) }),
  };
  return { history, replicas, open: open === null ? null : { ...open, intent: 0 }, unknownTo, stamp };
}

/** Fields that are there and undefined count as not there. */
function withoutAbsent<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const kept = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept) as { [K in keyof T]: Exclude<T[K], undefined> };
}

/** Many changes: those before the newest count as one up and one down, of the time of the last of them. */
function addedUp(changes: readonly Change[]): readonly Change[] {
  const older = changes.slice(0, Math.max(0, changes.length - (MOST_CHANGES - 2)));
  const last = older.at(-1);
  if (last === undefined || older.length <= 2) return changes;
  const sum = (sign: number) => older.reduce((all, { from, to }) => all + Math.max(0, sign * (to - from)), 0);
  const base = { ...last, from: last.to };
  const up = { ...base, to: last.to + sum(1) };
  const down = { ...base, from: last.to + sum(-1), to: last.to };
  return [...[up, down].filter(({ from, to }) => from !== to), ...changes.slice(older.length)];
}

/** The fields of a ConfigMap's `data`. */
export type MemoryText = Readonly<Record<string, string>>;

export function writeMemory(memory: TravellingMemory): MemoryText {
  const text = JSON.stringify(memory);
  return { version: String(VERSION), memory: text, sha256: sha256(text) };
}

/** @returns the memory, or in one sentence why this is not what a daemon wrote of that dataset */
export function readMemory(data: MemoryText, dataset: string): TravellingMemory | string {
  const { version, memory: text = '', sha256: sum } = data;
  if (version === undefined || !READABLE.includes(version))
    return `it is of version ${JSON.stringify(version ?? '')}, this daemon knows versions up to ${VERSION}`;
  if (text.length > MOST_TEXT)
    return `it is ${text.length} characters long, at most ${MOST_TEXT} are written`;
  if (sha256(text) !== sum) return 'its checksum does not match: it was edited by hand';
  const parsed = shape.safeParse(jsonOf(text));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return `${issue?.path.join('.') || 'its content'} is not as it should be: ${issue?.message}`;
  }
  if (parsed.data.dataset !== dataset) return `it is of ${parsed.data.dataset}`;
  return parsed.data;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
