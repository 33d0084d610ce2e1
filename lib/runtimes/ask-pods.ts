import { firstAbort } from '../clock/first-abort.ts';
import type { KubeObject } from '../kube/objects.ts';
import type { ReadOptions } from './contract.ts';

/** Pods of one runtime asked at the same time. */
const AT_ONCE = 8;

/**
 * Asks every pod, a few at a time, within the time of one look: those whose turn has not come by then, or whose answer, are null.
 * So a pod that hangs costs the others a lane and nothing more.
 * @param ask never throws; its signal aborts when the time is up or the daemon stops
 */
export async function askPods<T>(
  pods: readonly KubeObject[],
  means: ReadOptions,
  ask: (pod: KubeObject, means: ReadOptions) => Promise<T>,
): Promise<(T | null)[]> {
  const limit = (means.expire ?? AbortSignal.timeout)(means.timeoutMs);
  const { signal, release } = firstAbort([limit, means.signal]);
  const answers: (T | null)[] = pods.map(() => null);
  let next = 0;
  const lane = async () => {
    while (next < pods.length && !signal.aborted) {
      const mine = next++;
      const answer = await ask(pods[mine] as KubeObject, { ...means, signal });
      if (!signal.aborted) answers[mine] = answer;
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, pods.length) }, lane));
  release();
  return answers;
}
