/** The whole chain for one test: a cluster with real Fluid controllers in a network namespace of its own (test/cluster/fluid). */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder, clusterFolder, fluidLabMissing } from './binaries.ts';
import { tellReaper } from './reaper.ts';
import { type ServerProcess, startServerProcess } from './server-process.ts';
import { removeTempFolder, tempFolder } from './temp.ts';

/** What the stand-in engine shows and answers; bytes unless said otherwise. Names are those of `engine.state`. */
export interface EngineState {
  readonly used?: number;
  /** Size of the dataset; Fluid reads it only once, at set-up. */
  readonly ufs?: number;
  /** Number of files in the dataset. */
  readonly files?: number;
  /** Read so far from the under-store, from local and from remote workers. */
  readonly ufsread?: number;
  readonly local?: number;
  readonly remote?: number;
  /** Capacity of one worker. */
  readonly per_worker?: number;
  /** Number of workers the engine knows; without it, those that are really ready. */
  readonly workers?: number;
  /** Seconds that Fluid's commands in the master take; 1: they fail. */
  readonly delay?: number;
  readonly fail?: number;
}

export interface FluidLab {
  /** Logs, keys and `engine.state`; goes with the lab. */
  readonly folder: string;
  /** Name of the network namespace. The cluster, its nodes and engines can be reached from in there only. */
  readonly networkNamespace: string;
  /** Path of a kubeconfig of group system:masters; its server can be reached from inside. */
  readonly kubeconfig: string;
  kubectl(...args: string[]): Promise<string>;
  /** Resolves when the field has the value: `until('dataset/spark', '{.status.phase}', 'Bound')`, all in namespace default. */
  until(object: string, jsonPath: string, value: string): Promise<void>;
  /** Runs a program inside the namespace and returns its output. */
  run(file: string, ...args: string[]): Promise<string>;
  /** Starts Node inside the namespace, for a daemon: its output goes to `<folder>/<name>.log`. */
  startNode(name: string, args: readonly string[]): ServerProcess;
  /** The body that a URL answers to a GET from inside; redirections are followed. @throws when it is not a 2xx */
  get(url: string): Promise<string>;
  /** Changes the given figures; the engine and Fluid see them at their next look. */
  setEngineState(change: EngineState): void;
  /** Serves the engine's page where the Service of dataset `spark` points to, once that is Bound; returns the page's URL. */
  startEngine(): Promise<string>;
  /** Process ids of everything inside. */
  pids(): Promise<readonly number[]>;
  /** Ends all of it. Also happens by itself when this process ends. */
  stop(): Promise<void>;
}

const execute = promisify(execFile);
const scripts = join(clusterFolder, 'fluid');

/** The article's Dataset and AlluxioRuntime, both `spark` in namespace default: one worker of 1 GiB. */
export const articleDataset: string = join(scripts, 'ds.yaml');

const fetchText = `
const response = await fetch(process.argv[1]);
if (!response.ok) throw new Error(response.status + ' ' + response.url);
process.stdout.write(await response.text());`;

function lastWords(folder: string): string {
  const logs = readdirSync(folder).filter((name) => name.endsWith('.log'));
  const end = (name: string) =>
    readFileSync(join(folder, name), 'utf8').trimEnd().split('\n').slice(-3).join('\n');
  return logs.map((name) => `== ${name}\n${end(name)}`).join('\n');
}

function engineStateText(state: EngineState): string {
  return Object.entries(state)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}

/**
 * Brings a lab up (8 s); several may stand side by side. Needs root on Linux, iproute2, openssl and what
 * `npm run cluster:build -- all` builds.
 * @param initial the engine's first figures; by default an empty cache and the article's dataset of 2.71 GiB
 */
export async function startFluidLab(initial: EngineState = {}): Promise<FluidLab> {
  const missing = fluidLabMissing();
  if (missing !== null) throw new Error(missing);
  const parent = tempFolder('fluid-lab');
  const folder = join(parent, 'run');
  const networkNamespace = `fluid-lab-${process.pid}-${randomBytes(3).toString('hex')}`;
  let state: EngineState = { used: 0, files: 7, ufs: 2_909_879_074, ...initial };
  const env = {
    BIN: cacheFolder(),
    RUN: folder,
    NETNS: networkNamespace,
    ENGINE_STATE: engineStateText(state),
  };
  const script = (name: string) =>
    execute('bash', [join(scripts, name)], { env: { ...process.env, ...env } });

  tellReaper({ do: 'run', id: networkNamespace, file: 'bash', args: [join(scripts, 'down.sh')], env });
  await script('up.sh').catch((error) => {
    throw new Error(`${error.stderr}\n${lastWords(folder)}`, { cause: error });
  });

  const insideArgs = (file: string, args: readonly string[]) => [
    'netns',
    'exec',
    networkNamespace,
    file,
    ...args,
  ];
  const run = async (file: string, ...args: string[]) =>
    (await execute('ip', insideArgs(file, args), { maxBuffer: 2 ** 28 })).stdout;
  const kubeconfig = join(folder, 'kubeconfig');
  const kubectl = (...args: string[]) =>
    run(
      join(cacheFolder(), 'kubectl'),
      `--kubeconfig=${kubeconfig}`,
      `--cache-dir=${join(folder, 'kube-cache')}`,
      ...args,
    );
  return {
    folder,
    networkNamespace,
    kubeconfig,
    kubectl,
    async until(object, jsonPath, value) {
      await kubectl('wait', object, `--for=jsonpath=${jsonPath}=${value}`, '--timeout=500s');
    },
    run,
    startNode(name, args) {
      const log = join(folder, `${name}.log`);
      return startServerProcess('ip', insideArgs(process.execPath, args), { cwd: folder, log });
    },
    get: (url) => run(process.execPath, '--input-type=module', '-e', fetchText, url),
    setEngineState(change) {
      state = { ...state, ...change };
      const file = join(folder, 'engine.state');
      writeFileSync(`${file}.new`, `${engineStateText(state)}\n`);
      renameSync(`${file}.new`, file);
    },
    startEngine: async () => (await script('engine.sh')).stdout.trim(),
    async pids() {
      const { stdout } = await execute('ip', ['netns', 'pids', networkNamespace]);
      return stdout.split('\n').filter(Boolean).map(Number);
    },
    async stop() {
      await script('down.sh');
      tellReaper({ do: 'done', id: networkNamespace });
      removeTempFolder(parent);
    },
  };
}
