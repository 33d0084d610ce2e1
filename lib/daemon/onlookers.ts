/**
 * Those who only watch the loop and tell the cluster of it: Events on Datasets, statuses of DatasetAutoscalers. They write beside
 * the loop, never in a dry run, and only while this daemon leads.
 */
import type { Clock } from '../clock/clock.ts';
import type { KubeClient } from '../kube/client.ts';
import type { PolicyRecord } from '../model/records.ts';
import type { Daemon } from './daemon.ts';
import { createTeller } from './events/tell.ts';
import { createEventWriter } from './events/writer.ts';
import type { Listeners } from './listeners.ts';
import type { ObjectSource } from './objects/source.ts';
import { createObjectStatuses } from './objects/statuses.ts';
import type { FollowedPolicies } from './policies.ts';
import type { ClusterPort, Log } from './ports.ts';

export interface OnlookersOptions {
  readonly client: KubeClient;
  readonly wallClock: Clock;
  readonly random: () => number;
  readonly log: Log;
  readonly listeners: Listeners;
  /** This daemon's name in the Lease. */
  readonly identity: string;
  readonly cluster: Pick<ClusterPort, 'objects'>;
  readonly daemon: Pick<Daemon, 'statusOf' | 'planOf'>;
  /** Null where policies are files only. */
  readonly objects: ObjectSource | null;
  /** Whether we may write at this instant. */
  leads(): boolean;
}

export interface Onlookers {
  /** Until the signal aborts; then it resolves with nothing left open. */
  run(policies: FollowedPolicies, signal: AbortSignal): Promise<void>;
}

/** @param known documents in force before this daemon began: those are no news. They listen from now on. */
export function createOnlookers(options: OnlookersOptions, known: readonly PolicyRecord[]): Onlookers {
  const { client, wallClock: clock, random, log, listeners, daemon, objects, leads } = options;
  const common = { client, clock, random, log, leads };
  const events = createEventWriter({
    ...common,
    identity: options.identity,
    datasetOf: (dataset) => {
      const [namespace = '', name = ''] = dataset.split('/');
      return options.cluster.objects(namespace, name).dataset;
    },
  });
  const teller = createTeller({
    known: new Map(known.map(({ dataset, hash }) => [dataset, hash])),
    planOf: ({ dataset, hash }) => {
      const plan = daemon.planOf(dataset);
      return plan?.hash === hash ? plan : null;
    },
    now: () => clock.now(),
  });
  listeners.add((entry) => {
    for (const told of teller.hear(entry)) events.tell(told);
  });

  return {
    run: async (policies, signal) => {
      const writing = [events.run(signal)];
      if (objects !== null) {
        const statusOf = (dataset: string) => daemon.statusOf(dataset);
        const statuses = createObjectStatuses({ ...common, statusOf, source: objects, policies });
        listeners.add(statuses.listener);
        writing.push(statuses.run(signal));
      }
      await Promise.all(writing);
    },
  };
}
