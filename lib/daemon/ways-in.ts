import type { Clock } from '../clock/clock.ts';
import type { KubeClient } from '../kube/client.ts';
import type { ExecInPod } from '../kube/exec-contract.ts';
import { lazyExec } from '../kube/lazy-exec.ts';
import { createLookup } from '../kube/lookup.ts';
import { CLASSES } from '../runtimes/cache/class.ts';
import type { LookUps } from '../runtimes/contract.ts';

/** What readers of engines may ask of the API server: commands in pods, and objects that no watch holds. */
export function waysIn(
  client: KubeClient,
  clock: Clock,
): { readonly exec: ExecInPod; readonly lookUp: LookUps } {
  return { exec: lazyExec(client), lookUp: { cacheRuntimeClass: createLookup(client, CLASSES, clock) } };
}
