/** A dataset in memory for the keeper: the count, who wrote it, what the engine says, and a ledger that can be full. */
import type { Clock } from '../../../lib/clock/clock.ts';
import type { KeeperPorts } from '../../../lib/daemon/desk.ts';
import { createKeeper, type Keeper } from '../../../lib/daemon/keeper.ts';
import type { MemoryPort, PatchRequest, PatchResult, Unseen } from '../../../lib/daemon/ports.ts';
import type { Plan } from '../../../lib/decide/plan.ts';
import type { DatasetObjects, KubeObject, ManagedField } from '../../../lib/kube/objects.ts';
import type { StoredRecord } from '../../../lib/ledger/entry.ts';
import { emptyState, type LedgerState, memoryOf, replayOne } from '../../../lib/ledger/replay.ts';
import type { Control } from '../../../lib/model/control.ts';
import type { History } from '../../../lib/model/history.ts';
import type { Blind, Observation, Passed, Reading, Reason, Users } from '../../../lib/model/observation.ts';
import type { LedgerEntry } from '../../../lib/model/records.ts';
import { loadDocuments } from '../../../lib/spec/load.ts';
import { policies } from '../../../policies/index.ts';

export const GIB = 2 ** 30;
/** 2026-11-22T12:00:00Z */
export const NOON = Date.UTC(2026, 10, 22, 12);
export const ARTICLE = `
  replicas: { min: 1, max: 4 }
  policies:
    threshold: { up: 90% }
    step: { up: [{ pods: 2, per: 10m }] }
    cooldown: { afterUp: 20m }
    scaleDown: disabled`;

/** The plan of a document for `default/spark` with this spec. @throws when it has a fault */
export function planOf(spec: string): Plan {
  const text = `apiVersion: fluid-autoscaler.dev/v1alpha1\nkind: DatasetAutoscaler\nmetadata: { name: spark }\nspec:\n  dataset: spark${spec}\n`;
  const { documents, faults } = loadDocuments(text, 'spark.yaml', policies);
  const [document] = documents;
  if (document === undefined) throw new Error(JSON.stringify(faults));
  return document.plan;
}

export interface World {
  now: number;
  uid: string;
  replicas: number;
  /** Counts the changes of the count, as `metadata.generation` does. */
  readonly generation: number;
  serving: number;
  used: number;
  /** Null: 2.71 GiB known. */
  sizeBytes: number | null;
  operations: string[];
  /** Null: nobody looks. */
  users: Users | null;
  /** What people say by annotations; null: nothing. */
  control: Control | null;
  /** The engine's counters; null: it offers none. */
  counters: Passed | null;
  reading: Reading | Blind | null;
  managedFields: ManagedField[];
  leads: boolean;
  unseen: Unseen[];
  /** How often fresh eyes were opened, what happens during a look, and why there is nothing to see. */
  sights: number;
  duringLook: () => void;
  waiting: Reason | null;
  /** What the clock shows beside the time that only goes forward. */
  skew: number;
  term: number;
  /** What travels, and when another daemon last led. */
  memory: MemoryPort | undefined;
  turnedAt: number | null;
  /** What becomes of the next patches; `applied` really changes the count. */
  patch: (request: PatchRequest) => PatchResult | Promise<PatchResult>;
  readonly patches: PatchRequest[];
  /** Null: the ledger works; else every append fails with it. */
  ledgerFault: Error | null;
  readonly records: StoredRecord[];
  state: LedgerState;
  keeper: Keeper;
  /** Moves time on and looks once. */
  tick(seconds?: number): Promise<void>;
  /** Someone else sets the count. */
  someone(replicas: number, manager?: string): void;
  /** The daemon is killed and started again on what its ledger holds. */
  restart(clean?: boolean): Promise<void>;
  kinds(): string[];
  /** The history as the ledger had it before the decision taken at that instant. */
  historyBefore(decidedAt: number): History;
  entries<K extends LedgerEntry['kind']>(kind: K): Extract<LedgerEntry, { kind: K }>[];
}

export function makeWorld(spec = ARTICLE): World {
  const plan = planOf(spec);
  let [count, generation] = [1, 1];
  const world: World = {
    now: NOON,
    uid: 'uid-1',
    get replicas() {
      return count;
    },
    set replicas(next) {
      if (next !== count) generation++;
      count = next;
    },
    get generation() {
      return generation;
    },
    serving: 1,
    used: 0.5 * GIB,
    sizeBytes: 2_909_879_074,
    operations: [],
    users: null,
    control: null,
    counters: null,
    reading: null,
    managedFields: [],
    leads: true,
    unseen: [],
    skew: 0,
    sights: 0,
    duringLook: () => undefined,
    waiting: null,
    term: 1,
    memory: undefined,
    turnedAt: null,
    patch: ({ to }) => {
      world.replicas = to;
      world.managedFields = [writer('fluid-autoscaler')];
      return { result: 'applied', text: '' };
    },
    patches: [],
    ledgerFault: null,
    records: [],
    state: emptyState(),
    keeper: undefined as unknown as Keeper,
    tick: async (seconds = 5) => {
      world.now += seconds * 1000;
      await world.keeper.tick(new AbortController().signal);
    },
    someone: (replicas, manager = 'kubectl-scale') => {
      world.replicas = replicas;
      world.managedFields = [writer(manager)];
    },
    restart: async (clean = false) => {
      if (clean) await world.keeper.flush();
      world.state = emptyState();
      if (!clean) replayOne(world.state, { seq: 0, at: 0, prev: '', hash: '', entry: startEntry });
      for (const record of world.records) replayOne(world.state, record);
      world.keeper = createKeeper(
        portsOf(world),
        plan,
        memoryOf(world.state, 'default/spark', world.now + world.skew),
      );
    },
    historyBefore: (decidedAt) => {
      const state = emptyState();
      for (const record of world.records) {
        const { decidedAt: at } = record.entry as { decidedAt?: number };
        if (at === decidedAt) break;
        replayOne(state, record);
      }
      const memory = state.datasets.get('default/spark');
      if (memory === undefined) throw new Error('no history');
      return memory.history;
    },
    kinds: () => world.records.map(({ entry }) => entry.kind),
    entries: (kind) =>
      world.records
        .map(({ entry }) => entry as unknown as LedgerEntry)
        .filter((entry) => entry.kind === kind) as never,
  };
  world.keeper = createKeeper(portsOf(world), plan, null);
  return world;
}

const startEntry = { kind: 'start', version: 'test', dryRun: false, interval: 5000 };

export function writer(manager: string): ManagedField {
  return { manager, operation: 'Update', subresource: 'scale', fieldsV1: { 'f:spec': { 'f:replicas': {} } } };
}

function portsOf(world: World): KeeperPorts {
  const clock: Clock = {
    now: () => world.now + world.skew,
    monotonic: () => world.now,
    sleep: async () => undefined,
  };
  return {
    clock,
    cluster: {
      synced: () => true,
      objects: () => objectsOf(world),
      unseen: () => world.unseen,
      onDatasetChange: () => undefined,
      patch: async (request) => {
        world.patches.push(request);
        return world.patch(request);
      },
    },
    sight: {
      open: () => {
        world.sights++;
        return {
          look: async () => world.duringLook(),
          observe: (_, now) =>
            world.waiting === null ? { observation: observationOf(world, now) } : { waiting: world.waiting },
        };
      },
    },
    ledger: {
      append: async (entries) => {
        if (world.ledgerFault !== null) throw world.ledgerFault;
        return entries.map((entry) => {
          const seq = world.records.length + 1;
          const stored = JSON.parse(JSON.stringify(entry));
          const record = { seq, at: world.now, prev: '', hash: `hash-${seq}`, entry: stored };
          world.records.push(record);
          replayOne(world.state, record);
          return { seq, hash: record.hash };
        });
      },
    },
    leadership: { holds: () => world.leads, term: () => world.term, turnedAt: () => world.turnedAt },
    get memory() {
      return world.memory;
    },
    log: { info() {}, warn() {}, error() {}, debug() {} },
    hashes: world.state.hashes,
    version: 'test',
    namespace: null,
  };
}

function objectsOf(world: World): DatasetObjects {
  const { uid, managedFields, generation } = world;
  const runtime: KubeObject = {
    apiVersion: 'data.fluid.io/v1alpha1',
    kind: 'AlluxioRuntime',
    metadata: { name: 'spark', namespace: 'default', uid, resourceVersion: '1', generation, managedFields },
  };
  const none = { dataset: null, workerSet: null, workerPods: [], slices: [], operations: [], owners: [] };
  return { namespace: 'default', name: 'spark', runtime, ...none };
}

function observationOf(world: World, now: number): Observation {
  const { replicas, serving, used, uid, sizeBytes, counters } = world;
  const workers = Math.max(1, serving);
  const reading: Reading = {
    source: 'alluxio-master',
    at: now,
    capacityBytes: workers * GIB,
    usedBytes: used,
    workers,
    peakBytes: used,
    intake: 'rising',
    plateau: false,
    ...(counters === null ? {} : { counters }),
    notes: [],
  };
  return {
    at: now,
    runtime: { kind: 'AlluxioRuntime', namespace: 'default', name: 'spark' },
    uid,
    replicas,
    reading: world.reading ?? reading,
    workers: {
      asked: replicas,
      serving,
      pending: replicas - serving,
      terminating: 0,
      servingOrdinals: Array.from({ length: serving }, (_, ordinal) => ordinal),
    },
    dataset: { phase: 'Bound', sizeBytes, sizeNote: null, copies: 1 },
    perWorker: { blockBytes: 64 * 2 ** 20, highWatermark: 0.99 },
    operations: [...world.operations],
    ...(world.users && { users: world.users }),
    owners: [],
    ...(world.control === null ? {} : { control: world.control }),
    obstacle: null,
  };
}
