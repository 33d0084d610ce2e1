import { waitFor } from '../support/wait-for.ts';
import { startIdleDaemon } from './idle.ts';

/** What an operator may rely on when setting the request of the container, bytes. */
const MOST = 90 * 2 ** 20;

describe('the daemon, idle with one dataset', function idle() {
  this.timeout(120_000);

  it('comes to rest under 90 MiB of resident memory', async () => {
    const daemon = await startIdleDaemon();
    let resident = 0;
    try {
      await waitFor(
        () => {
          resident = daemon.residentBytes();
          return resident > 0 && resident < MOST;
        },
        { what: 'resident memory under 90 MiB', giveUpMs: 30_000 },
      ).catch((error: Error) => {
        throw new Error(`${error.message}; it is ${(resident / 2 ** 20).toFixed(1)} MiB`);
      });
    } finally {
      await daemon.stop();
    }
  });
});
