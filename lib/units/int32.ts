/** The largest replica count Kubernetes can hold. */
export const MAX_REPLICAS = 2_147_483_647;

/** As many pods as Kubernetes is made for in one cluster (https://kubernetes.io/docs/setup/best-practices/cluster-large/). */
export const MOST_WORKERS = 150_000;
