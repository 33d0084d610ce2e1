/** One dataset in memory, in which the ledger, the patch and the daemon itself can fail at any point. */
import type { KeeperPorts } from '../../../lib/daemon/desk.ts';
import { createKeeper, type Keeper } from '../../../lib/daemon/keeper.ts';
import type { PatchRequest, PatchResult } from '../../../lib/daemon/ports.ts';
import type { Plan } from '../../../lib/decide/plan.ts';
import type { KubeObject } from '../../../lib/kube/objects.ts';
import type { StoredRecord } from '../../../lib/ledger/entry.ts';
import { type DatasetMemory, emptyState, MANAGER, memoryOf, replayOne } from '../../../lib/ledger/replay.ts';
import type { LedgerEntry } from '../../../lib/model/records.ts';
import { GIB, NOON, observation, serving } from '../../lib/decide/make.ts';

/** What becomes of one append. `killed`: the process ends, with nothing, the first entry, or all of it stored. */
export type AppendFate = 'stored' | 'refused' | 'killed before' | 'killed halfway' | 'killed after';

/** What becomes of one patch. `late`: nobody knows, and it arrives when the next step of the script is over. */
export type PatchFate =
  | 'answered'
  | 'refused'
  | 'answer lost'
  | 'request lost'
  | 'late'
  | 'killed before'
  | 'killed after';

/** A patch as it left the daemon. */
export interface Sent {
  readonly request: PatchRequest;
  readonly at: number;
  /** How many records were in the ledger. */
  readonly stored: number;
  /** The runtime as the write found it; null when it changed nothing. */
  found: { readonly uid: string; readonly replicas: number } | null;
}

/** Where a variant differs from the daemon. */
export interface Variant {
  readonly wrap?: (ports: KeeperPorts, stage: Stage) => KeeperPorts;
  /** What a restart makes of what the ledger holds. */
  readonly recall?: (memory: DatasetMemory | null) => DatasetMemory | null;
  /** Whether the API server lets the write pass. */
  readonly passes?: (truth: Stage, request: PatchRequest) => boolean;
}

export interface Stage {
  now: number;
  uid: string;
  replicas: number;
  /** Counts the changes of the count, as `metadata.generation` does. */
  readonly generation: number;
  serving: number;
  /** Of what serves. */
  fullness: number;
  sizeBytes: number | null;
  blind: boolean;
  gone: boolean;
  leads: boolean;
  manager: string | null;
  /** Fates of the next appends; stored when there are no more. */
  appends: AppendFate[];
  patchFate: PatchFate;
  /** What others do while the patch is under way, and while the engine is read. */
  beforePatch: () => void;
  duringLook: () => void;
  dead: boolean;
  readonly records: StoredRecord[];
  readonly sent: Sent[];
  /** Patches that have yet to arrive. */
  late: Sent[];
  keeper: Keeper;
  /** Moves time on and looks once; a daemon that is dead is started again before. */
  tick(seconds: number): Promise<void>;
  someone(replicas: number, manager?: string): void;
  /** Started again on what its ledger holds; `kill -9` before it unless `clean`. */
  restart(clean: boolean): Promise<void>;
  /** The daemon ends here, as by `kill -9`. */
  kill(): Promise<never>;
  /** Late patches arrive. */
  arrive(): void;
  entries<K extends LedgerEntry['kind']>(kind: K): (Extract<LedgerEntry, { kind: K }> & { seq: number })[];
}

const DATASET = 'default/spark';

/** A compare-and-swap as the API server does it. */
export function comparesAndSwaps(truth: Stage, { uid, from }: PatchRequest): boolean {
  return truth.uid === uid && truth.replicas === from;
}

export function makeStage(plan: Plan, variant: Variant = {}): Stage {
  let [count, generation] = [1, 1];
  const stage: Stage = {
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
    fullness: 0.5,
    sizeBytes: null,
    blind: false,
    gone: false,
    leads: true,
    manager: null,
    appends: [],
    patchFate: 'answered',
    beforePatch: () => undefined,
    duringLook: () => undefined,
    dead: false,
    records: [],
    sent: [],
    late: [],
    keeper: undefined as unknown as Keeper,
    tick: async (seconds) => {
      if (stage.dead) await stage.restart(false);
      stage.now += seconds * 1000;
      const death = new Promise<void>((resolve) => {
        die = resolve;
      });
      await Promise.race([stage.keeper.tick(new AbortController().signal), death]);
    },
    someone: (replicas, manager = 'kubectl-scale') => {
      stage.replicas = replicas;
      stage.manager = manager;
    },
    restart: async (clean) => {
      if (clean && !stage.dead) await stage.keeper.flush();
      const killed = !clean || stage.dead;
      stage.dead = false;
      start(killed);
    },
    kill: () => kill(),
    arrive: () => {
      for (const sent of stage.late.splice(0)) write(sent);
    },
    entries: (kind) =>
      stage.records
        .map(({ seq, entry }) => ({ ...(entry as unknown as LedgerEntry), seq }))
        .filter((entry) => entry.kind === kind) as never,
  };
  let die: () => void = () => undefined;
  const kill = () => {
    stage.dead = true;
    die();
    return new Promise<never>(() => undefined);
  };
  const write = (sent: Sent): PatchResult => {
    if (!(variant.passes ?? comparesAndSwaps)(stage, sent.request))
      return { result: 'lost', text: 'it had changed' };
    sent.found = { uid: stage.uid, replicas: stage.replicas };
    stage.someone(sent.request.to, MANAGER);
    return { result: 'applied', text: '' };
  };
  const patch = async (request: PatchRequest): Promise<PatchResult> => {
    const sent: Sent = { request, at: stage.now, stored: stage.records.length, found: null };
    stage.sent.push(sent);
    stage.beforePatch();
    const unknown = { result: 'unknown', text: 'no answer' } as const;
    switch (stage.patchFate) {
      case 'refused':
        return { result: 'refused', text: 'forbidden' };
      case 'request lost':
        return unknown;
      case 'late':
        stage.late.push(sent);
        return unknown;
      case 'answer lost':
        write(sent);
        return unknown;
      case 'killed before':
        return kill();
      case 'killed after':
        write(sent);
        return kill();
      default:
        return write(sent);
    }
  };
  const start = (killed: boolean) => {
    const state = emptyState();
    if (killed) state.start = { kind: 'start', version: 'test', dryRun: false, interval: 5000 };
    for (const record of stage.records) replayOne(state, record);
    const store = (entries: readonly LedgerEntry[]) =>
      entries.map((entry) => {
        const seq = stage.records.length + 1;
        const stored = JSON.parse(JSON.stringify(entry));
        const record = { seq, at: stage.now, prev: '', hash: `hash-${seq}`, entry: stored };
        stage.records.push(record);
        replayOne(state, record);
        return { seq, hash: record.hash };
      });
    const append = async (entries: readonly LedgerEntry[]) => {
      const fate = stage.appends.shift() ?? 'stored';
      if (fate === 'refused') throw new Error('no space left');
      if (fate === 'killed before') return kill();
      const written = store(fate === 'killed halfway' ? entries.slice(0, 1) : entries);
      return fate === 'stored' ? written : kill();
    };
    const ports: KeeperPorts = {
      clock: { now: () => stage.now, monotonic: () => stage.now, sleep: async () => undefined },
      cluster: {
        synced: () => true,
        objects: () => ({ ...noObjects, runtime: stage.gone ? null : runtimeOf(stage) }),
        unseen: () => [],
        onDatasetChange: () => undefined,
        patch,
      },
      sight: { open: () => ({ look: async () => stage.duringLook(), observe: () => observe(stage) }) },
      ledger: { append },
      leadership: { holds: () => stage.leads, term: () => 1 },
      log: { info() {}, warn() {}, error() {}, debug() {} },
      hashes: state.hashes,
      version: 'test',
      namespace: null,
    };
    const memory = memoryOf(state, DATASET, stage.now);
    const recalled = variant.recall === undefined ? memory : variant.recall(memory);
    stage.keeper = createKeeper(variant.wrap?.(ports, stage) ?? ports, plan, recalled);
  };
  start(false);
  return stage;
}

const noObjects = {
  namespace: 'default',
  name: 'spark',
  dataset: null,
  workerSet: null,
  workerPods: [],
  slices: [],
  operations: [],
  owners: [],
};

function runtimeOf({ uid, manager, generation }: Stage): KubeObject {
  const fieldsV1 = { 'f:spec': { 'f:replicas': {} } };
  const managedFields =
    manager === null ? [] : [{ manager, operation: 'Update', subresource: 'scale', fieldsV1 }];
  const metadata = {
    name: 'spark',
    namespace: 'default',
    uid,
    resourceVersion: '1',
    generation,
    managedFields,
  };
  return { apiVersion: 'data.fluid.io/v1alpha1', kind: 'AlluxioRuntime', metadata };
}

function observe(stage: Stage) {
  if (stage.gone) return { waiting: { code: 'NoRuntime', numbers: { dataset: DATASET } } };
  const { now: at, uid, replicas, fullness, sizeBytes, blind } = stage;
  const workers = Math.max(1, stage.serving);
  const usedBytes = Math.floor(workers * fullness * GIB);
  const seen = { workers, usedBytes, peakBytes: usedBytes, intake: 'rising' as const };
  return {
    observation: observation({
      at,
      uid,
      replicas,
      workers: serving(stage.serving, replicas),
      reading: blind ? { blind: true, source: 'alluxio-master', code: 'EngineRefused' } : seen,
      dataset: { sizeBytes },
    }),
  };
}
