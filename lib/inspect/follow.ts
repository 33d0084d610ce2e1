/** The cluster, listed once and followed from there. */
import type { Clock } from '../clock/clock.ts';
import type { KubeClient } from '../kube/client.ts';
import { type Cluster, createCluster } from '../kube/cluster.ts';
import { discover, fluidGroup } from '../kube/discovery.ts';
import { requiredGroups } from '../kube/watched.ts';
import { workerSetOf } from '../runtimes/kinds.ts';

export interface FollowOptions {
  readonly client: KubeClient;
  /** One namespace, or null for all. */
  readonly namespace: string | null;
  /** The clock of I/O. */
  readonly clock: Clock;
  readonly random: () => number;
}

export interface Followed {
  readonly cluster: Cluster;
  close(): Promise<void>;
}

/** The cluster cannot be looked at; the message says why. */
export class ClusterError extends Error {
  override readonly name = 'ClusterError';
}

/** Lists take long on a large cluster; beyond this the API server does not answer them at all, real ms. */
const SYNC_MS = 60_000;

/**
 * Resolves when everything that may be read has been listed. What may not is told by `cluster.blindSpots()`.
 * @throws {ClusterError} when there is no answer, no Fluid, or a list does not come to its end
 */
export async function followCluster(options: FollowOptions): Promise<Followed> {
  const { client, namespace, clock, random } = options;
  // Asked before anything is followed, because a follower would try again for ever.
  const found = await discover(client);
  const [failure] = found.failures.filter(({ groupVersion }) => requiredGroups.includes(groupVersion));
  if (failure !== undefined) throw new ClusterError(`${client.server} cannot be looked at: ${failure.why}`);
  if (found.runtimes.length === 0)
    throw new ClusterError(`${client.server} serves no runtime of ${fluid}: Fluid is not installed there`);

  const cluster = createCluster({ client, namespace, clock, random, workerSetOf });
  const stopping = new AbortController();
  const running = cluster.run(stopping.signal);
  const close = async () => {
    stopping.abort();
    await running;
  };
  const waiting = new AbortController();
  await Promise.race([cluster.whenSynced(waiting.signal), clock.sleep(SYNC_MS, waiting.signal)]);
  waiting.abort();
  if (cluster.synced()) return { cluster, close };
  const missing = cluster.blindSpots().map(({ kind, why }) => `${kind} (${why})`);
  await close();
  throw new ClusterError(`not everything could be listed in ${SYNC_MS / 1000} s: ${missing.join(', ')}`);
}

const fluid = `${fluidGroup.group}/${fluidGroup.version}`;
