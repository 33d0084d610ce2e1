/** A path that a data operation is about, and how many copies of it are wanted (1 or more). */
export interface TaskPath {
  readonly path: string;
  readonly copies: number;
}

/** One data operation on the dataset, as its own object tells it; whether it runs or not. */
export interface Task {
  readonly kind: string;
  /** With its namespace in front where that is not the dataset's. */
  readonly name: string;
  /** As Fluid writes it: empty (not seen by Fluid yet), Pending, Executing, Complete, Failed. */
  readonly phase: string;
  /** It brings data into this cache: a DataLoad, or a DataMigrate into the dataset. */
  readonly loads: boolean;
  readonly madeAt: number | null;
  /** When its last run began, where that is known: for one that recurs, and for one that is over. */
  readonly startedAt: number | null;
  /** When its last run ended, well or not; null while none has, or when nothing tells. */
  readonly endedAt: number | null;
  /** Its cron schedule where it recurs (`policy: Cron`), else null. */
  readonly schedule: string | null;
  /** What is loaded; empty: the whole dataset. */
  readonly paths: readonly TaskPath[];
}
