/** Sees to it that nothing a test starts outlives the test process, however that ends. */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { join } from 'node:path';

/** What reaper-process.ts is told. `kill`, `run` and `remove` take effect when this process has ended; the others take them back. */
export type ReaperMessage =
  | { do: 'kill'; pid: number }
  | { do: 'spare'; pid: number }
  | { do: 'remove'; folder: string }
  | { do: 'keep'; folder: string }
  | { do: 'run'; id: string; file: string; args: string[]; env: Record<string, string> }
  | { do: 'done'; id: string };

let reaper: ChildProcess | undefined;

function start(): ChildProcess {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'reaper-process.js')], {
    detached: true, // a signal to the test's process group must not reach it
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.unref();
  const stdin = child.stdin as Socket; // a pipe is a socket to Node, though its type does not say so
  stdin.unref();
  stdin.on('error', () => undefined); // without a reaper there is nothing to tell
  return child;
}

export function tellReaper(message: ReaperMessage): void {
  reaper ??= start();
  reaper.stdin?.write(`${JSON.stringify(message)}\n`);
}

/** Has the child killed when this process ends; forgets it when the child ends by itself, so that no reused pid is hit. */
export function endWithThisProcess(child: ChildProcess): void {
  const { pid } = child;
  if (pid === undefined) return;
  tellReaper({ do: 'kill', pid });
  child.once('exit', () => tellReaper({ do: 'spare', pid }));
}
