import type { Agent as HttpAgent } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import type { Clock } from '../clock/clock.ts';
import type { DatasetObjects, KubeObject } from '../kube/objects.ts';
import type { Blind, PerWorker, Reason } from '../model/observation.ts';

/** What is known of one kind of runtime: how its workers are found, whether its count can be written, who tells how full it is. */
export interface RuntimeKind {
  readonly kind: string;
  readonly plural: string;
  /** Name of the (Advanced)StatefulSet of the workers of the runtime called `name`. */
  workerSetName(name: string): string;
  /** `scale`: the count is written through the `/scale` subresource. `none`: the kind has none. */
  readonly scale: 'scale' | 'none';
  /** Reads the engine itself; null when that is not built, or when the kind offers nothing to read. */
  readonly engine: EngineReader | null;
  /** Why runtimes of this kind are held; absent when they are looked after. */
  readonly whyNot?: Reason;
  /** The number of workers asked for, as it stands in the spec (null: absent); anything may stand there, so check it. */
  replicas(runtime: KubeObject): unknown;
  /** Block size and eviction watermark, from the spec or the engine's defaults. */
  perWorker(runtime: KubeObject): PerWorker;
  /** Bytes of cache one worker is declared to have, or null when the spec does not say. */
  declaredBytes(runtime: KubeObject): number | null;
}

/** Finds and reads one kind's engine. Never throws for what the network or the engine does: that is a {@link Blind}. */
export interface EngineReader {
  /** The name its readings carry. */
  readonly source: string;
  /**
   * Where the engine is, from what the watches hold; no DNS, no request.
   * @param override `engine.url` of the policy document, or null
   */
  find(objects: DatasetObjects, override: string | null): EngineAddress | Blind;
  read(address: EngineAddress, options: ReadOptions): Promise<EngineFigures | Blind>;
}

/** Pages to ask; more than one when there are several masters, of which one leads. */
export interface EngineAddress {
  readonly pages: readonly EnginePage[];
  readonly from: 'slices' | 'override';
}

export interface EnginePage {
  readonly url: URL;
  /** The Service port behind the address, for whoever has to go through the API server; null where the user gave the address. */
  readonly service: ServicePort | null;
}

export interface ServicePort {
  readonly namespace: string;
  readonly name: string;
  /** Name of the port. */
  readonly port: string;
}

/** What went wrong, without the source it went wrong at. */
export interface Failure {
  readonly code: string;
  readonly numbers: Readonly<Record<string, number | string | null>>;
}

export type Page = { readonly text: string } | { readonly failure: Failure };

/** The way to a page: over the network, or another one. Keeps all limits of the options, never throws. */
export type FetchPage = (page: EnginePage, options: ReadOptions) => Promise<Page>;

export interface Agents {
  readonly http: HttpAgent;
  readonly https: HttpsAgent;
}

export interface ReadOptions {
  readonly clock: Clock;
  /** Whole time for one read, ms: connecting, waiting, body, redirect. */
  readonly timeoutMs: number;
  /** The way to the engine's page. Default: over the network. */
  readonly fetch?: FetchPage;
  /** Connections to reuse; shared by all reads of a process. */
  readonly agents: Agents;
  /** Give up when this aborts (the daemon stops). */
  readonly signal?: AbortSignal;
  /** Largest page accepted, bytes. Default 8 MiB. */
  readonly maxBytes?: number;
  /** A signal that aborts after so many ms. Default `AbortSignal.timeout`. */
  readonly expire?: (ms: number) => AbortSignal;
}

/** Storage of one medium, over all workers; bytes. */
export interface Tier {
  readonly medium: string;
  readonly capacityBytes: number;
  readonly usedBytes: number;
}

/** One well-formed look at an engine, exactly as it printed the numbers. */
export interface EngineFigures {
  readonly source: string;
  /** When the page was asked for, ms since the epoch: it is never older than it claims. */
  readonly at: number;
  /** > 0 */
  readonly capacityBytes: number;
  /** May exceed capacity by a tenth. */
  readonly usedBytes: number;
  /** Workers the engine counts, 1 or more; a dead one is counted until the engine gives it up. */
  readonly workers: number;
  /** null when the page does not say. */
  readonly lostWorkers: number | null;
  /** Bytes read from the under-store since the engine started; falls back to 0 when it restarts. null when not offered. */
  readonly ufsReadBytes: number | null;
  /** Bytes that readers were given since then, from the cache and through it. null when not offered. */
  readonly servedBytes: number | null;
  /** Blocks evicted since the engine started; null when not offered. */
  readonly evictions: number | null;
  /** Media with a capacity above 0. */
  readonly tiers: readonly Tier[];
}
