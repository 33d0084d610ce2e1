/** Those who only watch the loop and tell the cluster of it: statuses of DatasetAutoscalers. None of them in a dry run. */
import type { Clock } from '../clock/clock.ts';
import type { KubeClient } from '../kube/client.ts';
import type { Daemon } from './daemon.ts';
import type { Listeners } from './listeners.ts';
import type { ObjectSource } from './objects/source.ts';
import { createObjectStatuses } from './objects/statuses.ts';
import type { FollowedPolicies } from './policies.ts';
import type { Log } from './ports.ts';

export interface OnlookersOptions {
  readonly client: KubeClient;
  readonly wallClock: Clock;
  readonly random: () => number;
  readonly log: Log;
  readonly listeners: Listeners;
  /** Null where policies are files only. */
  readonly objects: ObjectSource | null;
  readonly policies: FollowedPolicies;
  readonly daemon: Pick<Daemon, 'statusOf'>;
  readonly dryRun: boolean;
  /** Whether we may write at this instant. */
  leads(): boolean;
  readonly signal: AbortSignal;
}

/** They go on until the signal aborts; then the promise resolves with nothing left open. */
export async function startOnlookers(options: OnlookersOptions): Promise<void> {
  const { client, wallClock: clock, random, log, listeners, objects, policies, daemon, leads } = options;
  if (options.dryRun || objects === null) return;
  const statusOf = (dataset: string) => daemon.statusOf(dataset);
  const common = { client, clock, random, log, leads, statusOf };
  const statuses = createObjectStatuses({ ...common, source: objects, policies });
  const deaf = listeners.add(statuses.listener);
  await statuses.run(options.signal);
  deaf();
}
