/** Why the daemon does not do its whole job, in words for `/readyz`, the metrics and the page. */
import type { Cluster } from '../kube/cluster.ts';
import type { Election } from '../kube/lease.ts';
import { runtimeKinds } from '../runtimes/kinds.ts';
import type { ObjectSource } from './objects/source.ts';

export interface ReadinessParts {
  readonly cluster: Cluster;
  /** Null where policies come from files only. */
  readonly objects: ObjectSource | null;
  readonly watched: { faults(): readonly string[] };
  /** Null in a dry run, which needs no Lease. */
  readonly election: Election | null;
}

export function readinessOf({
  cluster,
  objects,
  watched,
  election,
}: ReadinessParts): () => readonly string[] {
  return () => [
    ...(cluster.synced() ? [] : ['the watches have not listed everything yet']),
    ...cluster
      .blindSpots()
      .filter(({ kind }) => !isStranger(cluster, kind))
      .map(({ kind, why }) => `${kind} cannot be watched: ${why}`),
    ...faultsOf(objects),
    ...watched.faults(),
    ...(election === null ? [] : leaseFaults(election)),
  ];
}

/** A kind of runtime that the cluster serves and the table does not have. */
function isStranger(cluster: Pick<Cluster, 'kinds'>, kind: string): boolean {
  const served = cluster.kinds().some((one) => one.kind === kind);
  return served && !runtimeKinds.some((known) => known.kind === kind);
}

/** Kinds of runtimes nobody has told us about: named, for their datasets are held, and no reason to be unready. */
export function strangersIn(cluster: Pick<Cluster, 'kinds' | 'blindSpots'>): readonly string[] {
  const spots = cluster.blindSpots();
  return cluster.kinds().flatMap(({ kind }) => {
    if (!isStranger(cluster, kind)) return [];
    const spot = spots.find((one) => one.kind === kind);
    const seen = spot === undefined ? 'its datasets are shown and held' : `it cannot be watched: ${spot.why}`;
    return [`${kind} is a kind of runtime this version does not know; ${seen}`];
  });
}

/** Standing by while another daemon leads is what a second one is for; a Lease that nobody can get is a fault. */
function leaseFaults(election: Election): readonly string[] {
  if (election.holds()) return [];
  const { holder, lastError } = election.state();
  if (lastError !== null) return [`the Lease cannot be kept: ${lastError.text}`];
  return holder === '' ? ['nobody holds the Lease yet'] : [];
}

function faultsOf(objects: ObjectSource | null): readonly string[] {
  const fault = objects?.fault() ?? null;
  return fault === null ? [] : [`DatasetAutoscalers cannot be seen: ${fault}`];
}
