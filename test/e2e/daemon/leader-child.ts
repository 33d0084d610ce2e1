/** A daemon in a process of its own, which leads until it is killed. Started by failover.test.ts: OPTIONS-AS-JSON */
import { realClock } from '../../../lib/clock/clock.ts';
import { startDaemon } from '../../../lib/daemon/start.ts';
import { silent } from './daemon.ts';

const [json] = process.argv.slice(2);

await startDaemon({
  ...JSON.parse(json as string),
  clock: realClock,
  wallClock: realClock,
  random: Math.random,
  log: silent,
});
