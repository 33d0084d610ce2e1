/**
 * Strong rights and reaches that are off unless whoever runs the daemon turns them on (`--allow`). Beside the flag each needs
 * its right in the cluster.
 */
export const ALLOWANCES = ['exec', 'statefulsets', 'cacheruntimes', 'link-local'] as const;

/**
 * - `exec`: one fixed command in worker pods of kinds that tell how full they are in no other way.
 * - `statefulsets`: the count of a ThinRuntime stands in its StatefulSet; the right reaches every StatefulSet of the namespace.
 * - `cacheruntimes`: the count of a CacheRuntime is a field of the object; the right could change all of it, images too.
 * - `link-local`: addresses given by users may be link-local, or where clouds hand out credentials.
 */
export type Allowance = (typeof ALLOWANCES)[number];
