/** The pods of a worker set: which there are, and which of them serve. */
import type { DatasetObjects, KubeObject } from '../kube/objects.ts';
import { pickList, pickText } from './fields.ts';

/** Running and Ready, as its own status says. */
export function isReady(pod: KubeObject): boolean {
  if (pickText(pod, 'status', 'phase') !== 'Running') return false;
  return readyConditions(pod).some((condition) => pickText(condition, 'status') === 'True');
}

/** When it last became ready, ms; null: nothing tells. */
export function readySince(pod: KubeObject): number | null {
  const times = readyConditions(pod).map((one) => Date.parse(pickText(one, 'lastTransitionTime') ?? ''));
  return times.find(Number.isFinite) ?? null;
}

function readyConditions(pod: KubeObject): readonly unknown[] {
  return pickList(pod, 'status', 'conditions').filter((one) => pickText(one, 'type') === 'Ready');
}

/** The ordinal of a pod of the set, or null when its name is not of that form. */
export function ordinalOf(pod: string, setName: string): number | null {
  const end = pod.startsWith(`${setName}-`) ? pod.slice(setName.length + 1) : '';
  return /^(0|[1-9]\d{0,8})$/.test(end) ? Number(end) : null;
}

/** Those that serve: Ready and not going away, the lowest ordinal first. */
export function servingPods({ workerPods }: DatasetObjects, setName: string): readonly KubeObject[] {
  return workerPods
    .flatMap((pod) => {
      const ordinal = ordinalOf(pod.metadata.name, setName);
      const serves = pod.metadata.deletionTimestamp === undefined && isReady(pod);
      return ordinal !== null && serves ? [{ ordinal, pod }] : [];
    })
    .sort((a, b) => a.ordinal - b.ordinal)
    .map(({ pod }) => pod);
}
