/** All datasets at once: a keeper and a schedule for each policy document in force. */
import type { Budget } from '../budget/budget.ts';
import type { BudgetStatus } from '../budget/shelf.ts';
import type { Plan } from '../decide/plan.ts';
import type { DatasetMemory } from '../ledger/replay.ts';
import { createBudgets } from './budgets.ts';
import type { Pace } from './cadence.ts';
import type { KeeperPorts } from './desk.ts';
import { createKeeper, type Keeper } from './keeper.ts';
import { note, noteAll, policyRecord, recordBudgets } from './note.ts';
import type { DatasetStatus } from './ports.ts';
import { createSchedule, type Scheduled } from './schedule.ts';
import { createThrong } from './throng.ts';

export interface DaemonOptions {
  /** Between two looks at a dataset; a document may give another slow interval. */
  readonly pace: Pace;
  /** Decide and record, write nothing to the cluster, need no Lease. */
  readonly dryRun: boolean;
}

/** A document in force, with what is recorded of it. */
export interface PolicyInForce {
  readonly plan: Plan;
  readonly file: string;
  readonly text: string;
}

/** A budget document in force, with what is recorded of it. */
export interface BudgetInForce {
  readonly plan: Budget;
  readonly file: string;
  readonly text: string;
}

export interface Daemon {
  /** The budgets in force now; what is new, changed or gone is recorded. */
  setBudgets(inForce: readonly BudgetInForce[]): Promise<void>;
  budgets(): readonly BudgetStatus[];
  /** The documents in force now, by dataset (`namespace/name`); what is new, changed or gone is recorded and acted on. */
  setPolicies(inForce: ReadonlyMap<string, PolicyInForce>): Promise<void>;
  /** The watches show a change of this dataset: it is looked at at once where that matters to anything, though not all of a throng. */
  hear(namespace: string, name: string): void;
  /** Everything is looked at soon: this daemon has come to lead. */
  lookAtAll(): void;
  /** The plan that is, or is coming, in force for a dataset (`namespace/name`), or null. */
  planOf(dataset: string): Plan | null;
  statuses(): readonly DatasetStatus[];
  /** Of one dataset (`namespace/name`), or null where no document is in force for it. */
  statusOf(dataset: string): DatasetStatus | null;
  /** Ends every look under way and writes down what is still in memory. */
  stop(): Promise<void>;
}

interface Charge {
  readonly keeper: Keeper;
  scheduled: Scheduled | null;
  policy: PolicyInForce;
}

/** Of datasets that change together so many are looked at at once, and the others one after another, ms apart. */
const AT_ONCE = 32;
const APART_MS = 4;

/** @param memoryOf what the ledger knows of a dataset (`namespace/name`), or null */
export function createDaemon(
  common: KeeperPorts,
  options: DaemonOptions,
  memoryOf: (dataset: string) => DatasetMemory | null,
): Daemon {
  const charges = new Map<string, Charge>();
  /** Also those whose record is just being written. */
  let documents: ReadonlyMap<string, PolicyInForce> = new Map();
  let budgetsInForce: readonly BudgetInForce[] = [];
  const budgets = createBudgets({
    clock: common.clock,
    leadership: common.leadership,
    log: common.log,
    poke: (dataset) => charges.get(dataset)?.scheduled?.poke(),
  });
  const ports: KeeperPorts = { ...common, budgets: budgets.port };
  /** Keepers of documents that are gone: history belongs to the runtime and survives until the document comes back. */
  const resting = new Map<string, Keeper>();

  const throng = createThrong(AT_ONCE, APART_MS);
  const looks = () => options.dryRun || ports.leadership.holds();
  const paceOf = ({ policy }: Charge): Pace => ({
    ...options.pace,
    slowMs: policy.plan.intervalMs ?? options.pace.slowMs,
  });
  const schedule = createSchedule<Charge>(ports.clock, {
    pace: paceOf,
    wantMs: (charge) => charge.keeper.wantedAfter(paceOf(charge)),
    dueAt: ({ keeper }) => keeper.dueAt(),
    tick: async ({ keeper }, signal) => {
      if (looks()) await keeper.tick(signal);
      else keeper.standBy();
    },
  });
  const lookSoon = (charge: Charge) => charge.scheduled?.poke(throng.enter(ports.clock.monotonic()));

  const take = (dataset: string, policy: PolicyInForce): void => {
    const plan = planFor(policy.plan, options);
    const keeper = resting.get(dataset) ?? createKeeper(ports, plan, memoryOf(dataset));
    resting.delete(dataset);
    keeper.setPlan(plan);
    const charge: Charge = { keeper, scheduled: null, policy };
    charges.set(dataset, charge);
    charge.scheduled = schedule.add(dataset, charge);
  };

  const putInForce = (dataset: string, policy: PolicyInForce): void => {
    const { plan, file } = policy;
    ports.log.info({ dataset, file, hash: plan.hash }, 'policy in force');
    const charge = charges.get(dataset);
    if (charge === undefined) {
      take(dataset, policy);
      return;
    }
    charge.policy = policy;
    charge.keeper.setPlan(planFor(plan, options));
    charge.scheduled?.poke();
  };

  const release = async (dataset: string, charge: Charge): Promise<void> => {
    charges.delete(dataset);
    await charge.scheduled?.stop();
    await charge.keeper.flush();
    ports.cluster.wantUsers?.(dataset, false);
    resting.set(dataset, charge.keeper);
  };

  return {
    setBudgets: async (inForce) => {
      const before = budgetsInForce;
      budgetsInForce = inForce;
      budgets.setBudgets(inForce.map(({ plan }) => plan));
      await recordBudgets(before, inForce, ports);
    },
    budgets: () => budgets.statuses(),
    setPolicies: async (wanted) => {
      documents = wanted;
      budgets.setDatasets(wanted.keys());
      for (const [dataset, charge] of charges) {
        if (wanted.has(dataset)) continue;
        await release(dataset, charge);
        const { plan, file } = charge.policy;
        await note(ports.ledger, { kind: 'policy-gone', dataset, hash: plan.hash, file }, ports.log);
        ports.log.info({ dataset, file }, 'policy is gone; the dataset is left alone');
      }
      const news: [string, PolicyInForce][] = [];
      for (const [dataset, policy] of wanted) {
        const charge = charges.get(dataset);
        // Read anew with its file, or moved to another: nothing of how it was read before need be kept.
        if (charge?.policy.plan.hash === policy.plan.hash) charge.policy = policy;
        else news.push([dataset, policy]);
      }
      for (let from = 0; from < news.length; from += RECORDED_AT_ONCE) {
        const some = news.slice(from, from + RECORDED_AT_ONCE);
        const records = some.map(([dataset, policy]) => policyRecord(dataset, policy, ports));
        await noteAll(ports.ledger, records, ports.log);
        for (const [dataset, policy] of some) putInForce(dataset, policy);
      }
    },
    hear: (namespace, name) => {
      const charge = charges.get(`${namespace}/${name}`);
      if (charge !== undefined && looks() && charge.keeper.hear()) lookSoon(charge);
    },
    lookAtAll: () => {
      for (const charge of charges.values()) lookSoon(charge);
    },
    planOf: (dataset) => documents.get(dataset)?.plan ?? null,
    statuses: () => [...charges.values()].map(({ keeper }) => keeper.status()),
    statusOf: (dataset) => charges.get(dataset)?.keeper.status() ?? null,
    stop: async () => {
      await budgets.stop();
      await Promise.all([...charges].map(([dataset, charge]) => release(dataset, charge)));
    },
  };
}

/** So many documents are recorded in one write: ten thousand writes to disk, one after the other, would take a minute. */
const RECORDED_AT_ONCE = 250;

/** A daemon started with --dry-run never acts, whatever its documents say; a pause stays a pause. */
function planFor(plan: Plan, { dryRun }: DaemonOptions): Plan {
  return dryRun && plan.mode === 'auto' ? { ...plan, mode: 'dry-run' } : plan;
}
