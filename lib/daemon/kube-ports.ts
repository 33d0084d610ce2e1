/** The loop's ports on a real cluster. */
import type { KubeClient } from '../kube/client.ts';
import type { Cluster } from '../kube/cluster.ts';
import { type Allowed, hindranceOf, writeCount } from './kube-write.ts';
import type { ClusterPort, LeadershipPort } from './ports.ts';

/** @param allowed what is allowed beyond the default */
export function kubeCluster(client: KubeClient, cluster: Cluster, allowed: Allowed = new Set()): ClusterPort {
  return {
    synced: () => cluster.synced(),
    objects: (namespace, name) => cluster.objects(namespace, name),
    wantUsers: (dataset, wanted) => cluster.wantUsers(dataset, wanted),
    unseen: () => cluster.blindSpots(),
    hindrance: (kind) => hindranceOf(cluster, kind),
    onDatasetChange: (listener) => void cluster.onDatasetChange(listener),
    patch: (request) => writeCount(client, cluster, allowed, request),
  };
}

/** A dry run needs no Lease, because it never writes. */
export const noLeadership: LeadershipPort = { holds: () => false, term: () => 0 };
