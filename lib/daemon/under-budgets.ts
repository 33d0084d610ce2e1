/** What a keeper tells the budgets of its dataset, and is told by them. */
import type { Labels } from '../budget/budget.ts';
import { boundsShown } from '../decide/bounds.ts';
import { capacityPerWorker } from '../decide/fullness.ts';
import { modeInForce } from '../decide/mode.ts';
import type { Plan } from '../decide/plan.ts';
import type { DatasetObjects } from '../kube/objects.ts';
import type { DatasetMemory } from '../ledger/replay.ts';
import type { Decision } from '../model/decision.ts';
import { type Observation, sees } from '../model/observation.ts';
import { kindOf } from '../runtimes/kinds.ts';
import type { Desk } from './desk.ts';

/** With what each budget allows the dataset; the same where it is under none. */
export function withBudgets(desk: Desk, objects: DatasetObjects, observation: Observation): Observation {
  const budgets = desk.ports.budgets?.of(desk.dataset, labelsOf(objects), observation.replicas);
  return budgets === undefined ? observation : { ...observation, budgets };
}

/**
 * What was decided is spent from now on. Nothing that waits may come between reading the ceiling (`withBudgets`), deciding, and
 * this: else a round could give to others what is about to be taken.
 */
export function tellBudgets(
  desk: Desk,
  objects: DatasetObjects,
  observation: Observation,
  decision: Decision | null,
): void {
  const { ports, plan, dataset, memory } = desk;
  if (ports.budgets === undefined) return;
  const { replicas } = observation;
  ports.budgets.seen({
    dataset,
    labels: labelsOf(objects),
    priority: plan.priority,
    acts: modeInForce(plan, observation, observation.at) === 'auto',
    current: replicas,
    intent: intentOf(desk, memory, decision),
    wish: decision === null ? null : wishOf(plan, decision),
    bytesPerWorker: bytesPerWorker(desk, observation),
  });
}

/** Looked at, and there is nothing to decide on: without a runtime it has no workers, else as many as it last had. */
export function tellAbsence(desk: Desk, objects: DatasetObjects): void {
  const { ports, plan, dataset, memory, workerBytes } = desk;
  const current = objects.runtime === null ? 0 : Math.max(memory?.replicas ?? 0, askedOf(objects));
  const nothing = { acts: false, current, intent: null, wish: null, bytesPerWorker: workerBytes };
  ports.budgets?.seen({ dataset, labels: labelsOf(objects), priority: plan.priority, ...nothing });
}

/** What a runtime that cannot be decided on asks for all the same; 0 where there is none. */
function askedOf(objects: DatasetObjects): number {
  const { runtime } = objects;
  const replicas = runtime === null ? 0 : kindOf(runtime.kind).replicas(objects);
  return typeof replicas === 'number' && Number.isSafeInteger(replicas) ? replicas : 0;
}

const NO_LABELS: Labels = {};

function labelsOf({ dataset }: DatasetObjects): Labels {
  return dataset?.metadata.labels ?? NO_LABELS;
}

/** The highest count that was asked for and may still come about. */
function intentOf(desk: Desk, memory: DatasetMemory | null, decision: Decision | null): number | null {
  const targets = [
    decision?.outcome === 'move' ? decision.target : null,
    memory?.open?.to ?? null,
    memory?.unknownTo ?? null,
    desk.mayArrive,
  ].filter((target) => target !== null);
  return targets.length === 0 ? null : Math.max(...targets);
}

/** What it would go to, were there no limits but its bounds; null where no sizer had a say and the bounds ask for nothing. */
function wishOf(plan: Plan, decision: Decision): number | null {
  const { min, max } = boundsShown(plan, decision);
  const wish = Math.min(Math.max(decision.wish ?? decision.current, min), max);
  return decision.wish === null && wish <= decision.current ? null : wish;
}

/** As the engine says, else as it last said, else as the runtime declares. */
function bytesPerWorker(desk: Desk, { reading, perWorker }: Observation): number | null {
  if (sees(reading)) desk.workerBytes = Math.round(capacityPerWorker(reading));
  return desk.workerBytes ?? perWorker.declaredBytes ?? null;
}
