/** Starts the two programs of a control plane; both listen on 127.0.0.1 only. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { adminRequest } from './plane-request.ts';
import { type ServerProcess, startServerProcess } from './server-process.ts';
import { waitFor } from './wait-for.ts';

export interface Started {
  readonly server: ServerProcess;
  readonly port: number;
}

/** Resolves when `ready` says so; throws with the server's last words when it has ended instead. */
async function untilReady(name: string, server: ServerProcess, ready: () => Promise<boolean>): Promise<void> {
  const outcome = await waitFor(
    async () => server.ended() ?? ((await ready().catch(() => false)) ? 'ready' : null),
    { what: `${name} to be ready` },
  );
  if (outcome !== 'ready') throw new Error(`${name} has ended (${outcome}):\n${server.lastWords()}`);
}

/** Between looking for a free port and the program's taking it another process may take it: then once more with another. */
export async function onFreePort(start: (port: number) => Promise<Started>): Promise<Started> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start(await freePort());
    } catch (error) {
      if (attempt === 5 || !/address already in use/i.test(String(error))) throw error;
    }
  }
}

export async function startEtcd(binary: string, folder: string, port: number): Promise<Started> {
  const url = `http://127.0.0.1:${port}`;
  const log = join(folder, `etcd-${port}.log`);
  const args = [
    `--data-dir=${join(folder, `etcd-${port}`)}`,
    `--listen-client-urls=${url}`,
    `--advertise-client-urls=${url}`,
    '--listen-peer-urls=http://127.0.0.1:0', // it has no peers
    '--unsafe-no-fsync',
  ];
  const server = startServerProcess(binary, args, { cwd: folder, log });
  // Asked over HTTP, another etcd that took the port first would answer in its place.
  const ready = async () => readFileSync(log, 'utf8').includes('ready to serve client requests');
  await untilReady('etcd', server, ready);
  return { server, port };
}

/**
 * @param etcdPort of the etcd that startEtcd has started in the same folder; `folder`/certificates holds the keys
 * @param more flags
 */
export async function startKubeApiserver(
  binary: string,
  folder: string,
  etcdPort: number,
  port: number,
  more: readonly string[] = [],
): Promise<Started> {
  const key = (name: string) => join(folder, 'certificates', name);
  const args = [
    `--etcd-servers=http://127.0.0.1:${etcdPort}`,
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    `--secure-port=${port}`,
    `--cert-dir=${join(folder, 'certificates')}`,
    `--tls-cert-file=${key('server.crt')}`,
    `--tls-private-key-file=${key('server.key')}`,
    `--client-ca-file=${key('ca.crt')}`,
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${key('accounts.key')}`,
    `--service-account-signing-key-file=${key('accounts.key')}`,
    '--service-cluster-ip-range=10.0.0.0/24',
    '--authorization-mode=RBAC',
    '--disable-admission-plugins=ServiceAccount', // pods need no account: no controller makes one here
    '--allow-privileged=true',
    '--endpoint-reconciler-type=none',
    '--profiling=false',
    ...more,
  ];
  const server = startServerProcess(binary, args, { cwd: folder, log: join(folder, 'kube-apiserver.log') });
  const request = adminRequest(`https://127.0.0.1:${port}`, join(folder, 'certificates'));
  await untilReady('kube-apiserver', server, async () => (await request('GET', '/readyz')).status === 200);
  return { server, port };
}
