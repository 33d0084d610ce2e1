/**
 * The daemon as it is shipped, with the image's arguments and environment for Node, in a process of its own, looked at from outside
 * (/proc) and from inside (/metrics).
 */
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../lib/root.ts';
import { imageOf } from '../deploy/dockerfile.ts';
import { endWithThisProcess } from '../support/reaper.ts';

export interface Seen {
  /** User and system time of the process so far, s. */
  readonly cpuSeconds: number;
  readonly residentBytes: number;
  /** The most it ever was. */
  readonly peakBytes: number;
}

export interface MeasuredDaemon {
  readonly pid: number;
  readonly port: number;
  seen(): Seen;
  /** All series of /metrics that are not of one dataset, by name and labels; null while nothing answers. */
  metrics(): Promise<ReadonlyMap<string, number> | null>;
  ended(): string | null;
  stop(): Promise<void>;
}

export interface DaemonArguments {
  readonly kubeconfig: string;
  readonly policies: string;
  readonly ledger: string;
  readonly interval: string;
  readonly port: number;
  readonly log: string;
  readonly node: readonly string[];
  /** `--allow`. */
  readonly allow: readonly string[];
  readonly cwd: string;
}

/** Clock ticks a second, as Linux has it on every machine that Node runs on. */
const TICKS = 100;

export function startMeasuredDaemon(given: DaemonArguments): MeasuredDaemon {
  const { kubeconfig, policies, ledger, interval, port, node, allow, cwd } = given;
  const output = openSync(given.log, 'a');
  const image = imageOf();
  const child = spawn(
    process.execPath,
    [
      ...image.entrypoint.slice(1, -1),
      ...node,
      join(projectRoot, '.build/bundle/main.js'),
      ...['run', '-A', '--kubeconfig', kubeconfig, '--policies', policies, '--ledger', ledger],
      ...['--interval', interval, '--listen', `127.0.0.1:${port}`, '--log-level', 'warn'],
      ...allow.flatMap((one) => ['--allow', one]),
    ],
    { cwd, env: { ...process.env, ...image.env }, stdio: ['ignore', output, output] },
  );
  closeSync(output);
  endWithThisProcess(child);
  let why: string | null = null;
  const end = new Promise<void>((resolve) =>
    child.once('exit', (code, signal) => {
      why = signal ?? `exit code ${code}`;
      resolve();
    }),
  );
  const pid = child.pid ?? -1;
  return {
    pid,
    port,
    seen: () => seen(pid),
    metrics: () => metrics(port),
    ended: () => why,
    stop: async () => {
      child.kill('SIGTERM');
      await end;
    },
  };
}

/** Of any process of this machine, as Linux has it. */
export function seen(pid: number): Seen {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // After the name in parentheses: state is field 3, utime and stime are 14 and 15.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const kib = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? Number.NaN);
  return {
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS,
    residentBytes: kib('VmRSS') * 1024,
    peakBytes: kib('VmHWM') * 1024,
  };
}

async function metrics(port: number): Promise<ReadonlyMap<string, number> | null> {
  const answer = await fetch(`http://127.0.0.1:${port}/metrics`).catch(() => null);
  if (answer === null || !answer.ok) return null;
  const series = new Map<string, number>();
  for (const line of (await answer.text()).split('\n')) {
    if (line.startsWith('#') || line.includes('dataset="')) continue;
    const space = line.lastIndexOf(' ');
    if (space > 0) series.set(line.slice(0, space), Number(line.slice(space + 1)));
  }
  return series;
}
