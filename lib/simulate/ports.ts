/** The loop's ports in memory: the same keeper that runs on a cluster, onto a simulated world. */
import type { Clock } from '../clock/clock.ts';
import type { KeeperPorts } from '../daemon/desk.ts';
import { staleAfter } from '../daemon/engine-sight.ts';
import type { BudgetPort, LedgerPort, Log, Sight, Written } from '../daemon/ports.ts';
import type { Blind } from '../model/observation.ts';
import type { LedgerEntry } from '../model/records.ts';
import { ENGINE } from '../model/source.ts';
import type { PluginPort } from '../plugins/port.ts';
import { isBlind } from '../runtimes/blind.ts';
import type { EngineFigures } from '../runtimes/contract.ts';
import { observe } from '../signals/observe.ts';
import { nothingRecent, prolong, remember } from '../signals/recent.ts';
import { type Circumstances, nothingElse } from './given.ts';
import type { World } from './world.ts';

/** One record as the simulated ledger keeps it. */
export interface SimulatedRecord {
  readonly seq: number;
  /** When it was written, ms. */
  readonly at: number;
  readonly entry: LedgerEntry;
}

/** A clock that is wherever the world is. Nobody sleeps on it: the simulation decides when to look. */
export function worldClock(world: World): Clock {
  return { now: world.now, monotonic: world.now, sleep: () => Promise.resolve() };
}

/** A sight that also tells since when it has seen the same, and can be told that it goes on doing so. */
export interface SimulatedSight extends Sight {
  /** Since when every look saw the same figures, or failed in the same way, ms. */
  unchangedSince(): number;
  /** As if looked again and again up to `until`, and seen the same. */
  repeat(until: number): void;
}

/** What one look answers, remembered as the daemon's own sight does. The status of Fluid is not played: no fallback. */
export function worldSight(
  world: World,
  intervalMs: number,
  { overlay }: Circumstances = nothingElse,
): SimulatedSight {
  const options = { staleAfterMs: staleAfter(intervalMs) };
  let recent = nothingRecent;
  let look: EngineFigures | Blind | null = null;
  let since = world.now();
  return {
    look: async () => {
      const next = world.ask();
      if (look === null || !saysTheSame(look, next)) since = world.now();
      look = next;
      if (!isBlind(look)) recent = remember(recent, look);
    },
    unchangedSince: () => since,
    repeat: (until) => {
      if (look !== null && !isBlind(look)) recent = prolong(recent, until);
    },
    observe: (objects, now) => {
      const sources = [{ spec: ENGINE, look: look && { result: look }, recent }];
      const result = observe({ objects, sources, now, options });
      return result.seen ? { observation: overlay(result.observation) } : { waiting: result.reason };
    },
  };
}

/** What is served from the cache may differ: nothing is decided on it. */
function saysTheSame(a: EngineFigures | Blind, b: EngineFigures | Blind): boolean {
  if (isBlind(a) || isBlind(b)) return isBlind(a) && isBlind(b) && a.code === b.code;
  return (
    a.usedBytes === b.usedBytes &&
    a.capacityBytes === b.capacityBytes &&
    a.workers === b.workers &&
    a.lostWorkers === b.lostWorkers &&
    a.ufsReadBytes === b.ufsReadBytes
  );
}

/** Records in memory, and into `beside` where a real ledger is wanted too; one numbering for all datasets. */
export function createMemoryLedger(beside: LedgerPort | null) {
  let seq = 0;
  return {
    of: (now: () => number, onRecord: (record: SimulatedRecord) => void): LedgerPort => ({
      append: async (entries) => {
        const written: readonly Written[] | null = beside === null ? null : await beside.append(entries);
        return entries.map((entry, i) => {
          const own = written?.[i] ?? { seq: ++seq, hash: '' };
          onRecord({ seq: own.seq, at: now(), entry });
          return own;
        });
      },
    }),
  };
}

const SILENT: Log = { info() {}, warn() {}, error() {}, debug() {} };

export interface PortsOptions {
  readonly world: World;
  readonly sight: Sight;
  readonly ledger: LedgerPort;
  readonly version: string;
  readonly plugins: PluginPort | undefined;
  readonly hashes: ReadonlyMap<number, string>;
  readonly budgets?: BudgetPort | undefined;
  /** Takes what the loop could not go on with; a simulation has no reason to fail silently. */
  readonly onError: (what: object, message: string) => void;
}

export function portsOf({
  world,
  sight,
  ledger,
  version,
  plugins,
  hashes,
  budgets,
  onError,
}: PortsOptions): KeeperPorts {
  return {
    clock: worldClock(world),
    cluster: {
      synced: () => true,
      objects: world.objects,
      wantUsers: (_, wanted) => world.wantUsers(wanted),
      unseen: () => [],
      onDatasetChange: () => undefined,
      patch: async (request) => world.patch(request),
    },
    sight: { open: () => sight },
    ledger,
    budgets,
    leadership: { holds: () => true, term: () => 1 },
    plugins,
    log: { ...SILENT, error: onError },
    hashes,
    version,
    namespace: null,
  };
}
