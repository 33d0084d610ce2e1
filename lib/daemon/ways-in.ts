import type { Clock } from '../clock/clock.ts';
import type { KubeClient } from '../kube/client.ts';
import type { ExecInPod } from '../kube/exec-contract.ts';
import { patientExec } from '../kube/exec-patience.ts';
import { lazyExec } from '../kube/lazy-exec.ts';
import { createLookup } from '../kube/lookup.ts';
import { CLASSES } from '../runtimes/cache/class.ts';
import type { LookUps } from '../runtimes/contract.ts';
import { createGate } from './gate.ts';

/** Commands that run at a time, whoever asks: each has a connection of its own to the API server. */
const AT_ONCE = { most: 32, aTurn: 4 };

/**
 * What readers of engines may ask of the API server: commands in pods, and objects that no watch holds.
 * @param clock real time, which their time-outs run on
 */
export function waysIn(
  client: KubeClient,
  clock: Clock,
): { readonly exec: ExecInPod; readonly lookUp: LookUps } {
  const gate = createGate(AT_ONCE);
  const exec = patientExec(lazyExec(client), clock);
  return {
    exec: (request) => gate.pass(() => exec(request)),
    lookUp: { cacheRuntimeClass: createLookup(client, CLASSES, clock) },
  };
}
