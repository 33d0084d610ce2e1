/** What the policy document of a dataset will make of what a person says, as far as the cluster shows it. */
import { listObjects } from '../adoption/documents.ts';
import { datasetOf, textOf } from '../daemon/objects/text.ts';
import type { Policy } from '../decide/contract.ts';
import { saidNow } from '../decide/control.ts';
import type { Plan } from '../decide/plan.ts';
import type { KubeClient } from '../kube/client.ts';
import type { KubeObject } from '../kube/objects.ts';
import type { Override } from '../model/control.ts';
import { loadDocuments } from '../spec/load.ts';
import { formatInstant } from '../units/instant.ts';
import { MAX_REPLICAS } from '../units/int32.ts';

/** A document that is an object of the cluster, and the count as its status last told it. */
export interface Standing {
  readonly plan: Plan;
  readonly current: number | null;
}

export interface Question {
  readonly client: KubeClient;
  readonly namespace: string;
  readonly name: string;
  readonly registry: readonly Policy[];
}

/** @returns the document, or in one sentence why none can be seen */
export async function standingOf({
  client,
  namespace,
  name,
  registry,
}: Question): Promise<Standing | string> {
  const { list, why, served } = await listObjects(client, namespace);
  if (list === null && served) return `its policy document cannot be seen (${why})`;
  const object = list?.find((one) => datasetOf(one) === `${namespace}/${name}`);
  if (object === undefined)
    return 'no DatasetAutoscaler of the cluster is about it, so a file of the daemon may hold its policy document, which cannot be seen from here';
  const [document] = loadDocuments(textOf(object), object.metadata.name, registry).documents;
  if (document === undefined) return `DatasetAutoscaler ${object.metadata.name} has a fault`;
  return { plan: document.plan, current: currentOf(object) };
}

function currentOf({ status }: KubeObject): number | null {
  const { currentReplicas } = (status ?? {}) as { readonly currentReplicas?: unknown };
  return typeof currentReplicas === 'number' && currentReplicas <= MAX_REPLICAS ? currentReplicas : null;
}

/** That the document pauses it, too. @param now ms */
export function pauseOf({ plan }: Standing, now: number): string | null {
  const [pause] = saidNow(plan, null, now).pauses;
  if (pause === undefined) return null;
  const { by, why, until } = pause;
  const end = until === null ? 'until it is changed' : `until ${formatInstant(until)}`;
  return `its policy document pauses it, too, ${end} (${by}: ${why})`;
}

/** What will hold an override, and what its end will not bring back. @param now ms */
export function holding(
  standing: Standing,
  { workers, immediately }: Override,
  now: number,
): readonly string[] {
  const { plan, current } = standing;
  const { min, max } = plan.bounds;
  const limits = (policy: string) => plan.limiters.some((limiter) => limiter.policy === policy);
  const grows = current === null || workers > current;
  const shrinks = current === null || workers < current;
  const noShrink = limits('scaleDown');
  const pause = pauseOf(standing, now);
  const count = current === null ? 'the count as it is' : `the count at ${current}`;
  const said: readonly (readonly [boolean, string])[] = [
    [pause !== null, `${pause}: nothing is changed until then`],
    [plan.mode === 'dry-run', 'its policy document is a dry run: nothing is changed'],
    [shrinks && noShrink, `scaleDown: disabled of its policy document holds ${count} where that is more`],
    [shrinks && !noShrink, 'a shrink waits for the guards of its policy document'],
    [
      grows && limits('scaleUp'),
      `scaleUp: disabled of its policy document holds ${count} where that is less`,
    ],
    [grows && noShrink, 'when it ends nothing takes these workers away again: scaling down is disabled'],
    [
      !immediately && limits('step'),
      'it goes there by the step of its policy document; --immediately passes that',
    ],
    [workers < min || workers > max, `replicas of its policy document are ${min} to ${max}: it goes beyond`],
  ];
  return said.filter(([holds]) => holds).map(([, text]) => text);
}
