import { join } from 'node:path';
import { realClock } from '../../lib/clock/clock.ts';
import type { DatasetOptions } from '../../lib/sandbox/options.ts';
import { startSandbox } from '../../lib/sandbox/start.ts';
import { removeTempFolder, tempFolder } from '../support/temp.ts';
import { describeApiContract, type Served } from './api-contract.ts';
import { describeExecContract } from './exec-contract.ts';
import { describeLoopbackDifference } from './loopback-difference.ts';

async function start(datasets: readonly DatasetOptions[] = []): Promise<Served> {
  const sandbox = await startSandbox({ clock: realClock, datasets });
  const folder = tempFolder('contract');
  return {
    kubeconfig: sandbox.kubeconfig(join(folder, 'kubeconfig')),
    async stop() {
      await sandbox.stop();
      removeTempFolder(folder);
    },
  };
}

describeApiContract('the sandbox', () => start());

/** An empty worker's, in the documented format. */
const STATS = [
  'blocks',
  'bytes',
  'evict',
  'hitBytes',
  'hits',
  'miss',
  'missBytes',
  'readDuration',
  'write',
  'writeBytes',
];

describeExecContract('the sandbox', async () => {
  const size = { sizeBytes: 2 ** 30, perWorkerBytes: 2 ** 30, replicas: 1 };
  return {
    ...(await start([{ namespace: 'default', name: 'spark', runtime: 'juicefs', ...size }])),
    namespace: 'default',
    pod: 'spark-worker-0',
    container: 'juicefs-worker',
    good: ['cat', '/runtime-mnt/juicefs/default/spark/juicefs-fuse/.stats'],
    printed: STATS.map((name) => `blockcache.${name}: 0\n`).join(''),
    bad: ['cat', '/nowhere'],
  };
});

describeLoopbackDifference('the sandbox', () => start(), 201);
