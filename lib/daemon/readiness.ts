/** Why the daemon does not do its whole job, in words for `/readyz`, the metrics and the page. */
import type { Cluster } from '../kube/cluster.ts';
import type { Election } from '../kube/lease.ts';
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
    ...cluster.blindSpots().map(({ kind, why }) => `${kind} cannot be watched: ${why}`),
    ...faultsOf(objects),
    ...watched.faults(),
    ...(election === null ? [] : leaseFaults(election)),
  ];
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
