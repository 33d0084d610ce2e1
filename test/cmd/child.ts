import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const main = join(import.meta.dirname, '../../cmd/main.js');

export interface Ended {
  readonly out: string;
  readonly err: string;
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
}

export interface Child {
  readonly process: ChildProcess;
  /** What it has printed so far. */
  out(): string;
  readonly ended: Promise<Ended>;
}

/** Starts the whole program with its output piped. @param env beside this process's own */
export function startProgram(args: readonly string[], env: Record<string, string> = {}): Child {
  const child = spawn(process.execPath, [main, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    err += text;
  });
  const ended = once(child, 'close').then(([exitCode]) => ({ out, err, exitCode }));
  return { process: child, out: () => out, ended };
}

/** Runs the whole program to its end. */
export function runProgram(args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  return startProgram(args, env).ended;
}
