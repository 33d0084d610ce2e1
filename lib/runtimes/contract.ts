import type { Agent as HttpsAgent } from 'node:https';
import type { Socket } from 'node:net';
import type { Clock } from '../clock/clock.ts';
import type { ExecInPod } from '../kube/exec-contract.ts';
import type { Lookup } from '../kube/lookup.ts';
import type { DatasetObjects, KubeObject } from '../kube/objects.ts';
import type { Allowance } from '../model/allowance.ts';
import type { Blind, PerWorker, PodFigures, Reason } from '../model/observation.ts';

/** What is known of one kind of runtime: how its workers are found, where its count is written, who tells how full it is. */
export interface RuntimeKind {
  readonly kind: string;
  readonly plural: string;
  /** Name of the set of the workers of the runtime called `name`. */
  workerSetName(name: string): string;
  readonly workerSetKind: 'StatefulSet' | 'AdvancedStatefulSet';
  /**
   * Where the count stands and is written. `scale`: `/scale` of the runtime. `worker`: `.spec.worker.replicas` of the runtime,
   * by a patch of the object. `set`: `/scale` of the worker StatefulSet. null: nobody knows (a kind never heard of).
   */
  readonly writes: 'scale' | 'worker' | 'set' | null;
  /** Its own engine; null: it tells nobody, so only a source given by the user does. */
  readonly engine: Source | null;
  /** Why runtimes of this kind are held; absent when they are looked after. */
  readonly whyNot?: Reason;
  /** The number of workers asked for, where it stands (null: absent); anything may stand there, so check it. */
  replicas(objects: DatasetObjects): unknown;
  /** Block size and eviction watermark, from the spec or the engine's defaults. */
  perWorker(runtime: KubeObject): PerWorker;
  /** Bytes of cache one worker is declared to have, or null when the spec does not say. */
  declaredBytes(runtime: KubeObject): number | null;
  /** Why this runtime has no workers to scale; null: it has. */
  disabled(runtime: KubeObject): Reason | null;
  /** Why the cache sizes in the objects' status say nothing of how full the cache is; null or absent: they do say it. */
  statusMeansNothing?(dataset: KubeObject, runtime: KubeObject): Reason | null;
  /** For people: its row in the table of kinds. */
  readonly about: {
    /** Where its figures come from. */
    readonly reads: string;
    /** How its count is written. */
    readonly scales: string;
  };
}

/** Something that tells how full a cache is. Never throws for what network or engine do: that is a {@link Blind}. */
export interface Source {
  /** The name its readings carry. */
  readonly name: string;
  /** The strong right it needs, where it needs one. */
  readonly needs?: Allowance;
  look(subject: Subject, means: ReadOptions): Promise<Look>;
}

/** What is to be looked at. */
export interface Subject {
  readonly objects: DatasetObjects;
  /** `engine.url` of the policy document: the address given by the user, or null: discovery, without DNS or a request. */
  readonly url: string | null;
  /** `engine.perPod`: figures of pods that share nothing count as those of one cache. */
  readonly perPod: boolean;
}

/** What one look brought. */
export interface Look {
  readonly result: EngineFigures | Blind;
  /** What each pod said by itself, where the source asks pods; also beside a Blind. */
  readonly pods?: readonly PodFigures[];
}

/** Pages to ask; more than one when there are several masters, of which one leads. */
export interface EngineAddress {
  readonly pages: readonly EnginePage[];
  readonly from: 'slices' | 'override';
}

export interface EnginePage {
  readonly url: URL;
  /** Where the page is when it is not at `url`: other addresses of the same engine, in the order in which they are tried. */
  readonly otherwise?: readonly URL[];
  /** The Service port behind the address, for whoever has to go through the API server; null where the user gave the address. */
  readonly service: ServicePort | null;
  /** The user gave the address: no redirect is followed. */
  readonly given?: true;
}

export interface ServicePort {
  readonly namespace: string;
  readonly name: string;
  /** Name of the port. */
  readonly port: string;
}

/** Which of several masters led when last asked; written by who looks for the leader. */
export interface Led {
  /** Address of its page; null: none has led yet. */
  url: string | null;
  /** So many workers it counted. */
  workers: number;
}

/** What went wrong, without the source it went wrong at. */
export interface Failure {
  readonly code: string;
  readonly numbers: Readonly<Record<string, number | string | null>>;
}

/** Gets a page piece by piece, as it comes; called at once for each, cut anywhere. */
export type TakeChunk = (chunk: Uint8Array) => void;

/**
 * The way to a page: over the network, or another one. Keeps all limits of the options, throws nothing but what `take` throws.
 * @param take gets the page as it comes; what it got is worth nothing when there is a failure
 * @returns null when the whole page was handed over, else why not
 */
export type FetchPage = (page: EnginePage, options: ReadOptions, take: TakeChunk) => Promise<Failure | null>;

/** Makes a connection. @throws when it must not go where it would */
export type Connect = (to: { readonly host?: unknown; readonly port?: unknown }) => Socket;

export interface Agents {
  /** A plain connection, for one request: it is never kept. */
  readonly http: Connect;
  readonly https: HttpsAgent;
  /** Those for servers that users say how to trust. */
  readonly trusting: TrustingAgents;
}

export interface TrustingAgents {
  of(trust: Trust): HttpsAgent;
  destroy(): void;
}

/** Whom to take a server for what it says it is. */
export interface Trust {
  /** Certificates (PEM) of the authorities believed; null: those of the system. */
  readonly ca: string | null;
  /** The name its certificate must have; null: the host of its address. */
  readonly serverName: string | null;
}

/** Looking up objects that are asked for by name. */
export interface LookUps {
  readonly cacheRuntimeClass: Lookup;
}

export interface ReadOptions {
  readonly clock: Clock;
  /** Whole time for one read, ms: connecting, waiting, body, redirect. */
  readonly timeoutMs: number;
  /** Kept from look to look at one dataset; absent: each look begins anew. */
  readonly led?: Led | undefined;
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
  /** What is allowed beyond the default; absent: nothing. */
  readonly allowed?: ReadonlySet<Allowance> | undefined;
  /** The way into pods; absent: there is none. */
  readonly exec?: ExecInPod | undefined;
  /** The folder of credentials for sources given by users; absent: there is none. */
  readonly credentials?: string | undefined;
  /** Objects that no watch holds, by name; absent: they cannot be had. */
  readonly lookUp?: LookUps | undefined;
}

/** One well-formed look at an engine, exactly as it printed the numbers. */
export interface EngineFigures {
  readonly source: string;
  /** When it was true, ms since the epoch: never older than it claims. An engine's is when its page was asked for. */
  readonly at: number;
  /** When the source was asked, where the figures were old by then; absent: `at`. */
  readonly asked?: number;
  /** `lagging`: nobody knows exactly how old it is, so no shrink rests on it. Absent: as old as `at` says. */
  readonly quality?: 'lagging';
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
  /** What a person should know of its quality; absent: nothing. */
  readonly notes?: readonly Reason[];
}

/** When the source was asked. */
export function askedAt({ asked, at }: EngineFigures): number {
  return asked ?? at;
}
