import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { endWithThisProcess } from './reaper.ts';

/** A server running as a process of its own; its output goes to a file. */
export interface ServerProcess {
  readonly pid: number;
  /** Null while it runs; then why it ended: `exit code 1`, `signal SIGKILL`. */
  ended(): string | null;
  /** The end of its output, for error messages. */
  lastWords(): string;
  signal(signal: NodeJS.Signals): void;
  /** Sends the signal and resolves when the process has ended (at once when it had). */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Starts a server. It ends with this process at the latest, and does not keep this process from ending. */
export function startServerProcess(
  file: string,
  args: readonly string[],
  { cwd, log }: { cwd: string; log: string },
): ServerProcess {
  const output = openSync(log, 'a');
  const child: ChildProcess = spawn(file, args, { cwd, stdio: ['ignore', output, output] });
  closeSync(output);
  let why: string | null = null;
  const end = new Promise<void>((resolve) => {
    const settle = (reason: string) => {
      why ??= reason;
      resolve();
    };
    child.once('error', (error) => settle(error.message));
    child.once('exit', (code, signal) => settle(signal ? `signal ${signal}` : `exit code ${code}`));
  });
  endWithThisProcess(child);
  child.unref();
  return {
    pid: child.pid ?? -1,
    ended: () => why,
    lastWords: () => readFileSync(log, 'utf8').trimEnd().split('\n').slice(-5).join('\n'),
    signal: (signal) => void child.kill(signal),
    async stop(signal = 'SIGTERM') {
      if (why !== null) return;
      child.ref();
      child.kill(signal);
      if (signal !== 'SIGKILL') child.kill('SIGCONT'); // a paused process would never see it
      await end;
    },
  };
}
