/** What the daemon is started with, and what whoever started it holds. */
import type { Clock } from '../clock/clock.ts';
import type { Allowance } from '../model/allowance.ts';
import type { Plugins } from '../plugins/load.ts';
import type { ClusterPort, DatasetStatus, Log } from './ports.ts';

export interface StartOptions {
  /** Folder of policy documents, or one file; null: none. */
  readonly policies: string | null;
  /** Policies of the user's own, loaded. */
  readonly plugins?: Plugins | undefined;
  /** Whether DatasetAutoscalers of the cluster are policy documents too. */
  readonly policiesFromCluster?: boolean;
  /** Folder of the ledger; made when missing. */
  readonly ledger: string;
  readonly keyFile?: string | undefined;
  /** Between two looks at a dataset that is far from every threshold. */
  readonly intervalMs: number;
  /** Between two looks at one that will soon cross one, at least; default 1 s. */
  readonly fastestMs?: number;
  /** `HOST:PORT` of the probes; none without. */
  readonly listen?: string | undefined;
  readonly dryRun: boolean;
  /** What is allowed beyond the default; absent: nothing. */
  readonly allowed?: ReadonlySet<Allowance> | undefined;
  /** Folder of credentials that sources of policy documents may name; absent: they may name none. */
  readonly credentials?: string | undefined;
  /** Whether what must be remembered also travels with each dataset, for whoever leads next; default true. Never in a dry run. */
  readonly memory?: boolean | undefined;
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
  /** One namespace, null for all, undefined for the context's own. */
  readonly namespace?: string | null | undefined;
  readonly clock: Clock;
  /** The clock of I/O: time-outs and the Lease run on it, also where `clock` is a fast one. */
  readonly wallClock: Clock;
  readonly random: () => number;
  readonly log: Log;
  readonly version: string;
  /** For tests: stands between the loop and the cluster. */
  readonly throughCluster?: (port: ClusterPort) => ClusterPort;
}

export interface RunningDaemon {
  statuses(): readonly DatasetStatus[];
  /** Why it does not do its whole job now; empty when it does, and while it stands by for another. */
  unready(): readonly string[];
  /** Whether it may write to the cluster at this instant. */
  leads(): boolean;
  head(): { readonly seq: number; readonly hash: string };
  /** Port of the probes, or null. */
  readonly port: number | null;
  /** Ends cleanly: looks under way finish, what is in memory is written down, the Lease is given up. */
  stop(why: string): Promise<void>;
}
