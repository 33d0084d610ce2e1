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
  const stop = new AbortController();
  const cut = () => stop.abort();
  const sources = [(means.expire ?? AbortSignal.timeout)(means.timeoutMs), means.signal];
  for (const source of sources) {
    source?.addEventListener('abort', cut, { once: true });
    if (source?.aborted) cut();
  }
  const answers: (T | null)[] = pods.map(() => null);
  let next = 0;
  const lane = async () => {
    while (next < pods.length && !stop.signal.aborted) {
      const mine = next++;
      const answer = await ask(pods[mine] as KubeObject, { ...means, signal: stop.signal });
      if (!stop.signal.aborted) answers[mine] = answer;
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, pods.length) }, lane));
  for (const source of sources) source?.removeEventListener('abort', cut);
  return answers;
}
