/**
 * Looks at datasets with the daemon's own keepers: they observe and decide as in the daemon, and can write nowhere. Nothing is
 * patched, because this daemon never leads; what it would have done is in its decision.
 */
import type { Clock } from '../clock/clock.ts';
import type { PolicyInForce } from '../daemon/daemon.ts';
import type { KeeperPorts } from '../daemon/desk.ts';
import { createKeeper, type Keeper } from '../daemon/keeper.ts';
import { noLeadership } from '../daemon/kube-ports.ts';
import { hindranceOf } from '../daemon/kube-write.ts';
import type { BudgetPort, ClusterPort, LedgerPort, SightPort } from '../daemon/ports.ts';
import type { Plan } from '../decide/plan.ts';
import type { Cluster } from '../kube/cluster.ts';
import type { DatasetMemory } from '../ledger/replay.ts';
import { DEFAULT_SOURCES } from '../model/source.ts';
import type { PluginPort } from '../plugins/port.ts';
import { type Inspected, inspectedOf } from './inspected.ts';

export interface OnlookerOptions {
  /** What several datasets share; absent: nothing. */
  readonly budgets?: BudgetPort | undefined;
  readonly cluster: Cluster;
  readonly sight: SightPort;
  readonly clock: Clock;
  readonly version: string;
  readonly plugins: PluginPort | undefined;
  /** The one namespace that is watched, or null for all. */
  readonly namespace: string | null;
  /** What a ledger knows of a dataset (`namespace/name`), or null: then the daemon is a fresh one. */
  readonly memoryOf: (dataset: string) => DatasetMemory | null;
  readonly onError: (text: string) => void;
}

export interface Onlooker {
  /** One look. @param policy the document in force, or null */
  look(
    namespace: string,
    name: string,
    policy: PolicyInForce | null,
    signal: AbortSignal,
  ): Promise<Inspected>;
}

export function createOnlooker(options: OnlookerOptions): Onlooker {
  const ports = portsOf(options);
  const keepers = new Map<string, Keeper>();
  return {
    look: async (namespace, name, policy, signal) => {
      const dataset = `${namespace}/${name}`;
      const plan = policy?.plan ?? lookOnly(namespace, name);
      const keeper = keepers.get(dataset) ?? createKeeper(ports, plan, options.memoryOf(dataset));
      keepers.set(dataset, keeper);
      keeper.setPlan(plan);
      await keeper.tick(signal);
      return inspectedOf(keeper.status(), policy);
    },
  };
}

function portsOf({
  cluster,
  sight,
  clock,
  budgets,
  plugins,
  onError,
  version,
  namespace,
}: OnlookerOptions): KeeperPorts {
  return {
    clock,
    cluster: readOnly(cluster),
    sight,
    ledger: forgetful(),
    leadership: noLeadership,
    budgets,
    plugins,
    log: { ...quiet, error: (fields) => onError(saidIn(fields)) },
    hashes: new Map(),
    version,
    namespace,
  };
}

function readOnly(cluster: Cluster): ClusterPort {
  return {
    synced: () => cluster.synced(),
    objects: (namespace, name) => cluster.objects(namespace, name),
    wantUsers: (dataset, wanted) => cluster.wantUsers(dataset, wanted),
    unseen: () => cluster.blindSpots(),
    hindrance: (kind) => hindranceOf(cluster, kind),
    onDatasetChange: (listener) => void cluster.onDatasetChange(listener),
    patch: async () => ({ result: 'refused', text: 'an onlooker writes nothing' }),
  };
}

const quiet = { info: () => undefined, warn: () => undefined, debug: () => undefined };

function saidIn(fields: object): string {
  const { dataset, error } = fields as { readonly dataset?: unknown; readonly error?: unknown };
  return `${dataset} could not be looked at: ${error}`;
}

/** Takes every entry and keeps none. */
function forgetful(): LedgerPort {
  let seq = 0;
  return { append: async (entries) => entries.map(() => ({ seq: ++seq, hash: '' })) };
}

/** For a dataset without a document: nothing is wished for and nothing limited. */
function lookOnly(namespace: string, dataset: string): Plan {
  return {
    namespace,
    dataset,
    hash: '',
    semantics: 'native',
    mode: 'dry-run',
    pause: null,
    bounds: { min: 0, max: Number.MAX_SAFE_INTEGER },
    respectMs: 0,
    adopt: 'hold',
    otherAutoscalers: 'ignore',
    sources: DEFAULT_SOURCES,
    intervalMs: null,
    sizers: [],
    claimants: [],
    nextChanges: [],
    priority: 0,
    readingLimiters: [],
    limiters: [],
    needs: new Set(),
    windowMs: 0,
    defaults: [],
  };
}
