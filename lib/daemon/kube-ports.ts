/** The loop's ports on a real cluster. */
import type { KubeClient } from '../kube/client.ts';
import type { Cluster } from '../kube/cluster.ts';
import { compareAndSwap, type ScaleOutcome } from '../kube/scale.ts';
import { kindOf } from '../runtimes/kinds.ts';
import type { ClusterPort, LeadershipPort, PatchRequest, PatchResult } from './ports.ts';

export function kubeCluster(client: KubeClient, cluster: Cluster): ClusterPort {
  return {
    synced: () => cluster.synced(),
    objects: (namespace, name) => cluster.objects(namespace, name),
    wantUsers: (dataset, wanted) => cluster.wantUsers(dataset, wanted),
    unseen: () => cluster.blindSpots(),
    onDatasetChange: (listener) => void cluster.onDatasetChange(listener),
    patch: (request) => patch(client, cluster, request),
  };
}

async function patch(client: KubeClient, cluster: Cluster, request: PatchRequest): Promise<PatchResult> {
  const { kind, namespace, name, uid, from, to } = request;
  if (kindOf(kind).writes !== 'scale') return { result: 'refused', text: `${kind} is not written by /scale` };
  const plural = cluster.kinds().find((served) => served.kind === kind)?.plural;
  if (plural === undefined) return { result: 'refused', text: `the cluster does not serve ${kind} any more` };
  return resultOf(await compareAndSwap(client, { writes: 'scale', plural, namespace, name, uid, from, to }));
}

function resultOf(outcome: ScaleOutcome): PatchResult {
  switch (outcome.result) {
    case 'applied': {
      const { resourceVersion } = outcome;
      return { result: 'applied', text: '', ...(resourceVersion === null ? {} : { resourceVersion }) };
    }
    case 'lost':
    case 'gone':
      return { result: 'lost', text: outcome.reason };
    case 'unknown':
      return { result: 'unknown', text: outcome.reason };
    default:
      return { result: 'refused', text: outcome.reason };
  }
}

/** A dry run needs no Lease, because it never writes. */
export const noLeadership: LeadershipPort = { holds: () => false, term: () => 0 };
