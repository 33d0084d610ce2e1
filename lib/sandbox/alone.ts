/** The sandbox by itself, for whoever wants to look at it with kubectl, or to run the daemon on it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fastClock, realClock } from '../clock/clock.ts';
import { quoted } from '../units/quoted.ts';
import { formatSize } from '../units/size.ts';
import { kindNamed } from './api/kinds.ts';
import type { RuntimeName } from './kinds/contract.ts';
import { behaviours } from './kinds/table.ts';
import { askCommand, hintOf, type Looked, scaleCommand } from './looking.ts';
import type { DatasetOptions } from './options.ts';
import { type Sandbox, startSandbox } from './start.ts';

export interface AloneDataset {
  readonly namespace: string;
  readonly name: string;
  readonly runtime: RuntimeName;
}

export interface AloneOptions {
  /** One or more. */
  readonly datasets: readonly AloneDataset[];
  readonly sizeBytes: number;
  readonly perWorkerBytes: number;
  readonly replicas: number;
  /** Bytes a second of a DataLoad that begins soon; 0: none. Where a kind has no loads applications read at this rate. */
  readonly load: number;
  /** Bytes a second that applications read all the time; 0: none. */
  readonly reads: number;
  /** Seconds of the sandbox in a real second. */
  readonly speed: number;
  /** Where the kubeconfig is written; null: a file of its own that goes when the sandbox does. */
  readonly kubeconfig: string | null;
  /** Ends by itself after this, real ms; null: never. */
  readonly forMs: number | null;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/** From the start to the load and the reads, ms of the sandbox: time to open a second terminal. */
const BEGIN_AFTER_MS = 10_000;

/** Starts it, says how to look at it, and resolves when it has ended. @throws what kept it from starting */
export async function runAlone(options: AloneOptions): Promise<void> {
  const { datasets, speed, forMs, signal, say } = options;
  const folder = mkdtempSync(join(tmpdir(), 'fluid-autoscaler-sandbox-'));
  let sandbox: Sandbox | null = null;
  try {
    sandbox = await startSandbox({
      clock: fastClock(realClock.now(), speed),
      datasets: datasets.map((dataset) => datasetOptions(dataset, options)),
    });
    const path = sandbox.kubeconfig(options.kubeconfig ?? join(folder, 'kubeconfig'));
    for (const line of introduction(options, path, sandbox)) say(line);
    if (forMs === null) await aborted(signal);
    else await realClock.sleep(forMs, signal);
  } finally {
    try {
      await sandbox?.stop();
    } finally {
      rmSync(folder, { recursive: true, force: true });
      if (options.kubeconfig !== null) rmSync(options.kubeconfig, { force: true });
    }
  }
}

function datasetOptions(
  { namespace, name, runtime }: AloneDataset,
  { sizeBytes, perWorkerBytes, replicas, load, reads }: AloneOptions,
): DatasetOptions {
  const at = (rateBytesPerSecond: number) => ({ startAfterMs: BEGIN_AFTER_MS, rateBytesPerSecond });
  const { loads } = behaviours[runtime];
  const read = loads ? reads : reads + load;
  return {
    namespace,
    name,
    runtime,
    sizeBytes,
    perWorkerBytes,
    replicas,
    ...(loads && load > 0 ? { load: at(load) } : {}),
    ...(read > 0 ? { reads: at(read) } : {}),
  };
}

function introduction(options: AloneOptions, kubeconfig: string, sandbox: Sandbox): string[] {
  const { datasets, replicas, forMs } = options;
  const [first] = datasets;
  const looked = (one: AloneDataset): Looked => ({
    ...one,
    behaviour: behaviours[one.runtime],
    dataset: sandbox.dataset(one.namespace, one.name),
    kubectl: `kubectl --kubeconfig ${quoted(kubeconfig)}${one.namespace === 'default' ? '' : ` -n ${one.namespace}`}`,
  });
  const one = looked(first as AloneDataset);
  const kinds = [...new Set(datasets.map(({ runtime }) => behaviours[runtime].kind))];
  const plurals = kinds.map((kind) => kindNamed(kind).plural);
  const hints = [...new Map(datasets.map((each) => [each.runtime, looked(each)])).values()].flatMap(hintLine);
  return [
    summary(options, sandbox.url),
    '',
    'Look at it, change it (kubectl watches one kind at a time):',
    `  ${one.kubectl} get ${['datasets', ...plurals].join(',')}`,
    `  ${one.kubectl} get datasets -w`,
    `  ${one.kubectl} describe ${kindNamed(one.behaviour.kind).singular} ${one.name}`,
    `  ${scaleCommand(one, replicas + 1)}`,
    '',
    'Ask the cache itself how full it is:',
    ...datasets.slice(0, 9).map((each) => `  ${askCommand(looked(each))}`),
    '',
    'Or let the daemon do so:',
    `  npx fluid-autoscaler inspect -A --kubeconfig ${quoted(kubeconfig)}`,
    `  npx fluid-autoscaler run -A --policies examples/spark.yaml --ledger ledger --kubeconfig ${quoted(kubeconfig)}`,
    ...hints,
    '',
    `It runs ${forMs === null ? 'until Ctrl-C' : `for ${forMs / 1000} s`} and leaves nothing behind.`,
  ];
}

function hintLine(looked: Looked): string[] {
  const hint = hintOf(looked);
  return hint === null ? [] : [`  (${looked.behaviour.name}: ${hint})`];
}

function summary(
  { datasets, sizeBytes, perWorkerBytes, replicas, load, speed }: AloneOptions,
  url: string,
): string {
  const workers = replicas === 1 ? '1 worker' : `${replicas} workers`;
  const loading = load > 0 ? `, loaded at ${formatSize(load)}/s from ${BEGIN_AFTER_MS / 1000} s on` : '';
  const pace = speed === 1 ? '' : `; a second here is ${speed} s there`;
  const named = datasets.map(({ namespace, name, runtime }) =>
    runtime === 'alluxio' || runtime === name ? `${namespace}/${name}` : `${namespace}/${name} (${runtime})`,
  );
  return `A cluster at ${url} with ${named.join(', ')}: ${formatSize(sizeBytes)} on ${workers} of ${formatSize(perWorkerBytes)}${loading}${pace}.`;
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
