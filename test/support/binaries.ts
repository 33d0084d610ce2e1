/** Where the real etcd, kube-apiserver and Fluid are found, when they are. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../lib/root.ts';

export interface ControlPlaneBinaries {
  readonly etcd: string;
  readonly kubeApiserver: string;
  /** Null where only the two servers are given. */
  readonly kubectl: string | null;
}

export const clusterFolder: string = join(projectRoot, 'test/cluster');

let cached: string | undefined;

/** The cache folder that test/cluster/build.sh builds into, there or not. */
export function cacheFolder(): string {
  cached ??= execFileSync('bash', [join(clusterFolder, 'build.sh'), 'where'], { encoding: 'utf8' }).trim();
  return cached;
}

function found(path: string): string | null {
  return existsSync(path) ? path : null;
}

/**
 * In KUBEBUILDER_ASSETS, where that names a folder, else in the cache folder.
 * @returns null when etcd or kube-apiserver is missing there
 */
export function findControlPlane(): ControlPlaneBinaries | null {
  const folder = process.env.KUBEBUILDER_ASSETS || cacheFolder();
  const etcd = found(join(folder, 'etcd'));
  const kubeApiserver = found(join(folder, 'kube-apiserver'));
  if (!etcd || !kubeApiserver) return null;
  return { etcd, kubeApiserver, kubectl: found(join(folder, 'kubectl')) };
}

/** kwok, which answers as a kubelet; built by `npm run cluster:build -- all`. Null when it is not there. */
export function findKwok(): string | null {
  return found(join(cacheFolder(), 'kwok'));
}

/** How to get it, in one line. */
export const kwokHint = 'kubelet (kwok): not found; run "npm run cluster:build -- all" (needs Go 1.26)';

/** helm 3, which `npm run cluster:build -- all` builds; null when it is not there. */
export function findHelm(): string | null {
  return found(join(cacheFolder(), 'ddc-helm'));
}

export function controlPlaneAvailable(): boolean {
  return findControlPlane() !== null;
}

/** How to get the real control plane, in one line. */
export function controlPlaneHint(): string {
  const assets = process.env.KUBEBUILDER_ASSETS;
  const where = assets ? ` in KUBEBUILDER_ASSETS (${assets})` : '';
  return `real control plane: not found${where}; run "npm run cluster:build" (needs Go 1.26) or point KUBEBUILDER_ASSETS at a folder with etcd and kube-apiserver`;
}

/** Why the Fluid lab cannot be brought up here, in one line with what to do; null when it can. */
export function fluidLabMissing(): string | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    return 'Fluid lab: needs root on Linux (it lives in a network namespace of its own)';
  }
  if (!existsSync(join(cacheFolder(), 'kwok-stages.yaml'))) {
    return 'Fluid lab: not found; run "npm run cluster:build -- all" (needs Go 1.26)';
  }
  return null;
}

/** Alluxio's folder of jars and the program JuiceFS, as `test/cluster/engines.sh` leaves them; null what is not there. */
export function findEngines(): { readonly alluxio: string | null; readonly juicefs: string | null } {
  const script = join(clusterFolder, 'engines.sh');
  const [alluxio = '', juicefs = ''] = execFileSync('bash', [script, 'where'], { encoding: 'utf8' }).split(
    '\n',
  );
  return { alluxio: found(alluxio), juicefs: found(juicefs) };
}

/** Why no real Alluxio can be started here, in one line with what to do; null when it can. */
export function alluxioMissing(): string | null {
  if (findEngines().alluxio === null)
    return 'real Alluxio: not found; run "npm run cluster:engines" (needs Java 17 and Maven)';
  return null;
}

/** Why no real JuiceFS can be mounted here, in one line with what to do; null when it can. */
export function juicefsMissing(): string | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    return 'real JuiceFS: needs root on Linux (it is mounted in a mount namespace of its own)';
  if (!existsSync('/dev/fuse')) return 'real JuiceFS: needs /dev/fuse';
  if (findEngines().juicefs === null)
    return 'real JuiceFS: not found; run "npm run cluster:engines" (needs Go 1.26 and a C compiler)';
  return null;
}
