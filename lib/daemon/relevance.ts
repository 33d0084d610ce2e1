/**
 * Which changes that a watch shows call for a look: those of anything that decisions rest on. Fluid writes every status again and
 * again, mostly to count what the engine is asked about anyway; that alone is no reason to ask it.
 */
import type { DatasetObjects } from '../kube/objects.ts';
import { type Observation, STATUS_SOURCE, sees } from '../model/observation.ts';
import { sameObjects } from '../signals/seen.ts';
import { sameValue } from '../units/same.ts';
import type { Desk } from './desk.ts';
import { samePlaces } from './endpoint.ts';

/**
 * Whether the watches show anything now that would be seen as another than at the last look; no engine is asked. Where they do
 * not, the objects as they are now are what the last look rested on.
 */
export function hasNews(desk: Desk): boolean {
  const { seen, sight, ports, plan } = desk;
  if (seen === null) return true;
  const objects = ports.cluster.objects(plan.namespace, plan.dataset);
  if (sameObjects(seen.objects, objects)) return false;
  if (!sameAddress(seen.objects, objects)) return true;
  if (seen.observation === null) return true;
  const now = sight.observe(objects, ports.clock.now());
  if ('waiting' in now || !sameEssence(now.observation, seen.observation)) return true;
  desk.seen = { objects, observation: seen.observation };
  return false;
}

/** Where the engine is and whether it is ready, and by which labels budgets find the dataset: no observation tells. */
function sameAddress(a: DatasetObjects, b: DatasetObjects): boolean {
  return sameValue(a.dataset?.metadata.labels, b.dataset?.metadata.labels) && samePlaces(a, b);
}

/** All of it but its time and the engine's own figures. What Fluid's status says counts where that is what is read. */
function sameEssence(a: Observation, b: Observation): boolean {
  const figures = { at: 0, reading: null, pods: undefined };
  return sameValue({ ...a, ...figures }, { ...b, ...figures }) && sameValue(statusOf(a), statusOf(b));
}

function statusOf({ reading }: Observation): readonly number[] | null {
  const status = sees(reading) && reading.source === STATUS_SOURCE;
  return status ? [reading.capacityBytes, reading.usedBytes] : null;
}
