/** The largest replica count Kubernetes can hold. */
export const MAX_REPLICAS = 2_147_483_647;
