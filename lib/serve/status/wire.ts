/** What the daemon and its page say to each other: types only, so that the page's scripts are checked against them. */
import type { ChartMark } from '../../charts/spec.ts';
import type { DaemonFacts } from '../facts.ts';

/** Columns of the points, oldest first. */
export interface Points {
  /** When each begins, seconds since the epoch. */
  readonly times: readonly number[];
  /** Highest fullness within it, 1 is full; null while blind. */
  readonly usage: readonly (number | null)[];
  readonly replicas: readonly number[];
  readonly serving: readonly number[];
}

/** `bad`: look now. `warn`: look when there is time. `act`: something is changing. `good`: all is well. `quiet`: nothing is looked at. */
export type Level = 'bad' | 'warn' | 'act' | 'good' | 'quiet';

export interface Condition {
  readonly level: Level;
  readonly word: string;
}

export interface NewsItem {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly level: Level;
  readonly text: string;
}

export interface Row {
  readonly dataset: string;
  readonly condition: Condition;
  readonly mode: string;
  readonly reason: string;
  /** Fullness as decided on, 1 is full; null while blind. */
  readonly usage: number | null;
  /** What the threshold or target is, 1 is full; null without. */
  readonly level: number | null;
  readonly replicas: number | null;
  readonly serving: number | null;
  readonly min: number;
  readonly max: number;
  readonly marks: readonly ChartMark[];
  /** How much ever happened: the panel has news when it grows. */
  readonly news: number;
}

/** A row as it is sent, with the points that its receiver does not have yet. */
export interface SentRow extends Row {
  readonly points: Points;
}

export interface Panel {
  readonly dataset: string;
  readonly facts: readonly (readonly [label: string, text: string])[];
  readonly wishes: readonly { readonly policy: string; readonly says: string; readonly reason: string }[];
  readonly rungs: readonly {
    readonly by: string;
    readonly from: number;
    readonly to: number;
    readonly low: number | null;
    readonly high: number | null;
    readonly reason: string;
  }[];
  /** The count decided on, and where the decision goes; null while nothing is decided. */
  readonly decision: {
    readonly at: number;
    readonly current: number;
    readonly target: number;
    readonly outcome: string;
  } | null;
  /** The field of the document that would change what was decided; null when none would. */
  readonly field: string | null;
  readonly coming: readonly { readonly at: number; readonly what: string; readonly next: string }[];
  readonly news: readonly NewsItem[];
}

/** What an answer brings to a page that has the revision before. */
export interface Update {
  /** Of this daemon's start: another one knows nothing of the revisions before. */
  readonly run: string;
  readonly revision: number;
  /** Now, ms since the epoch, as the daemon's clock has it. */
  readonly now: number;
  readonly daemon: DaemonFacts;
  /** Names of all datasets, where any came or went since; null when none did. */
  readonly names: readonly string[] | null;
  /** Rows that changed since. */
  readonly rows: readonly SentRow[];
}
