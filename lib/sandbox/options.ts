import type { Clock } from '../clock/clock.ts';
import type { RuntimeName } from './kinds/contract.ts';

/** A dataset with its runtime and cache, there and Bound from the start. */
export interface DatasetOptions {
  readonly namespace: string;
  readonly name: string;
  /** How its runtime behaves. Default alluxio. */
  readonly runtime?: RuntimeName;
  readonly sizeBytes: number;
  /** False: Fluid never finds out, `ufsTotal` stays `[Calculating]`. Default true. */
  readonly sizeKnown?: boolean;
  readonly perWorkerBytes: number;
  readonly replicas: number;
  /** Default: the kind's own; Alluxio's is 64 MiB. */
  readonly blockBytes?: number;
  /** A DataLoad that begins by itself. */
  readonly load?: { readonly startAfterMs: number; readonly rateBytesPerSecond: number };
  /** Applications that read the whole dataset again and again. */
  readonly reads?: {
    readonly startAfterMs: number;
    readonly stopAfterMs?: number;
    readonly rateBytesPerSecond: number;
  };
}

export interface SandboxOptions {
  /** All time of the sandbox; may run fast. */
  readonly clock: Clock;
  /** Default 1. */
  readonly seed?: number;
  readonly datasets: readonly DatasetOptions[];
  /** Nodes to run workers, one worker each; what comes beyond stays Pending. Default 100. */
  readonly nodes?: number;
  /** From a worker's pod to Ready, ms. Default 3000. */
  readonly workerStartMs?: number;
  /** From Ready until the master counts the worker, ms. Default 2000. */
  readonly workerRegisterMs?: number;
  /** From the order to go until the pod is gone, ms. Default 2000. */
  readonly workerStopMs?: number;
  /** From a runtime made through the API until its Dataset is Bound, ms. Default 43,000. */
  readonly setupMs?: number;
  /** How often Fluid looks at a runtime, ms, drawn anew each time. Default 69,000 to 90,000. */
  readonly refreshMs?: readonly [least: number, most: number];
  /** Speed of a DataLoad that says nothing of its own, bytes a second. Default 100 MiB. */
  readonly loadBytesPerSecond?: number;
  /** How often the cluster moves by itself, ms of the clock; never more often than every 20 ms of real time. Default 100. */
  readonly tickMs?: number;
}

/** The options with every default filled in. */
export type Settings = Required<SandboxOptions>;

export function settingsOf(options: SandboxOptions): Settings {
  return {
    seed: 1,
    nodes: 100,
    workerStartMs: 3000,
    workerRegisterMs: 2000,
    workerStopMs: 2000,
    setupMs: 43_000,
    refreshMs: [69_000, 90_000],
    loadBytesPerSecond: 100 * 2 ** 20,
    tickMs: 100,
    ...options,
  };
}
