/**
 * A folder of policy files (or one file), watched, and beside it the cluster's objects: which documents are in force now, and
 * what is wrong with the others.
 */
import { join } from 'node:path';
import type { Clock } from '../clock/clock.ts';
import type { Policy } from '../decide/contract.ts';
import type { LoadedBudget } from './budget/parse.ts';
import type { Fault } from './fault.ts';
import { faultsOf } from './folder-faults.ts';
import { createPolicyReader } from './folder-reader.ts';
import {
  type FileContent,
  type FolderEvent,
  type FolderState,
  type InForce,
  isObject,
  type Look,
  OBJECTS,
  type Rules,
  type SourceLook,
  sameFiles,
} from './folder-state.ts';
import { readAhead } from './read-ahead.ts';
import { reconcile } from './reconcile.ts';
import { type LastGood, type LastGoodBudget, restore } from './restore.ts';
import { createWatch } from './watch.ts';

/** A look at least this often, whether or not the system reports a change (it does not for every file system), ms. */
export const LOOK_EVERY_MS = 5000;
/** A change is read again after this long, until two readings agree: whoever writes in place is given time to finish, ms. */
const SETTLE_MS = 100;
const MOST_READINGS = 20;

/** Policy documents that are objects of a cluster, kept up to date by whoever hands them in. */
export interface PolicyObjects {
  /** What there is now, each under a name that begins with `OBJECTS`. */
  look(): SourceLook;
  /** Calls back after anything changed. */
  onChange(listener: () => void): void;
}

export interface PolicyFolderOptions {
  /** A folder, a mounted ConfigMap, or a single file; null: no files, only objects. */
  readonly folder: string | null;
  readonly objects?: PolicyObjects | undefined;
  readonly registry: readonly Policy[];
  readonly clock: Clock;
  /** Told of what a look saw before it is read. Must not throw. */
  readonly prepare?: ((files: ReadonlyMap<string, FileContent>) => Promise<void>) | undefined;
  /** Called after each look that changed something, when `inForce` and `faults` already show it. Must not throw. */
  onChange(events: readonly FolderEvent[]): void;
  /** What was in force before a restart, as the ledger has it. */
  readonly lastGood?: readonly LastGood[];
  readonly lastGoodBudgets?: readonly LastGoodBudget[];
}

export interface PolicyFolder {
  /** The first look; then looks at every change and every five seconds until `stop`. */
  start(): Promise<void>;
  /** One look now. */
  look(): Promise<void>;
  /** By `namespace/dataset`. */
  inForce(): ReadonlyMap<string, InForce>;
  /** Budgets in force, by name. */
  budgets(): ReadonlyMap<string, InForce<LoadedBudget>>;
  faults(): readonly Fault[];
  stop(): Promise<void>;
}

export function createPolicyFolder(options: PolicyFolderOptions): PolicyFolder {
  const { folder, objects, registry, clock, prepare, onChange } = options;
  const reader = folder === null ? null : createPolicyReader(folder);
  const title = (file: string) => {
    if (isObject(file)) return file === OBJECTS ? 'DatasetAutoscalers' : file;
    return folder === null || file === '' || reader?.single() ? (folder ?? file) : join(folder, file);
  };
  const rules: Rules = { registry, title, graceMs: LOOK_EVERY_MS };
  let state: FolderState = restore(options.lastGood ?? [], rules, options.lastGoodBudgets);
  let looking: Promise<void> = Promise.resolve();
  const ended = new AbortController();

  const seeFiles = async (): Promise<SourceLook> => {
    try {
      return { files: (await reader?.read()) ?? new Map() };
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      return { files: null, problem: code ?? message };
    }
  };
  const see = async (): Promise<Look> => {
    const files = await seeFiles();
    const seen = objects?.look();
    for (const each of [files, seen]) if (each?.files != null) await prepare?.(each.files);
    return { at: clock.now(), ...files, ...(seen === undefined ? {} : { objects: seen }) };
  };
  const take = (look: Look) => {
    if (ended.signal.aborted) return;
    const { state: next, events } = reconcile(state, look, rules);
    state = next;
    if (events.length > 0) onChange(events);
  };
  /** What is new is believed once two readings agree. */
  const seeSettled = async (): Promise<Look> => {
    let seen = await see();
    // Objects are whole whenever they are seen: only files are written bit by bit.
    const files = [...state.files].filter(([file]) => !isObject(file));
    let before = new Map(files.map(([file, { content }]) => [file, content]));
    for (let readings = 1; readings < MOST_READINGS && !ended.signal.aborted; readings++) {
      if (seen.files === null || sameFiles(before, seen.files)) break;
      before = new Map(seen.files);
      await clock.sleep(SETTLE_MS, ended.signal);
      seen = await see();
    }
    return seen;
  };
  /** One look after the other, so that none overtakes a later one. */
  const inTurn = (look: () => Promise<Look>) => {
    looking = looking
      .then(look, look)
      .then((seen) => readAhead(state, seen, rules))
      .then(take);
    return looking;
  };
  let asked = false;
  /** However many objects change at once, one look sees them all. */
  objects?.onChange(() => {
    if (asked) return;
    asked = true;
    void inTurn(() => {
      asked = false;
      return see();
    });
  });
  const watch = createWatch({ path: folder, everyMs: LOOK_EVERY_MS, clock, look: () => inTurn(seeSettled) });

  return {
    start: async () => {
      await inTurn(see);
      await watch.start();
    },
    look: () => inTurn(see),
    inForce: () => state.inForce,
    budgets: () => state.budgets,
    faults: () => faultsOf(state, title),
    stop: async () => {
      ended.abort();
      await watch.stop();
      await looking;
    },
  };
}
