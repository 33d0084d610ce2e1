import type { KubeObject } from '../kube/objects.ts';
import type { ReadOptions } from './contract.ts';

/** Pods of one runtime asked at the same time. */
const AT_ONCE = 8;

/**
 * Asks every pod, a few at a time, within the time of one look: those whose turn has not come by then, or whose answer, are null.
 * So a pod that hangs costs the others a lane and nothing more.
 * @param ask never throws; all get one time limit, whatever they ask for (`expire`)
 */
export async function askPods<T>(
  pods: readonly KubeObject[],
  means: ReadOptions,
  ask: (pod: KubeObject, means: ReadOptions) => Promise<T>,
): Promise<(T | null)[]> {
  const limit = (means.expire ?? AbortSignal.timeout)(means.timeoutMs);
  const within: ReadOptions = { ...means, expire: () => limit };
  const over = () => limit.aborted || means.signal?.aborted === true;
  const answers: (T | null)[] = pods.map(() => null);
  let next = 0;
  const lane = async () => {
    while (next < pods.length && !over()) {
      const mine = next++;
      const answer = await ask(pods[mine] as KubeObject, within);
      if (!over()) answers[mine] = answer;
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, pods.length) }, lane));
  return answers;
}
