/** A kubelet for a control plane: kwok answers `exec` for pods whose containers are folders of scripts on this machine. */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { findKwok, kwokHint } from './binaries.ts';
import type { ControlPlane } from './control-plane.ts';
import { freePort } from './free-port.ts';
import { startServerProcess } from './server-process.ts';
import { waitFor } from './wait-for.ts';

export interface PlayedKubelet {
  /** Its node: what a pod's `spec.nodeName` must be to run here. */
  readonly node: string;
  /** Makes (or makes anew) a command found in the PATH of every container: a bash script, `$1` … its arguments. */
  command(name: string, script: string): void;
  /** Creates a pod on the node, with its containers running and itself Ready. */
  runPod(pod: PlayedPod): Promise<void>;
  stop(): Promise<void>;
}

export interface PlayedPod {
  readonly namespace: string;
  readonly name: string;
  readonly containers: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly ready?: boolean;
}

let started = 0;

/**
 * Everything on 127.0.0.1; commands run as the test's user, in a folder of its own, with nothing in PATH but them and the system's.
 * @param named name of its node, which must not be there yet; one of its own unless given
 */
export async function startPlayedKubelet(
  plane: ControlPlane,
  named: string | null = null,
): Promise<PlayedKubelet> {
  const kwok = findKwok();
  if (kwok === null) throw new Error(kwokHint);
  started += 1;
  const node = named ?? `kubelet-${started}`;
  const folder = join(plane.folder, `kubelet-${started}`);
  const commands = join(folder, 'bin');
  mkdirSync(commands, { recursive: true });
  const config = [
    {
      apiVersion: 'config.kwok.x-k8s.io/v1alpha1',
      kind: 'KwokConfiguration',
      options: {
        enableDebuggingHandlers: true,
        nodePlayStageParallelism: 1,
        nodeLeaseParallelism: 1,
        podPlayStageParallelism: 1,
        podsOnNodeSyncParallelism: 1,
      },
    },
    {
      apiVersion: 'kwok.x-k8s.io/v1alpha1',
      kind: 'ClusterExec',
      metadata: { name: 'commands' },
      spec: { execs: [{ local: { workDir: folder } }] },
    },
    // It will not start without a stage; this one is for nothing, since tests say themselves how pods fare.
    {
      apiVersion: 'kwok.x-k8s.io/v1alpha1',
      kind: 'Stage',
      metadata: { name: 'none' },
      spec: {
        resourceRef: { apiGroup: 'v1', kind: 'Pod' },
        selector: { matchLabels: { 'no-pod': 'has-this' } },
        next: { statusTemplate: '{}' },
      },
    },
  ];
  writeFileSync(join(folder, 'kwok.yaml'), config.map((entry) => stringify(entry)).join('---\n'));
  const port = await freePort();
  const keys = join(plane.folder, 'certificates');
  const args = [
    `PATH=${commands}:/usr/bin:/bin`,
    kwok,
    `--kubeconfig=${plane.kubeconfig}`,
    `--config=${join(folder, 'kwok.yaml')}`,
    `--manage-single-node=${node}`,
    '--node-ip=127.0.0.1',
    `--node-port=${port}`,
    `--server-address=127.0.0.1:${port}`,
    `--tls-cert-file=${join(keys, 'server.crt')}`,
    `--tls-private-key-file=${join(keys, 'server.key')}`,
  ];
  const server = startServerProcess('/usr/bin/env', args, { cwd: folder, log: join(folder, 'kwok.log') });
  await plane.apply([
    {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: node },
      status: {
        addresses: [{ type: 'InternalIP', address: '127.0.0.1' }],
        daemonEndpoints: { kubeletEndpoint: { Port: port } },
      },
    },
  ]);
  const outcome = await waitFor(
    async () => {
      if (server.ended() !== null) return `${server.ended()}: ${server.lastWords()}`;
      const answered = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => null);
      return answered?.ok ? 'ready' : null;
    },
    { what: 'the kubelet to be ready' },
  );
  if (outcome !== 'ready') throw new Error(outcome);
  return {
    node,
    command(name, script) {
      const file = join(commands, name);
      writeFileSync(file, `#!/bin/bash\n${script}\n`);
      chmodSync(file, 0o755);
    },
    async runPod({ namespace, name, containers, labels = {}, ready = true }) {
      const status = ready ? 'True' : 'False';
      await plane.apply(
        [
          {
            apiVersion: 'v1',
            kind: 'Pod',
            metadata: { name, namespace, labels },
            spec: {
              nodeName: node,
              containers: containers.map((container) => ({ name: container, image: 'none' })),
            },
            status: {
              phase: 'Running',
              podIP: '127.0.0.1',
              hostIP: '127.0.0.1',
              conditions: [{ type: 'Ready', status }],
              containerStatuses: containers.map((container) => ({
                name: container,
                image: 'none',
                imageID: '',
                ready,
                restartCount: 0,
                state: { running: {} },
              })),
            },
          },
        ],
        namespace,
      );
    },
    stop: () => server.stop('SIGKILL'),
  };
}
