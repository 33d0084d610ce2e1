/** Finds out what adopting policies would change on a cluster. Reads, asks, rehearses; stores nothing. */
import type { Clock } from '../clock/clock.ts';
import type { Policy } from '../decide/contract.ts';
import { aboutReadings, forbiddenProxies, unseenKinds, unwatchedKinds } from '../inspect/hints.ts';
import { type InspectOptions, openInspection } from '../inspect/inspect.ts';
import type { KubeClient } from '../kube/client.ts';
import { discover } from '../kube/discovery.ts';
import { watchedKinds } from '../kube/watched.ts';
import type { Allowance } from '../model/allowance.ts';
import type { Plugins } from '../plugins/load.ts';
import { isObject } from '../spec/folder-state.ts';
import type { Sources } from '../spec/sources.ts';
import { type Adoption, adoptionOf } from './adoption.ts';
import { listObjects, wantedOf } from './documents.ts';
import { rehearse } from './rehearse.ts';
import { neededRights, reviewRights } from './rights.ts';
import type { AdoptionPlan } from './text.ts';

export interface PlanOptions {
  readonly client: KubeClient;
  /** One namespace, or null for all. */
  readonly namespace: string | null;
  readonly files: Sources;
  readonly policiesFromCluster: boolean;
  /** As the daemon would be started. */
  readonly dryRun: boolean;
  /** What it would be started with beyond the default. */
  readonly allowed: ReadonlySet<Allowance>;
  readonly registry: readonly Policy[];
  readonly plugins?: Plugins | undefined;
  readonly way: InspectOptions['way'];
  readonly clock: Clock;
  readonly random: () => number;
  readonly version: string;
}

/** Engines whose first look finds nothing to compare with are looked at as a daemon newly started would. */
const INTERVAL_MS = 5000;

/** @throws {ClusterError} when the cluster cannot be looked at */
export async function planAdoption(options: PlanOptions): Promise<AdoptionPlan> {
  const { client, namespace, registry, clock, dryRun, allowed, policiesFromCluster } = options;
  const objects = await listObjects(client, namespace);
  const followed = policiesFromCluster ? objects : null;
  const { policies, faults } = wantedOf(options.files, followed, registry, clock.now());
  const problems: string[] = [];
  const inspection = await openInspection({
    ...options,
    intervalMs: INTERVAL_MS,
    onError: (text) => problems.push(text),
  });
  try {
    const seen = await inspection.look({ policies });
    const adoptions: Adoption[] = [];
    for (const each of seen) {
      const entry = policies.get(`${each.namespace}/${each.name}`);
      if (entry === undefined) continue;
      const object = isObject(entry.file) ? null : await rehearse(client, entry, objects);
      adoptions.push(adoptionOf(entry, each, object));
    }
    const spots = inspection.blindSpots();
    const hints = [
      ...unseenKinds(spots),
      ...unwatchedKinds(spots),
      ...forbiddenProxies(seen),
      ...aboutReadings(seen),
    ];
    const watched = watchedKinds(await discover(client));
    const own = namespace ?? client.namespace;
    const placed = seen.flatMap(({ observation, policy }) =>
      observation === null || policy === null ? [] : [observation.runtime],
    );
    const started = { namespace, own, dryRun, allowed, policiesFromCluster };
    const needed = neededRights({ watched, placed, ...started });
    const rights = await reviewRights(client, needed);
    return { adoptions, faults: [...faults, ...problems], hints, rights };
  } finally {
    await inspection.close();
  }
}
