/** The sandbox by itself, for whoever wants to look at it with kubectl, or to run the daemon on it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fastClock, realClock } from '../clock/clock.ts';
import { quoted } from '../units/quoted.ts';
import { formatSize } from '../units/size.ts';
import type { DatasetOptions } from './options.ts';
import { type Sandbox, startSandbox } from './start.ts';

export interface AloneOptions {
  /** `namespace/name` of each. */
  readonly datasets: readonly string[];
  readonly sizeBytes: number;
  readonly perWorkerBytes: number;
  readonly replicas: number;
  /** Bytes a second of a DataLoad that begins soon; 0: none. */
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
    introduce(options, path, sandbox.url).forEach(say);
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
  dataset: string,
  { sizeBytes, perWorkerBytes, replicas, load, reads }: AloneOptions,
): DatasetOptions {
  const [namespace = '', name = ''] = dataset.split('/');
  const at = (rateBytesPerSecond: number) => ({ startAfterMs: BEGIN_AFTER_MS, rateBytesPerSecond });
  return {
    namespace,
    name,
    sizeBytes,
    perWorkerBytes,
    replicas,
    ...(load > 0 ? { load: at(load) } : {}),
    ...(reads > 0 ? { reads: at(reads) } : {}),
  };
}

function introduce(
  { datasets, sizeBytes, perWorkerBytes, replicas, load, speed, forMs }: AloneOptions,
  kubeconfig: string,
  url: string,
): string[] {
  const [first = ''] = datasets;
  const [namespace = '', name = ''] = first.split('/');
  const kubectl = `kubectl --kubeconfig ${quoted(kubeconfig)}${namespace === 'default' ? '' : ` -n ${namespace}`}`;
  const workers = replicas === 1 ? '1 worker' : `${replicas} workers`;
  const loading = load > 0 ? `, loaded at ${formatSize(load)}/s from ${BEGIN_AFTER_MS / 1000} s on` : '';
  const pace = speed === 1 ? '' : `; a second here is ${speed} s there`;
  return [
    `A cluster at ${url} with ${datasets.join(', ')}: ${formatSize(sizeBytes)} on ${workers} of ${formatSize(perWorkerBytes)}${loading}${pace}.`,
    '',
    'Look at it, change it (kubectl watches one kind at a time):',
    `  ${kubectl} get datasets,alluxioruntimes`,
    `  ${kubectl} get datasets -w`,
    `  ${kubectl} describe alluxioruntime ${name}`,
    `  ${kubectl} patch alluxioruntime ${name} --subresource=scale --type=merge -p '{"spec":{"replicas":${replicas + 1}}}'`,
    '',
    'Or let the daemon do so:',
    `  npx fluid-autoscaler inspect -A --kubeconfig ${quoted(kubeconfig)}`,
    `  npx fluid-autoscaler run -A --policies examples/spark.yaml --ledger ledger --kubeconfig ${quoted(kubeconfig)}`,
    '',
    `It runs ${forMs === null ? 'until Ctrl-C' : `for ${forMs / 1000} s`} and leaves nothing behind.`,
  ];
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
