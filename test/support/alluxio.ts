/** A real Alluxio: masters and workers as processes of this machine. */
import { execFile, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  type AlluxioSettings,
  adminArguments,
  formatArguments,
  masterArguments,
  shellArguments,
  workerArguments,
} from './alluxio-settings.ts';
import { findEngines } from './binaries.ts';
import { freePort } from './free-port.ts';
import { type ServerProcess, startServerProcess } from './server-process.ts';
import { tempFolder } from './temp.ts';
import { waitFor } from './wait-for.ts';

/** What a leading master says of itself at `/api/v1/master/info`, as far as tests compare it; bytes. */
export interface MasterInfo {
  readonly capacity: { readonly used: number; readonly total: number };
  readonly workers: readonly { readonly address: { readonly rpcPort: number } }[];
  readonly lostWorkers: readonly unknown[];
}

export interface AlluxioMaster {
  /** Address and port of its pages. */
  readonly host: string;
  readonly port: number;
  /** Null while it leads nothing, or does not answer. */
  info(): Promise<MasterInfo | null>;
  process(): ServerProcess;
  start(): void;
}

export interface AlluxioWorker {
  readonly rpcPort: number;
  readonly process: ServerProcess;
}

export interface Alluxio {
  readonly folder: string;
  readonly masters: readonly AlluxioMaster[];
  /** Starts one more worker; it is registered some seconds later. */
  startWorker(): Promise<AlluxioWorker>;
  /** New files of so many bytes in all in the under-store, which nobody has read yet; returns their path in Alluxio. */
  makeFiles(bytes: number): string;
  /** Reads files through the cache. @param path as of `makeFiles`, or `/*` for all of them */
  read(path: string): Promise<void>;
  /** Throws what is cached of all files out of the cache. */
  free(): Promise<void>;
  /** A script that is `alluxio fsadmin ARGUMENTS`, for whoever is in the same network. */
  adminScript(): string;
  /** Ends all of it. Also happens when this process ends. */
  stop(): Promise<void>;
}

export interface AlluxioWishes {
  readonly masters?: number;
  /** Cache of one worker. Default 128 MiB. */
  readonly quota?: string;
  /** Default 1 MiB. */
  readonly block?: string;
  /** Size of one file of the under-store, bytes. Default 8 MiB. */
  readonly fileBytes?: number;
  readonly properties?: Readonly<Record<string, string>>;
  /** A network namespace, and the address and port in it where the (only) master's pages are to be. */
  readonly within?: { readonly networkNamespace: string; readonly host: string; readonly web: number };
}

const execute = promisify(execFile);

/** Formats and starts the masters (5 s), without workers, and waits until one of them leads. */
export async function startAlluxio(wishes: AlluxioWishes = {}): Promise<Alluxio> {
  const { masters: count = 1, fileBytes = 8 * 2 ** 20, within } = wishes;
  const { alluxio: jars } = findEngines();
  if (jars === null) throw new Error('no Alluxio here: run "npm run cluster:engines"');
  const folder = tempFolder('alluxio');
  for (const name of ['ufs', 'logs']) mkdirSync(join(folder, name));
  const ports = await Promise.all(
    Array.from({ length: count }, async () => ({
      rpc: await freePort(),
      web: within?.web ?? (await freePort()),
      journal: await freePort(),
    })),
  );
  const settings: AlluxioSettings = {
    jars,
    folder,
    host: within?.host ?? '127.0.0.1',
    masters: ports,
    quota: wishes.quota ?? '128MB',
    block: wishes.block ?? '1MB',
    properties: wishes.properties ?? {},
  };
  // Inside a network namespace the same program, started by `ip`, which becomes it.
  const called = (args: readonly string[]): [string, string[]] =>
    within === undefined
      ? ['java', [...args]]
      : ['ip', ['netns', 'exec', within.networkNamespace, 'java', ...args]];
  const start = (name: string, args: readonly string[]) => {
    const [file, all] = called(args);
    return startServerProcess(file, all, { cwd: folder, log: join(folder, 'logs', `${name}.out`) });
  };
  const run = async (args: readonly string[]) => {
    const [file, all] = called(args);
    await execute(file, all, { cwd: folder, maxBuffer: 2 ** 24 });
  };
  const shell = (...args: string[]) => run(shellArguments(settings, args));

  // One after the other: each is a Java of its own.
  for (const index of ports.keys()) await run(formatArguments(settings, index));
  const masters = ports.map(({ web }, index) =>
    masterOf({ host: settings.host, port: web, within }, () =>
      start(`master${index}`, masterArguments(settings, index)),
    ),
  );
  for (const master of masters) master.start();
  await Promise.any(masters.map((master) => leads(master)));

  const workers: AlluxioWorker[] = [];
  return {
    folder,
    masters,
    async startWorker() {
      const own = { rpc: await freePort(), web: await freePort() };
      const tier = join(folder, `worker${workers.length}`);
      mkdirSync(tier);
      const process = start(`worker${workers.length}`, workerArguments(settings, tier, own));
      const worker = { rpcPort: own.rpc, process };
      workers.push(worker);
      return worker;
    },
    makeFiles(bytes) {
      const made = mkdtempSync(join(folder, 'files-'));
      for (let left = bytes, i = 0; left > 0; left -= fileBytes, i++) {
        const file = join(made, `part-${String(i).padStart(5, '0')}`);
        writeFileSync(file, '');
        truncateSync(file, Math.min(left, fileBytes)); // sparse: it costs no disk, but is read like any other
      }
      const name = made.slice(folder.length);
      renameSync(made, join(folder, 'ufs', name)); // Alluxio lists a folder once: it has to be whole
      return name;
    },
    read: (path) => readTo(called(shellArguments(settings, ['cat', `${path}/*`])), folder),
    free: () => shell('free', '/'),
    adminScript: () => {
      const words = adminArguments(settings, []).map((word) => `'${word}'`);
      return `#!/usr/bin/env bash\nshift\nexec java ${words.join(' ')} "$@"\n`;
    },
    async stop() {
      const all = [...masters.map((master) => master.process()), ...workers.map(({ process }) => process)];
      await Promise.all(all.map((process) => process.stop('SIGKILL')));
    },
  };
}

interface Place {
  readonly host: string;
  readonly port: number;
  readonly within: AlluxioWishes['within'];
}

function masterOf({ host, port, within }: Place, start: () => ServerProcess): AlluxioMaster {
  let process: ServerProcess | undefined;
  const url = `http://${host}:${port}/api/v1/master/info`;
  return {
    host,
    port,
    async info() {
      const text = await (within === undefined ? bodyOf(url) : bodyWithin(url, within.networkNamespace));
      if (text === null) return null;
      return JSON.parse(text) as MasterInfo;
    },
    process() {
      if (process === undefined) throw new Error('this master was never started');
      return process;
    },
    start() {
      process = start();
    },
  };
}

async function bodyOf(url: string): Promise<string | null> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(5000) });
    return answer.ok ? await answer.text() : null;
  } catch {
    return null;
  }
}

const fetchText = `process.stdout.write(await (await fetch(process.argv[1])).text())`;

async function bodyWithin(url: string, networkNamespace: string): Promise<string | null> {
  const node = [process.execPath, '--input-type=module', '-e', fetchText, url];
  try {
    const args = ['netns', 'exec', networkNamespace, ...node];
    return (await execute('ip', args, { maxBuffer: 2 ** 24, timeout: 5000 })).stdout;
  } catch {
    return null;
  }
}

/** Resolves when the master leads. @throws when it ends, or does not come up */
async function leads(master: AlluxioMaster): Promise<void> {
  await waitFor(
    async () => {
      const ended = master.process().ended();
      return ended === null ? (await master.info()) !== null : ended;
    },
    { what: `a master at port ${master.port}`, everyMs: 200 },
  );
  const process = master.process();
  if (process.ended() !== null)
    throw new Error(`the master ended (${process.ended()}): ${process.lastWords()}`);
}

/** Runs `fs cat` and throws away what it prints. */
function readTo([file, args]: [string, string[]], cwd: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (text) => {
      said = `${said}${text}`.slice(-2000);
    });
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`fs cat ended with ${code}: ${said}`)),
    );
  });
}
