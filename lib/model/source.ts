/** How an address that a user gave is reached. */
export interface Reach {
  readonly url: string;
  /** Names of files below the folder of credentials that the daemon was told; each is read anew for each look. */
  readonly bearerTokenFile?: string | undefined;
  readonly basicAuth?: { readonly username: string; readonly passwordFile: string } | undefined;
  readonly tls?:
    | { readonly caFile?: string | undefined; readonly serverName?: string | undefined }
    | undefined;
}

/**
 * What tells each figure: a PromQL expression, a series of a page, or a JSON Pointer. Either `used`, perhaps with `capacity`, or
 * `ratio` (used ÷ capacity).
 */
export interface FigureTexts {
  readonly used?: string | undefined;
  readonly capacity?: string | undefined;
  readonly ratio?: string | undefined;
  readonly workers?: string | undefined;
}

/** A source that a user gave. */
export interface GivenSource extends Reach {
  readonly figures: FigureTexts;
  /** Capacity of one worker, where `capacity` is not told; null: as the runtime declares it. */
  readonly perWorkerBytes: number | null;
  /** How old a figure may be whose age is known, ms. */
  readonly maxAgeMs: number;
}

export interface PrometheusSource extends GivenSource {
  readonly type: 'prometheus';
}

export interface HttpSource extends GivenSource {
  readonly type: 'http';
  readonly form: 'metrics' | 'json';
  /** JSON Pointer of when the figures were true, or null. */
  readonly at: string | null;
  /** The user vouches that they are made when they are asked for. */
  readonly live: boolean;
}

/** Who is asked how full a cache is: one entry of a document's list, the most trusted first. */
export type SourceSpec =
  | PrometheusSource
  | HttpSource
  /** The kind's own engine. `url`: its address in place of discovery. `perPod`: pods that share nothing count as one cache. */
  | { readonly type: 'engine'; readonly url: string | null; readonly perPod: boolean }
  /** What Fluid last wrote into the objects' status. */
  | { readonly type: 'status' };

/** The kind's own engine, found by discovery. */
export const ENGINE: SourceSpec = { type: 'engine', url: null, perPod: false };

/** What Fluid wrote. */
export const STATUS: SourceSpec = { type: 'status' };

/** Where a document says nothing. */
export const DEFAULT_SOURCES: readonly SourceSpec[] = [ENGINE, STATUS];
