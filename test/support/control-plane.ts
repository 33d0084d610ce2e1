/** A real etcd and kube-apiserver for one test process: what Kubernetes does is asked of Kubernetes. */
import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { KubeObject } from '../../lib/kube/objects.ts';
import { controlPlaneHint, findControlPlane } from './binaries.ts';
import { makeCertificates } from './certificates.ts';
import { type Rules, serviceAccountKubeconfig, writeKubeconfig } from './plane-accounts.ts';
import { auditFlags } from './plane-audit.ts';
import {
  applyCrds,
  applyManifests,
  cacheCrdFolder,
  fluidCrdFolder,
  type Manifests,
} from './plane-objects.ts';
import { type AdminRequest, adminRequest, succeeded } from './plane-request.ts';
import { onFreePort, startEtcd, startKubeApiserver } from './plane-servers.ts';
import { removeTempFolder, tempFolder } from './temp.ts';

export { controlPlaneAvailable } from './binaries.ts';

/** No controllers run in it: tests write statuses and EndpointSlices themselves (those refuse loopback addresses). */
export interface ControlPlane {
  /** `https://127.0.0.1:PORT`. */
  readonly url: string;
  /** Path of a kubeconfig of group system:masters. */
  readonly kubeconfig: string;
  /** Keys, data and the logs of both servers; goes with the control plane. */
  readonly folder: string;
  /** One raw call as system:masters; the answer whatever its status. */
  readonly request: AdminRequest;
  /** Makes a namespace nobody else uses and returns its name. */
  namespace(prefix?: string): Promise<string>;
  /** Server-side apply, each object with its `status` where it has one; returns the objects as they are now. */
  apply(manifests: Manifests, namespace?: string): Promise<readonly KubeObject[]>;
  /** Fluid v1.0.8's thirteen kinds, served when it resolves; once for all who ask. */
  applyFluidCrds(): Promise<void>;
  /** The three kinds of a CacheRuntime, which are newer; once for all who ask. */
  applyCacheCrds(): Promise<void>;
  /** Runs kubectl as system:masters and returns its output. @throws with its error output; also where there is no kubectl */
  kubectl(...args: string[]): Promise<string>;
  /** A kubeconfig of a ServiceAccount that may do what `rules` say (Roles, ClusterRoles or a bare list) and nothing else. */
  serviceAccountKubeconfig(namespace: string, name: string, rules?: Rules): Promise<string>;
  /** Resolves when the API server has ended; its port then refuses connections. SIGKILL: without goodbye to its clients. */
  stopApiServer(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** On the same port, with the same data; resolves when it is ready. */
  startApiServer(): Promise<void>;
  /** From now on connections are accepted and nothing is answered. */
  pauseApiServer(): void;
  resumeApiServer(): void;
  /** Process ids now: they change when the API server is started again. */
  pids(): { readonly etcd: number; readonly apiServer: number };
  /** Ends both servers and removes the folder. Also happens by itself when this process ends. */
  stop(): Promise<void>;
}

const run = promisify(execFile);

function kubectlAs(kubectl: string | null, kubeconfig: string, folder: string): ControlPlane['kubectl'] {
  return async (...args) => {
    if (!kubectl) throw new Error('no kubectl beside etcd and kube-apiserver');
    const env = {
      PATH: process.env.PATH ?? '',
      KUBECONFIG: kubeconfig,
      KUBECACHEDIR: join(folder, 'kube-cache'),
    };
    return (await run(kubectl, args, { env, cwd: folder, maxBuffer: 2 ** 28 })).stdout;
  };
}

export interface ControlPlaneOptions {
  /** The API server notes who asked for what: `callsOf(plane.folder, user)`. */
  readonly audit?: boolean;
}

/**
 * Starts one of its own, for tests that stop it or look at all of it; others share one: `sharedControlPlane`.
 * @throws with one line on how to get the programs when they are not found
 */
export async function startControlPlane({ audit = false }: ControlPlaneOptions = {}): Promise<ControlPlane> {
  const binaries = findControlPlane();
  if (!binaries) throw new Error(controlPlaneHint());
  const folder = tempFolder('control-plane');
  const certificates = join(folder, 'certificates');
  mkdirSync(certificates);
  await makeCertificates(certificates);
  const etcd = await onFreePort((port) => startEtcd(binaries.etcd, folder, port));
  const flags = audit ? auditFlags(folder) : [];
  const start = (port: number) => startKubeApiserver(binaries.kubeApiserver, folder, etcd.port, port, flags);
  let api = await onFreePort(start);

  const url = `https://127.0.0.1:${api.port}`;
  const request = adminRequest(url, certificates);
  const admin = {
    'client-certificate': join(certificates, 'admin.crt'),
    'client-key': join(certificates, 'admin.key'),
  };
  const kubeconfig = writeKubeconfig(
    join(folder, 'kubeconfig'),
    { server: url, ca: join(certificates, 'ca.crt') },
    admin,
  );
  let crds: Promise<void> | undefined;
  let cacheCrds: Promise<void> | undefined;
  return {
    url,
    kubeconfig,
    folder,
    request,
    async namespace(prefix = 'test') {
      const asked = { apiVersion: 'v1', kind: 'Namespace', metadata: { generateName: `${prefix}-` } };
      const made = succeeded<KubeObject>(
        await request('POST', '/api/v1/namespaces', asked),
        'create Namespace',
      );
      return made.metadata.name;
    },
    apply: (manifests, namespace = 'default') => applyManifests(request, manifests, namespace),
    applyFluidCrds() {
      crds ??= applyCrds(request, fluidCrdFolder);
      return crds;
    },
    applyCacheCrds() {
      cacheCrds ??= applyCrds(request, cacheCrdFolder);
      return cacheCrds;
    },
    kubectl: kubectlAs(binaries.kubectl, kubeconfig, folder),
    serviceAccountKubeconfig: (namespace, name, rules) =>
      serviceAccountKubeconfig(request, { url, folder }, { namespace, name, rules }),
    stopApiServer: (signal) => api.server.stop(signal),
    async startApiServer() {
      if (api.server.ended() !== null) api = await start(api.port);
    },
    pauseApiServer: () => api.server.signal('SIGSTOP'),
    resumeApiServer: () => api.server.signal('SIGCONT'),
    pids: () => ({ etcd: etcd.server.pid, apiServer: api.server.pid }),
    async stop() {
      await Promise.all([api.server.stop('SIGKILL'), etcd.server.stop('SIGKILL')]);
      removeTempFolder(folder);
    },
  };
}

let shared: Promise<ControlPlane> | undefined;

/** The one that all suites of this process share; each works in namespaces of its own and leaves it running. */
export function sharedControlPlane(): Promise<ControlPlane> {
  shared ??= startControlPlane();
  return shared;
}
