/** How long a plug-in may take, ms of real time. */
export interface Limits {
  /** From the start of its thread until its module is loaded. */
  readonly loadMs: number;
  /** One answer. */
  readonly askMs: number;
  /** How long a question waits for those about other datasets. */
  readonly patienceMs: number;
}

/** Beside a loop that goes on every few seconds. */
export const DAEMON_LIMITS: Limits = { loadMs: 5000, askMs: 1000, patienceMs: 3000 };

/** Where a person waits: a busy machine must not change what comes out. */
export const DESK_LIMITS: Limits = { loadMs: 20_000, askMs: 10_000, patienceMs: 60_000 };
