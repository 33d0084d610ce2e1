/** What people say about one dataset by annotations on it. Instants are milliseconds since the epoch. */

/** Every annotation that begins so is ours. */
export const ANNOTATIONS = 'fluid-autoscaler.dev/';
export const PAUSED = `${ANNOTATIONS}paused`;
export const OVERRIDE = `${ANNOTATIONS}override`;

export interface Pause {
  readonly by: string;
  readonly why: string;
  /** When it ends by itself, or null: when it is taken back. */
  readonly until: number | null;
}

/** So many workers for a while, whatever the policies wish for. */
export interface Override {
  readonly workers: number;
  readonly by: string;
  readonly why: string;
  readonly since: number;
  readonly until: number;
  /** Past the step. */
  readonly immediately: boolean;
}

/** An annotation of ours that nobody understands. */
export interface Unclear {
  readonly annotation: string;
  /** What is wrong with it, and what is allowed. */
  readonly problem: string;
}

/** As written: what of it is over is told by the instant of the decision. */
export interface Control {
  readonly pause?: Pause;
  readonly override?: Override;
  readonly unclear?: readonly Unclear[];
}

/** Where a pause is written. */
export type Place = 'document' | 'annotation';

/** What of it, and of the document's pause, is in force at one instant. */
export interface Said {
  readonly pauses: readonly (Pause & { readonly place: Place })[];
  readonly override: Override | null;
  readonly unclear: readonly Unclear[];
}
