import type { JsonObject, Stored } from '../api/json.ts';
import type { PageForm } from '../engine/pages/form.ts';
import type { Figures } from '../model/figures.ts';
import type { DatasetOptions } from '../options.ts';

/** What a user calls them; one word for each way in which a runtime behaves. */
export const runtimeNames = [
  'alluxio',
  'cache',
  'efc',
  'goosefs',
  'jindo',
  'juicefs',
  'juicefs-community',
  'thin',
  'vineyard',
] as const;
export type RuntimeName = (typeof runtimeNames)[number];

/** How Fluid runs one kind of runtime: only what differs from kind to kind. The cache behind all of them is one model. */
export interface Behaviour {
  readonly name: RuntimeName;
  readonly kind: string;
  /** `type` in `Dataset.status.runtimes`, and in the names of its controller. */
  readonly type: string;
  /** The engine in `status.valueFile`; default: `type`. */
  readonly engine?: string;
  /** What comes between the runtime's name and `-worker`, `-master`. */
  readonly infix: string;
  /** `app` of its labels, and what its roles begin with. */
  readonly app: string;
  readonly workers: Workers;
  /** Null: it has none. */
  readonly master: Master | null;
  /** Who tells how full the cache is. */
  readonly telling: Telling;
  /** Workers share one cache; false: each keeps its own. */
  readonly shared: boolean;
  readonly count: Count;
  /** Data loads run on it. */
  readonly loads: boolean;
  /** Fluid finds out how large the dataset is. */
  readonly sizes: boolean;
  /** The mount, and the runtime's spec, as a user writes them. */
  mount(options: DatasetOptions): JsonObject;
  spec(options: DatasetOptions): JsonObject;
  /** Cluster-wide objects it needs besides, by kind. */
  readonly needs?: () => readonly (readonly [kind: string, object: JsonObject])[];
  /** Bytes of cache a worker of this runtime has; null where the spec does not say. */
  perWorkerBytes(runtime: Stored): number | null;
  /** Size of its blocks, bytes; null where the spec does not say. */
  readonly blockBytes?: (runtime: Stored) => number | null;
  /** Its own block size where nobody says one. */
  readonly defaultBlock: number;
  /** `status.cacheStates`; null: Fluid writes none. */
  states(look: Look): JsonObject | null;
  /** Where clients go, or null. */
  endpoint(name: string, namespace: string, rpc: number): string | null;
}

export interface Workers {
  readonly set: 'StatefulSet' | 'AdvancedStatefulSet';
  /** One pod after the other, each when the one before is Ready. */
  readonly ordered: boolean;
  readonly containers: readonly string[];
  /** `status.selector`; null: Fluid writes none. */
  selector(name: string): string | null;
}

export interface Master {
  readonly containers: readonly string[];
  /** Its Service, headless, and the names of its ports in the range they are drawn from; null: it has none. */
  readonly service: {
    /** After the name of the set. */
    readonly suffix: string;
    readonly ports: readonly string[];
    readonly range: readonly [low: number, high: number];
    readonly labels?: Readonly<Record<string, string>>;
  } | null;
}

export type Telling =
  /** The master's page, behind this port of its Service. */
  | { readonly by: 'master'; readonly port: string; page(runtime: Stored): PageForm }
  /** Each worker's own page, at this container port. */
  | { readonly by: 'pods'; readonly port: string; page(runtime: Stored): PageForm }
  /** A command in a pod. */
  | { readonly by: 'exec'; answer(asked: Asked): string | null }
  /** Nobody: something of the user's own, whose page this is. */
  | { readonly by: 'given'; readonly page: () => PageForm };

/** A command that was called in a pod of the runtime. */
export interface Asked {
  readonly command: readonly string[];
  readonly pod: string;
  readonly runtime: Stored;
  /** What `CacheRuntimeClass` of the runtime there is. */
  readonly runtimeClass: JsonObject | null;
  readonly blockBytes: number;
  /** Of the cache as a whole, and of this pod's worker; null: it is no worker that runs. */
  readonly figures: Figures;
  readonly own: Figures | null;
}

/** Where the count of workers stands and what Fluid does about it. */
export interface Count {
  /** Fields down to it, in the runtime. */
  readonly path: readonly string[];
  /** `once`: when it is made; after that the worker set's own count is left as it is. */
  readonly follows: 'always' | 'once';
  /** An event and a condition tell of a change. */
  readonly told: boolean;
  /** Fluid watches the worker set, so that its counters are up to date within a second. */
  readonly watched: boolean;
  /** Counters as all runtimes have them, or components, as a CacheRuntime has. */
  readonly shownAs: 'counters' | 'components';
}

/** What Fluid finds at one of its looks. */
export interface Look {
  readonly figures: Figures;
  /** Null: not known. */
  readonly sizeBytes: number | null;
  readonly perWorkerBytes: number;
  /** `workerNumberReady` as it stood before this look. */
  readonly readyBefore: number;
  /** Bytes read at the look before, for ratios; null at the first. */
  readonly last: { readonly ufs: number; readonly remote: number } | null;
}
