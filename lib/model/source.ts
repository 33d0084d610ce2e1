/** Who is asked how full a cache is: one entry of a document's list, the most trusted first. */
export type SourceSpec =
  /** The kind's own engine. `url`: its address in place of discovery. `perPod`: pods that share nothing count as one cache. */
  | { readonly type: 'engine'; readonly url: string | null; readonly perPod: boolean }
  /** What Fluid last wrote into the objects' status. */
  | { readonly type: 'status' };

/** Where a document says nothing. */
export const DEFAULT_SOURCES: readonly SourceSpec[] = [
  { type: 'engine', url: null, perPod: false },
  { type: 'status' },
];
