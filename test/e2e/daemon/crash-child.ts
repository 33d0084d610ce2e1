/**
 * The daemon in a process of its own that is killed, without a chance to say goodbye, right before or right after its patch
 * is sent. Started by crash.test.ts: node crash-child.js before|after OPTIONS-AS-JSON
 */
import { realClock } from '../../../lib/clock/clock.ts';
import type { ClusterPort } from '../../../lib/daemon/ports.ts';
import { startDaemon } from '../../../lib/daemon/start.ts';
import { silent } from './daemon.ts';

const [moment, json] = process.argv.slice(2);

function throughCluster(port: ClusterPort): ClusterPort {
  return {
    ...port,
    patch: async (request) => {
      if (moment === 'after') await port.patch(request);
      process.kill(process.pid, 'SIGKILL');
      return new Promise(() => undefined);
    },
  };
}

await startDaemon({
  ...JSON.parse(json as string),
  clock: realClock,
  wallClock: realClock,
  random: Math.random,
  log: silent,
  throughCluster,
});
