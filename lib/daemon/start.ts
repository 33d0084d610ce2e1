/** Puts the whole daemon together: ledger, policies, cluster, Lease, loop, probes. */
import { hostname } from 'node:os';
import { policies as registry } from '../../policies/index.ts';
import type { Clock } from '../clock/clock.ts';
import { createCluster } from '../kube/cluster.ts';
import { connect } from '../kube/connect.ts';
import { createElection } from '../kube/lease.ts';
import { openLedger } from '../ledger/ledger.ts';
import { checkpointOf, emptyState, memoryOf, replayOne } from '../ledger/replay.ts';
import type { Ledger } from '../ledger/types.ts';
import type { LedgerEntry } from '../model/records.ts';
import { closeAgents, engineAgents } from '../runtimes/agents.ts';
import { kindOf } from '../runtimes/kinds.ts';
import { serveHealth } from '../serve/health.ts';
import { createDaemon } from './daemon.ts';
import { engineSight } from './engine-sight.ts';
import { startHousekeeping } from './housekeeping.ts';
import { kubeCluster, leaseLeadership, noLeadership } from './kube-ports.ts';
import { followPolicies } from './policies.ts';
import type { ClusterPort, DatasetStatus, LedgerPort, Log } from './ports.ts';

export interface StartOptions {
  /** Folder of policy documents, or one file. */
  readonly policies: string;
  /** Folder of the ledger; made when missing. */
  readonly ledger: string;
  readonly keyFile?: string | undefined;
  readonly intervalMs: number;
  /** `HOST:PORT` of the probes; none without. */
  readonly listen?: string | undefined;
  readonly dryRun: boolean;
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
  /** One namespace, null for all, undefined for the context's own. */
  readonly namespace?: string | null | undefined;
  readonly clock: Clock;
  /** The clock of I/O: time-outs and the Lease run on it, also where `clock` is a fast one. */
  readonly wallClock: Clock;
  readonly random: () => number;
  readonly log: Log;
  readonly version: string;
  /** For tests: stands between the loop and the cluster. */
  readonly throughCluster?: (port: ClusterPort) => ClusterPort;
}

export interface RunningDaemon {
  statuses(): readonly DatasetStatus[];
  /** Why it does not do its whole job now; empty when it does. */
  unready(): readonly string[];
  head(): { readonly seq: number; readonly hash: string };
  /** Port of the probes, or null. */
  readonly port: number | null;
  /** Ends cleanly: looks under way finish, what is in memory is written down, the Lease is given up. */
  stop(why: string): Promise<void>;
}

/** Nothing younger is ever pruned, however short the windows are. */
const KEEP_MS = 86_400_000;
const MAX_LEDGER_BYTES = 2 ** 30;
/** Whole time for one look at an engine, real ms. */
const ENGINE_TIMEOUT_MS = 3000;

/** @throws {Error} when the ledger is owned by another process or damaged, or the kubeconfig cannot be used */
export async function startDaemon(options: StartOptions): Promise<RunningDaemon> {
  const { clock, wallClock, log, dryRun, version, random } = options;
  const state = emptyState();
  const ledger = await openLedger({
    folder: options.ledger,
    clock,
    keyFile: options.keyFile,
    maxTotalBytes: MAX_LEDGER_BYTES,
    // Twice the longest window of any document: a window's beginning is told by what came before it.
    keepAtLeastMs: () =>
      Math.max(KEEP_MS, ...[...state.policies.values()].map(({ windowMs }) => 2 * windowMs)),
    checkpoint: () => checkpointOf(state),
    onRecord: (record) => replayOne(state, record),
    onNote: ({ code, message }) => log.warn({ code, detail: message }, 'ledger note'),
  });
  const begun = clock.now();
  // Copies are taken now: from here on the state follows what this run records.
  const known = new Map(
    [...state.datasets.keys()].map((dataset) => [dataset, memoryOf(state, dataset, begun)]),
  );
  const lastGood = [...state.policies.values()];

  const client = connect({ kubeconfig: options.kubeconfig, context: options.context, clock: wallClock });
  const namespace = options.namespace === undefined ? client.namespace : options.namespace;
  const workerSetName = (kind: string, name: string) => kindOf(kind).workerSetName(name);
  const cluster = createCluster({ client, namespace, clock: wallClock, random, workerSetName, log });
  let anchor = '';
  const election = createElection({
    client,
    namespace: namespace ?? client.namespace,
    name: 'fluid-autoscaler',
    identity: `${hostname()}_${Math.floor(random() * 2 ** 48).toString(36)}`,
    clock: wallClock,
    annotations: () => ({ 'fluid-autoscaler.dev/ledger-head': anchor }),
    log,
  });

  await ledger.append({ kind: 'start', version, dryRun, interval: options.intervalMs } as LedgerEntry);
  const agents = engineAgents();
  const staleAfterMs = Math.max(30_000, 3 * options.intervalMs);
  const port = kubeCluster(client, cluster);
  const clusterPort = options.throughCluster?.(port) ?? port;
  const daemon = createDaemon(
    {
      clock,
      cluster: clusterPort,
      sight: engineSight({ clock, agents, timeoutMs: ENGINE_TIMEOUT_MS, staleAfterMs, statusFallback: true }),
      ledger: ledgerPort(ledger),
      leadership: dryRun ? noLeadership : leaseLeadership(election),
      log,
      hashes: state.hashes,
      version,
    },
    { intervalMs: options.intervalMs, dryRun },
    (dataset) => known.get(dataset) ?? null,
  );
  clusterPort.onDatasetChange((ns, name) => daemon.poke(ns, name));

  const stopping = new AbortController();
  const watching = cluster.run(stopping.signal);
  const leaving = new AbortController();
  const electing = dryRun ? Promise.resolve() : election.run(leaving.signal);
  const housekeeping = startHousekeeping({
    ledger,
    log,
    onAnchor: (hash) => {
      anchor = hash;
    },
  });
  const folder = await followPolicies({
    folder: options.policies,
    registry,
    clock: wallClock,
    lastGood,
    daemon,
    ledger: ledgerPort(ledger),
    log,
  });
  const unready = () => [
    ...(cluster.synced() ? [] : ['the watches have not listed everything yet']),
    ...cluster.blindSpots().map(({ kind, why }) => `${kind} cannot be watched: ${why}`),
    ...(dryRun || election.holds()
      ? []
      : [`standing by: ${election.state().holder || 'nobody'} holds the Lease`]),
  ];
  const probes = options.listen === undefined ? null : await serveHealth(options.listen, unready);

  return {
    statuses: () => daemon.statuses(),
    unready,
    head: () => ledger.head(),
    port: probes?.port ?? null,
    stop: async (why) => {
      log.info({ why }, 'stopping');
      await folder.stop();
      await daemon.stop();
      await ledger.append({ kind: 'stop', why } as LedgerEntry).catch(() => undefined);
      await housekeeping.stop();
      leaving.abort();
      await electing;
      stopping.abort();
      await watching;
      await probes?.stop();
      closeAgents(agents);
      await client.close();
      await ledger.close();
      log.info({}, 'stopped');
    },
  };
}

function ledgerPort(ledger: Ledger): LedgerPort {
  return { append: (entries) => ledger.appendAll(entries) };
}
