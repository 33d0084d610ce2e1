import type { Clock } from '../clock/clock.ts';
import type { Policy } from '../decide/contract.ts';
import type { BudgetRecord, PolicyRecord } from '../model/records.ts';
import type { Plugins } from '../plugins/load.ts';
import { type Fault, formatFault } from '../spec/fault.ts';
import { createPolicyFolder, type PolicyObjects } from '../spec/folder.ts';
import type { FolderEvent } from '../spec/folder-state.ts';
import type { Daemon, PolicyInForce } from './daemon.ts';
import type { LedgerPort, Log } from './ports.ts';

export interface FollowOptions {
  /** Null: no files. */
  readonly folder: string | null;
  /** Documents that are objects of the cluster; null: they are not followed. */
  readonly objects: PolicyObjects | null;
  readonly registry: readonly Policy[];
  readonly plugins?: Plugins | undefined;
  readonly clock: Clock;
  /** Documents last in force, from the ledger. */
  readonly lastGood: readonly PolicyRecord[];
  /** The same of budgets. */
  readonly lastGoodBudgets: readonly BudgetRecord[];
  readonly daemon: Daemon;
  readonly ledger: LedgerPort;
  readonly log: Log;
  /** Told what is in force, by dataset, when the ledger has it. */
  readonly recorded?: (inForce: ReadonlyMap<string, PolicyInForce>) => void;
}

export interface FollowedPolicies {
  /** How many faults there are in documents now. */
  faults(): number;
  /** The file (or object) whose document is in force for a dataset (`namespace/name`), or null. */
  fileOf(dataset: string): string | null;
  /** What is wrong with a file or object as it stands, and what follows, in one line; or null. */
  faultOf(file: string): string | null;
  stop(): Promise<void>;
}

/** Reads the policy folder and the cluster's objects, hands what is in force to the daemon at every change, and records faults. */
export async function followPolicies({
  lastGood,
  lastGoodBudgets,
  ...options
}: FollowOptions): Promise<FollowedPolicies> {
  const { daemon, log } = options;
  let turn: Promise<void> = Promise.resolve();
  let faultOf: ReadonlyMap<string, string> = new Map();
  const folder = createPolicyFolder({
    folder: options.folder,
    objects: options.objects ?? undefined,
    registry: options.registry,
    prepare: options.plugins?.learn,
    clock: options.clock,
    lastGood: lastGood.map(lastGoodOf),
    lastGoodBudgets,
    onChange: (events) => {
      const inForce = folder.inForce();
      const budgets = [...folder.budgets().values()];
      faultOf = new Map(folder.faults().map((fault) => [fault.file, faultLine(fault)]));
      // One change after the other, in the order the folder saw them.
      turn = turn
        .then(() => recordFaults(events, options))
        // Before the datasets they are over are looked at.
        .then(() => daemon.setBudgets(budgets))
        .then(() => daemon.setPolicies(inForce))
        .then(() => options.recorded?.(inForce))
        .catch((error: unknown) => log.error({ error: String(error) }, 'policies could not be put in force'));
    },
  });
  await folder.start();
  await turn;
  return {
    faults: () => folder.faults().length,
    fileOf: (dataset) => folder.inForce().get(dataset)?.file ?? null,
    faultOf: (file) => faultOf.get(file) ?? null,
    stop: async () => {
      await folder.stop();
      await turn;
    },
  };
}

function faultLine({ follows, ...fault }: Fault): string {
  return follows === undefined ? formatFault(fault) : `${formatFault(fault)}; ${follows}`;
}

function lastGoodOf({ dataset: key, hash, file, text }: PolicyRecord) {
  const [namespace = '', dataset = ''] = key.split('/');
  return { namespace, dataset, hash, file, text };
}

async function recordFaults(
  events: readonly FolderEvent[],
  { ledger, log }: Pick<FollowOptions, 'ledger' | 'log'>,
): Promise<void> {
  const faults = events.flatMap((event): readonly Fault[] =>
    event.type === 'refused' ? [event.fault] : event.type === 'faulty' ? event.faults : [],
  );
  for (const fault of faults) {
    const text = formatFault(fault);
    log.warn({ file: fault.file, dataset: fault.dataset, fault: text }, 'policy document refused');
    await ledger
      .append([{ kind: 'fault', dataset: fault.dataset ?? null, file: fault.file, text }])
      .catch((error: unknown) => log.error({ error: String(error) }, 'ledger cannot be written'));
  }
}
