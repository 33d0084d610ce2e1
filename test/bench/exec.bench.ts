/** What a command in a pod costs the daemon: a TLS connection of its own, a websocket, and some kB of `.stats`. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { connect } from '../../lib/kube/connect.ts';
import { lazyExec } from '../../lib/kube/lazy-exec.ts';
import { projectRoot } from '../../lib/root.ts';
import { makeCertificates } from '../support/certificates.ts';
import { writeKubeconfig } from '../support/plane-accounts.ts';
import { removeTempFolder, tempFolder } from '../support/temp.ts';
import type { BenchRow } from './row.ts';

const FLOOR_MS = 15;
const COMMANDS = 400;
const AT_ONCE = 8;
const PRINTED = join(projectRoot, 'test/fixtures/juicefs/05_overfull.stats');

/** CPU time of this process alone; the server is another. */
export async function benchExec(): Promise<BenchRow[]> {
  const folder = tempFolder('bench-exec');
  await makeCertificates(folder);
  const file = (name: string) => join(folder, name);
  const server = spawn(process.execPath, [
    join(import.meta.dirname, 'exec-server.js'),
    ...[file('server.crt'), file('server.key'), PRINTED],
  ]);
  const port = await new Promise<string>((resolve) => {
    server.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().trim()));
  });
  const cluster = { server: `https://127.0.0.1:${port}`, ca: file('ca.crt') };
  const client = connect({
    kubeconfig: writeKubeconfig(file('kubeconfig'), cluster, { token: 'of-the-bench' }),
  });
  try {
    await run(client, 40);
    const before = process.cpuUsage();
    await run(client, COMMANDS);
    const { user, system } = process.cpuUsage(before);
    const each = (user + system) / 1000 / COMMANDS;
    return [
      {
        measure: `a command in a pod, ${AT_ONCE} at a time: CPU time of its own TLS connection, websocket and 5.6 kB`,
        result: `${each.toFixed(1)} ms`,
        floor: `under ${FLOOR_MS} ms`,
        ok: each < FLOOR_MS,
      },
    ];
  } finally {
    await client.close();
    server.kill();
    removeTempFolder(folder);
  }
}

async function run(client: ReturnType<typeof connect>, commands: number): Promise<void> {
  const exec = lazyExec(client);
  const request = {
    namespace: 'default',
    pod: 'spark-worker-0',
    container: 'juicefs-worker',
    command: ['cat', '.stats'],
  };
  let left = commands;
  const lane = async () => {
    while (left-- > 0) {
      const answer = await exec({ ...request, timeoutMs: 10_000, maxBytes: 65_536 });
      if ('failure' in answer) throw new Error(JSON.stringify(answer.failure));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}
