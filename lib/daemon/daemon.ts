/** All datasets at once: a keeper and a schedule for each policy document in force. */
import type { Budget } from '../budget/budget.ts';
import type { BudgetStatus } from '../budget/shelf.ts';
import type { Plan } from '../decide/plan.ts';
import { reachOf } from '../decide/remember.ts';
import type { DatasetMemory } from '../ledger/replay.ts';
import type { LedgerEntry } from '../model/records.ts';
import { createBudgets } from './budgets.ts';
import type { Pace } from './cadence.ts';
import type { KeeperPorts } from './desk.ts';
import { createKeeper, type Keeper } from './keeper.ts';
import type { DatasetStatus, LedgerPort, Log } from './ports.ts';
import { type Scheduled, schedule } from './schedule.ts';
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
  /** The documents in force now; what is new, changed or gone is recorded and acted on. */
  setPolicies(inForce: readonly PolicyInForce[]): Promise<void>;
  /** The watches show a change of this dataset: it is looked at at once where that matters to anything, though not all of a throng. */
  hear(namespace: string, name: string): void;
  /** Everything is looked at soon: this daemon has come to lead. */
  lookAtAll(): void;
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
  const lookSoon = (charge: Charge) => charge.scheduled?.poke(throng.enter(ports.clock.monotonic()));

  const take = (dataset: string, policy: PolicyInForce): void => {
    const plan = planFor(policy.plan, options);
    const keeper = resting.get(dataset) ?? createKeeper(ports, plan, memoryOf(dataset));
    resting.delete(dataset);
    keeper.setPlan(plan);
    const charge: Charge = { keeper, scheduled: null, policy };
    charges.set(dataset, charge);
    charge.scheduled = schedule({
      clock: ports.clock,
      key: dataset,
      pace: () => paceOf(charge),
      wantMs: () => keeper.wantedAfter(paceOf(charge)),
      dueAt: () => keeper.dueAt(),
      tick: async (signal) => {
        if (looks()) await keeper.tick(signal);
        else keeper.standBy();
      },
    });
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
    setPolicies: async (inForce) => {
      const wanted = new Map(inForce.map((policy) => [nameOf(policy.plan), policy]));
      budgets.setDatasets(wanted.keys());
      for (const [dataset, charge] of charges) {
        if (wanted.has(dataset)) continue;
        await release(dataset, charge);
        const { plan, file } = charge.policy;
        await note(ports.ledger, { kind: 'policy-gone', dataset, hash: plan.hash, file }, ports.log);
        ports.log.info({ dataset, file }, 'policy is gone; the dataset is left alone');
      }
      for (const [dataset, policy] of wanted) {
        const charge = charges.get(dataset);
        if (charge?.policy.plan.hash === policy.plan.hash) continue;
        const { hash } = policy.plan;
        const { file, text } = policy;
        const plugins = ports.plugins?.modules(policy.plan) ?? [];
        const named = plugins.length === 0 ? {} : { plugins };
        await note(
          ports.ledger,
          { kind: 'policy', dataset, hash, file, text, ...reachOf(policy.plan), ...named },
          ports.log,
        );
        ports.log.info({ dataset, file, hash }, 'policy in force');
        if (charge === undefined) take(dataset, policy);
        else {
          charge.policy = policy;
          charge.keeper.setPlan(planFor(policy.plan, options));
          charge.scheduled?.poke();
        }
      }
    },
    hear: (namespace, name) => {
      const charge = charges.get(`${namespace}/${name}`);
      if (charge !== undefined && looks() && charge.keeper.hear()) lookSoon(charge);
    },
    lookAtAll: () => {
      for (const charge of charges.values()) lookSoon(charge);
    },
    statuses: () => [...charges.values()].map(({ keeper }) => keeper.status()),
    statusOf: (dataset) => charges.get(dataset)?.keeper.status() ?? null,
    stop: async () => {
      await budgets.stop();
      await Promise.all([...charges].map(([dataset, charge]) => release(dataset, charge)));
    },
  };
}

/** What came, changed or went, for the ledger. */
async function recordBudgets(
  before: readonly BudgetInForce[],
  after: readonly BudgetInForce[],
  { ledger, log }: Pick<KeeperPorts, 'ledger' | 'log'>,
): Promise<void> {
  const here = new Set(after.map(({ plan }) => plan.name));
  for (const { plan, file } of before) {
    if (here.has(plan.name)) continue;
    await note(ledger, { kind: 'budget-gone', budget: plan.name, hash: plan.hash, file }, log);
    log.info({ budget: plan.name, file }, 'budget is gone; it limits nobody any more');
  }
  const known = new Set(before.map(({ plan }) => plan.hash));
  for (const { plan, file, text } of after) {
    if (known.has(plan.hash)) continue;
    await note(ledger, { kind: 'budget', budget: plan.name, hash: plan.hash, file, text }, log);
    log.info({ budget: plan.name, file, hash: plan.hash }, 'budget in force');
  }
}

function nameOf(plan: Plan): string {
  return `${plan.namespace}/${plan.dataset}`;
}

/** A daemon started with --dry-run never acts, whatever its documents say; a pause stays a pause. */
function planFor(plan: Plan, { dryRun }: DaemonOptions): Plan {
  return dryRun && plan.mode === 'auto' ? { ...plan, mode: 'dry-run' } : plan;
}

/** A ledger that cannot be written stops acting at the next decision; it must not keep a document from coming into force. */
export async function note(ledger: LedgerPort, entry: LedgerEntry, log: Log): Promise<void> {
  try {
    await ledger.append([entry]);
  } catch (error) {
    log.error({ kind: entry.kind, error: String(error) }, 'ledger cannot be written');
  }
}
