import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../lib/root.ts';

const { bin } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as {
  readonly bin: Readonly<Record<string, string>>;
};

/** The file behind a name that the package puts on the path: the bundle that users run. */
export function binFile(name = 'fluid-autoscaler'): string {
  return join(projectRoot, bin[name] as string);
}

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
  const child = spawn(process.execPath, [binFile(), ...args], {
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
