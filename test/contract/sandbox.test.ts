import { join } from 'node:path';
import { realClock } from '../../lib/clock/clock.ts';
import { startSandbox } from '../../lib/sandbox/start.ts';
import { removeTempFolder, tempFolder } from '../support/temp.ts';
import { describeApiContract, type Served } from './api-contract.ts';
import { describeLoopbackDifference } from './loopback-difference.ts';

async function start(): Promise<Served> {
  const sandbox = await startSandbox({ clock: realClock, datasets: [] });
  const folder = tempFolder('contract');
  return {
    kubeconfig: sandbox.kubeconfig(join(folder, 'kubeconfig')),
    async stop() {
      await sandbox.stop();
      removeTempFolder(folder);
    },
  };
}

describeApiContract('the sandbox', start);
describeLoopbackDifference('the sandbox', start, 201);
