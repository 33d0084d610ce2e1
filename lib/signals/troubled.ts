/** Why a worker's pod does not serve, where it says so itself: nobody has to look it up with kubectl at night. */
import type { KubeObject } from '../kube/objects.ts';
import type { Troubled } from '../model/observation.ts';
import { pick, pickCount, pickList, pickText } from '../runtimes/fields.ts';
import { printable } from '../units/printable.ts';

/** A container waits for these while all is well. */
const STARTING: ReadonlySet<string> = new Set(['ContainerCreating', 'PodInitializing']);
const LONGEST_WHY = 64;
const LONGEST_SAYS = 160;

/** @returns null for a pod that serves, goes away, or is only starting */
export function troubleOf(pod: KubeObject, ordinal: number): Troubled | null {
  const trouble = ofPod(pod) ?? ofScheduling(pod) ?? ofContainers(pod);
  if (trouble === null) return null;
  const { why, says } = trouble;
  return {
    pod: shortened(pod.metadata.name, 253),
    ordinal,
    why: shortened(why, LONGEST_WHY),
    says: shortened(says, LONGEST_SAYS),
    placed: pickText(pod, 'spec', 'nodeName') !== null,
    since: sinceOf(pod),
  };
}

interface Trouble {
  readonly why: string;
  readonly says: string;
}

function ofPod(pod: KubeObject): Trouble | null {
  if (pickText(pod, 'status', 'phase') !== 'Failed') return null;
  return {
    why: pickText(pod, 'status', 'reason') ?? 'Failed',
    says: pickText(pod, 'status', 'message') ?? '',
  };
}

function ofScheduling(pod: KubeObject): Trouble | null {
  const scheduled = conditionOf(pod, 'PodScheduled');
  if (pickText(scheduled, 'status') !== 'False') return null;
  return {
    why: pickText(scheduled, 'reason') ?? 'Unschedulable',
    says: pickText(scheduled, 'message') ?? '',
  };
}

function ofContainers(pod: KubeObject): Trouble | null {
  const all = ['initContainerStatuses', 'containerStatuses'].flatMap((field) =>
    pickList(pod, 'status', field),
  );
  for (const container of all) {
    const waits = pickText(container, 'state', 'waiting', 'reason');
    if (waits !== null && !STARTING.has(waits)) {
      return { why: waits, says: pickText(container, 'state', 'waiting', 'message') ?? '' };
    }
    const ended = pickCount(container, 'state', 'terminated', 'exitCode');
    if (ended !== null && ended !== 0) {
      return {
        why: pickText(container, 'state', 'terminated', 'reason') ?? 'Error',
        says: `exit code ${ended}`,
      };
    }
  }
  // Between two crashes it runs for a moment, as if all were well.
  const restarts = Math.max(0, ...all.map((container) => pickCount(container, 'restartCount') ?? 0));
  return restarts === 0 ? null : { why: 'Restarting', says: `restarted ${restarts} times` };
}

function conditionOf(pod: KubeObject, type: string): unknown {
  return pickList(pod, 'status', 'conditions').find((condition) => pickText(condition, 'type') === type);
}

/** Not Ready since then; a pod that was never scheduled has no such condition. */
function sinceOf(pod: KubeObject): number | null {
  const ready = conditionOf(pod, 'Ready') ?? conditionOf(pod, 'PodScheduled');
  const at = pickText(ready, 'lastTransitionTime') ?? pick(pod, 'metadata', 'creationTimestamp');
  const ms = typeof at === 'string' ? Date.parse(at) : Number.NaN;
  return Number.isNaN(ms) ? null : ms;
}

function shortened(text: string, most: number): string {
  const shown = printable(text);
  return shown.length <= most ? shown : `${shown.slice(0, most - 1)}…`;
}
