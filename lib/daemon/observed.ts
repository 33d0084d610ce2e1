/** What the loop adds to what it sees: its own doubts, and what the document's plug-ins say. */
import type { Plan } from '../decide/plan.ts';
import type { Observation } from '../model/observation.ts';
import { kindOf } from '../runtimes/kinds.ts';
import type { Desk } from './desk.ts';

/** What the document's plug-ins say is a part of what was observed. Nobody waits where it names none. */
export async function withAnswers(
  { ports, memory }: Desk,
  plan: Plan,
  observation: Observation,
  now: number,
): Promise<Observation> {
  if (plan.asks === undefined || ports.plugins === undefined || memory === null) return observation;
  return { ...observation, plugins: await ports.plugins.ask(plan, observation, memory.history, now) };
}

/**
 * What the loop itself knows to stand in the way, as the pipeline sees it: a kind that cannot be seen, and the back-off after
 * a patch that failed.
 */
export function withDoubts(desk: Desk, observation: Observation): Observation {
  const { ports, retryReason } = desk;
  const unseen = ports.cluster.unseen();
  const { kind } = observation.runtime;
  const own = [kind, kindOf(kind).workerSetKind] as const satisfies readonly string[];
  const blind = unseen.find(
    (spot) => spot.needed === 'all' || (spot.needed === 'own' && own.some((one) => one === spot.kind)),
  );
  let { obstacle } = observation;
  // A set that may not be seen is not one that is missing.
  if (blind !== undefined && (obstacle === null || obstacle.code === 'NoWorkerSet')) {
    obstacle = { code: 'Unwatched', numbers: { kind: blind.kind, why: blind.why } };
  }
  obstacle ??= ports.cluster.hindrance?.(kind) ?? null;
  const left = desk.retryAt - ports.clock.monotonic();
  if (obstacle === null && left > 0 && retryReason !== null) {
    obstacle = { code: retryReason.code, numbers: { ...retryReason.numbers, left } };
  }
  const beside = unseen.filter(({ needed }) => needed === 'none').map((spot) => spot.kind);
  if (obstacle === observation.obstacle && beside.length === 0) return observation;
  return { ...observation, obstacle, unseen: beside };
}
