import type { KubeObject } from '../kube/objects.ts';
import type { Troubled, Workers } from '../model/observation.ts';
import { pickCount } from '../runtimes/fields.ts';
import { isReady, ordinalOf } from '../runtimes/worker-pods.ts';
import { troubleOf } from './troubled.ts';

/** So many are told of: the highest, which go first when they are given up. */
const MOST_TROUBLED = 8;

/**
 * The workers behind a runtime, from its StatefulSet and the set's pods: the truth while Fluid's counters lag.
 * Serving is Ready and not going away; a pod with an ordinal beyond what is asked for counts as long as it really serves.
 * Pending is every pod that is there, neither serves nor goes away (starting, unschedulable, failed); pods that do not exist
 * yet are not in it: `asked - serving` are missing in all.
 * @param asked used when there is no set
 */
export function workersOf(
  set: KubeObject | null,
  setName: string,
  pods: readonly KubeObject[],
  asked: number,
): Workers {
  const ordinals: number[] = [];
  const troubled: Troubled[] = [];
  let [pending, terminating] = [0, 0];
  for (const pod of pods) {
    const ordinal = ordinalOf(pod.metadata.name, setName);
    if (ordinal === null) continue;
    if (pod.metadata.deletionTimestamp !== undefined) terminating++;
    else if (isReady(pod)) ordinals.push(ordinal);
    else {
      pending++;
      const trouble = troubleOf(pod, ordinal);
      if (trouble !== null) troubled.push(trouble);
    }
  }
  troubled.sort((a, b) => b.ordinal - a.ordinal);
  return {
    asked: pickCount(set, 'spec', 'replicas') ?? asked,
    serving: ordinals.length,
    pending,
    terminating,
    servingOrdinals: ordinals.toSorted((a, b) => a - b),
    ...(troubled.length === 0 ? {} : { troubled: troubled.slice(0, MOST_TROUBLED) }),
  };
}
