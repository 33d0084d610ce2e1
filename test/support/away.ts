/** A machine that can reach a lab's API server and nothing else of the lab: as a desk outside the cluster's network. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { FluidLab } from './fluid-lab.ts';
import { waitFor } from './wait-for.ts';

export interface Away {
  /** Runs Node with these arguments there; the answer whatever its exit code. */
  node(...args: readonly string[]): Promise<{ out: string; err: string; exitCode: number }>;
}

/** Inside the lab: from a socket in its folder to its API server. */
const inner = `
const { createServer, connect } = require('node:net');
const [socket, port] = process.argv.slice(1);
const join = (a, b) => { a.on('error', () => b.destroy()); b.on('error', () => a.destroy()); a.pipe(b).pipe(a); };
createServer((from) => join(from, connect(Number(port), '127.0.0.1'))).listen(socket);`;

/** In a network of its own that has a loopback device and no route: from the API server's port to that socket. */
const outer = `
const { createServer, connect } = require('node:net');
const { spawn } = require('node:child_process');
const [socket, port, ...args] = process.argv.slice(1);
const join = (a, b) => { a.on('error', () => b.destroy()); b.on('error', () => a.destroy()); a.pipe(b).pipe(a); };
createServer((from) => join(from, connect(socket))).listen(Number(port), '127.0.0.1', () => {
  spawn(process.execPath, args, { stdio: 'inherit' }).on('exit', (code) => process.exit(code ?? 1));
});`;

/** The lab's kubeconfig works there as it is: the API server has the same address. Goes with the lab. */
export async function startAway(lab: FluidLab): Promise<Away> {
  const socket = join(lab.folder, 'api.sock');
  const server = await lab.kubectl(
    'config',
    'view',
    '--minify',
    '-o',
    'jsonpath={.clusters[0].cluster.server}',
  );
  const { port } = new URL(server);
  lab.startNode('api-relay', ['-e', inner, socket, port]);
  await waitFor(() => existsSync(socket), { what: 'the relay to the API server' });
  const enter = 'ip link set lo up && exec "$0" "$@"';
  return {
    node: (...args) =>
      new Promise((resolve) => {
        const there = [process.execPath, '-e', outer, socket, port, ...args];
        execFile('unshare', ['--net', 'sh', '-c', enter, ...there], (error, out, err) => {
          resolve({ out, err, exitCode: error === null ? 0 : Number(error.code) });
        });
      }),
  };
}
