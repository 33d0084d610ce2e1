/** The daemon as users run it, idle with one dataset, and what it holds of the machine's memory. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { realClock } from '../../lib/clock/clock.ts';
import { projectRoot } from '../../lib/root.ts';
import { startSandbox } from '../../lib/sandbox/start.ts';
import { tempFolder } from '../support/temp.ts';
import { waitFor } from '../support/wait-for.ts';
import { startProgram } from './child.ts';

export interface Idle {
  /** Resident set of the process, bytes, as `ps` has it. */
  residentBytes(): number;
  stop(): Promise<void>;
}

/** Starts it on a sandbox of its own, and resolves when it has given back what only starting took. */
export async function startIdleDaemon(): Promise<Idle> {
  const dataset = { namespace: 'default', name: 'spark', sizeBytes: 2 ** 29, perWorkerBytes: 2 ** 30 };
  const sandbox = await startSandbox({ clock: realClock, datasets: [{ ...dataset, replicas: 1 }] });
  const folder = tempFolder('idle');
  const child = startProgram([
    ...['run', '-A', '--policies', join(projectRoot, 'examples/spark.yaml'), '--log-level', 'debug'],
    ...['--ledger', join(folder, 'ledger'), '--listen', '127.0.0.1:0'],
    ...['--kubeconfig', sandbox.kubeconfig(join(folder, 'kubeconfig'))],
  ]);
  const stop = async () => {
    child.process.kill('SIGTERM');
    await child.ended;
    await sandbox.stop();
  };
  try {
    await waitFor(() => child.out().includes('gave back what only starting took'), {
      what: 'the daemon to have started',
      giveUpMs: 50_000,
    });
  } catch (error) {
    await stop();
    throw error;
  }
  const pid = String(child.process.pid);
  return {
    residentBytes: () => Number(execFileSync('ps', ['-o', 'rss=', '-p', pid], { encoding: 'utf8' })) * 1024,
    stop,
  };
}
