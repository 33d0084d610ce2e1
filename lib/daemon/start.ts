/** Puts the whole daemon together: ledger, policies, cluster, Lease, loop, probes. */
import { hostname } from 'node:os';
import { policies as builtIn } from '../../policies/index.ts';

import { createCluster } from '../kube/cluster.ts';
import { connect } from '../kube/connect.ts';
import { createElection } from '../kube/lease.ts';
import { memoryOf } from '../ledger/replay.ts';
import { closeAgents, engineAgents } from '../runtimes/agents.ts';
import { workerSetOf } from '../runtimes/kinds.ts';
import { DEFAULT_PACE } from './cadence.ts';
import { createDaemon } from './daemon.ts';
import { engineSight, staleAfter } from './engine-sight.ts';
import { openFront } from './front.ts';
import { startHousekeeping } from './housekeeping.ts';
import { kubeMemoryStore } from './kube-memory.ts';
import { kubeCluster, noLeadership } from './kube-ports.ts';
import { leadingBy } from './leading.ts';
import { createListeners, toldLedger } from './listeners.ts';
import { memoryIn } from './memory.ts';
import { note } from './note.ts';
import { createObjectSource } from './objects/source.ts';
import { createOnlookers } from './onlookers.ts';
import { concludeAbandoned, openOwnLedger, shareTexts, watchedLedger } from './own-ledger.ts';
import { type FollowOptions, followPolicies } from './policies.ts';

import { readinessOf, strangersIn } from './readiness.ts';
import type { RunningDaemon, StartOptions } from './start-options.ts';
import { startingSubject, subjectOf } from './subject.ts';
import { timedCluster, timedLedger } from './timed.ts';
import { waysIn } from './ways-in.ts';

export type { RunningDaemon, StartOptions } from './start-options.ts';

/**
 * @throws {Error} when the kubeconfig cannot be used, the probes cannot be served, or the ledger is owned by another process
 *   or damaged; then nothing is left running
 */
export async function startDaemon(options: StartOptions): Promise<RunningDaemon> {
  const begun: (() => Promise<void> | void)[] = [];
  try {
    return await assemble(options, (end) => begun.unshift(end));
  } catch (error) {
    // One part that cannot be ended keeps no other from it, and does not hide why the start failed.
    for (const end of begun) await (async () => end())().catch(() => undefined);
    throw error;
  }
}

/** @param onFailure takes what must be ended when a later part cannot be begun */
async function assemble(
  options: StartOptions,
  onFailure: (end: () => Promise<void> | void) => void,
): Promise<RunningDaemon> {
  const { clock, wallClock, log, dryRun, version, random, plugins } = options;
  const { intervalMs: slowMs, fastestMs = DEFAULT_PACE.fastestMs } = options;
  const registry = plugins === undefined ? builtIn : [...builtIn, ...plugins.policies];
  const client = connect({ kubeconfig: options.kubeconfig, context: options.context, clock: wallClock });
  onFailure(() => client.close());
  let unready = (): readonly string[] => ['starting'];
  let notes = (): readonly string[] => [];
  let subject = startingSubject(options);
  const front = await openFront({
    ...options,
    unready: () => unready(),
    notes: () => notes(),
    subject: () => subject,
  });
  onFailure(() => front?.stop());
  const { ledger, state } = await openOwnLedger(options);
  onFailure(() => ledger.close());
  const started = clock.now();
  // Copies are taken now: from here on the state follows what this run records.
  const known = new Map([...state.datasets.keys()].map((name) => [name, memoryOf(state, name, started)]));
  state.toldAt = null;
  const lastGood = [...state.policies.values()];

  const namespace = options.namespace === undefined ? client.namespace : options.namespace;
  const cluster = createCluster({ client, namespace, clock: wallClock, random, workerSetOf, log });
  const watched = watchedLedger(ledger);
  const timed = timedLedger(watched, wallClock, (ms, ok) => front?.appended(ms, ok));
  const listeners = createListeners(log);
  if (front !== null) listeners.add((entry, written) => front.heard(entry, written));
  const recorder = toldLedger(timed, listeners);
  let lookAtAll = (): void => undefined;
  let anchor = '';
  let noted = 0;
  const home = namespace ?? client.namespace;
  const identity = `${hostname()}_${Math.floor(random() * 2 ** 48).toString(36)}`;
  const election = createElection({
    client,
    namespace: home,
    name: 'fluid-autoscaler',
    identity,
    clock: wallClock,
    annotations: () => ({ 'fluid-autoscaler.dev/ledger-head': anchor }),
    onChange: (holds) => {
      if (!holds || election.term() === noted) return;
      noted = election.term();
      lookAtAll();
      void note(recorder, leading.record(), log);
    },
    log,
  });
  const leading = leadingBy({ election, identity, led: state.led, clock });
  const travels = options.memory !== false && !dryRun;
  const memory = travels ? memoryIn(kubeMemoryStore({ client, namespace: home, identity })) : undefined;

  await recorder.append([{ kind: 'start', version, dryRun, interval: slowMs, fastest: fastestMs }]);
  const { allowed, credentials } = options;
  const agents = engineAgents({ anywhere: allowed?.has('link-local') === true });
  onFailure(() => closeAgents(agents));
  const staleAfterMs = staleAfter(slowMs);
  const port = timedCluster(kubeCluster(client, cluster, options.allowed), wallClock, (ms) =>
    front?.patched(ms),
  );
  const clusterPort = options.throughCluster?.(port) ?? port;
  const daemon = createDaemon(
    {
      clock,
      cluster: clusterPort,
      sight: engineSight({
        clock,
        agents,
        staleAfterMs,
        allowed,
        credentials,
        ...waysIn(client, wallClock),
      }),
      ledger: recorder,
      leadership: dryRun ? noLeadership : leading,
      memory,
      plugins: plugins?.port(clock),
      log,
      hashes: state.hashes,
      version,
      namespace,
    },
    { pace: { slowMs, fastestMs }, dryRun },
    (dataset) => {
      const memory = known.get(dataset) ?? null;
      // One whose intent is open may yet have to be concluded here, if its document goes at once.
      if (memory?.open == null) known.delete(dataset);
      return memory;
    },
  );
  onFailure(() => daemon.stop());
  lookAtAll = daemon.lookAtAll;
  clusterPort.onDatasetChange((ns, name) => daemon.hear(ns, name));

  const housekeeping = startHousekeeping({
    ledger,
    log,
    onAnchor: (head) => {
      anchor = head;
    },
  });
  onFailure(() => housekeeping.stop());
  const stopping = new AbortController();
  const objects = options.policiesFromCluster
    ? createObjectSource({ client, namespace, clock: wallClock, random, log })
    : null;
  const watching = Promise.all([cluster.run(stopping.signal), objects?.run(stopping.signal)]);
  const leaving = new AbortController();
  const electing = dryRun ? Promise.resolve() : election.run(leaving.signal);
  onFailure(async () => {
    leaving.abort();
    stopping.abort();
    await Promise.all([electing, watching]);
  });
  const seen = { client, wallClock, random, log, listeners, identity, daemon, objects };
  const onlookers = dryRun
    ? null
    : createOnlookers({ ...seen, cluster: clusterPort, leads: () => election.holds() }, lastGood);
  const following = { folder: options.policies, objects, registry, clock: wallClock, lastGood, daemon, log };
  const lastGoodBudgets = [...state.budgets.values()];
  const recorded: FollowOptions['recorded'] = (inForce) => shareTexts(state, inForce);
  const folder = await followPolicies({ ...following, lastGoodBudgets, plugins, ledger: recorder, recorded });
  onFailure(() => folder.stop());
  await concludeAbandoned(known, daemon, recorder, clock);
  unready = readinessOf({ cluster, objects, watched, election: dryRun ? null : election });
  notes = () => strangersIn(cluster);
  subject = subjectOf({ options, daemon, election, ledger, watched, timed, folder, unready, notes });
  const looking = onlookers?.run(folder, stopping.signal);

  return {
    statuses: () => daemon.statuses(),
    unready: () => unready(),
    leads: () => election.holds(),
    head: () => ledger.head(),
    port: front?.port ?? null,
    stop: async (why) => {
      log.info({ why }, 'stopping');
      await folder.stop();
      await daemon.stop();
      await recorder.append([{ kind: 'stop', why }]).catch(() => undefined);
      await housekeeping.stop();
      leaving.abort();
      await electing;
      stopping.abort();
      await Promise.all([watching, looking]);
      await front?.stop();
      closeAgents(agents);
      await client.close();
      await ledger.close();
      log.info({}, 'stopped');
    },
  };
}
