/** The one write there is to Fluid's objects: a compare-and-swap of the count, in the place where the kind has it. */
import type { KubeClient } from '../kube/client.ts';
import type { Cluster } from '../kube/cluster.ts';
import { compareAndSwap, type ScaleOutcome, type ScaleTarget } from '../kube/scale.ts';
import type { Allowance } from '../model/allowance.ts';
import type { Reason } from '../model/observation.ts';
import { kindOf } from '../runtimes/kinds.ts';
import { neededToWrite } from '../runtimes/needs.ts';
import type { PatchRequest, PatchResult } from './ports.ts';

export type Allowed = ReadonlySet<Allowance>;

/** What is to be written, and the right it takes, as `kubectl auth can-i` has it. */
interface Place {
  readonly target: ScaleTarget;
  readonly uid: string;
  readonly right: string;
}

/**
 * Sends at most one patch, and only to where the kind's count stands. Never throws.
 * @param allowed places that are off by default are refused without, whoever asks
 */
export async function writeCount(
  client: KubeClient,
  cluster: Pick<Cluster, 'kinds'>,
  allowed: Allowed,
  request: PatchRequest,
): Promise<PatchResult> {
  const place = placeOf(cluster, allowed, request);
  if (typeof place === 'string') return { result: 'refused', text: place };
  const { target, uid } = place;
  const { from, to } = request;
  return resultOf(await compareAndSwap(client, { ...target, uid, from, to }), place, request);
}

/** Where it is written, or why it is not. */
function placeOf(cluster: Pick<Cluster, 'kinds'>, allowed: Allowed, request: PatchRequest): Place | string {
  const { kind, namespace, name, uid, holder } = request;
  const entry = kindOf(kind);
  const { writes } = entry;
  if (writes === null) return `nobody knows where a ${kind} keeps its count`;
  const needs = neededToWrite(entry);
  if (needs !== null && !allowed.has(needs)) return `not allowed: start with --allow ${needs}`;
  if (writes === 'set') {
    if (holder === undefined)
      return `the set of ${kind} ${namespace}/${name}, which holds its count, was not seen`;
    const right = `patch statefulsets.apps/scale in namespace ${namespace}`;
    return { target: { writes, namespace, name: holder.name }, uid: holder.uid, right };
  }
  const plural = cluster.kinds().find((served) => served.kind === kind)?.plural;
  if (plural === undefined) return `the cluster does not serve ${kind} any more`;
  const right = `patch ${plural}.data.fluid.io${writes === 'scale' ? '/scale' : ''} in namespace ${namespace}`;
  return { target: { writes, plural, namespace, name }, uid, right };
}

function resultOf(outcome: ScaleOutcome, { right }: Place, { from, to }: PatchRequest): PatchResult {
  switch (outcome.result) {
    case 'applied': {
      const { replicas, resourceVersion } = outcome;
      const version = resourceVersion === null ? {} : { resourceVersion };
      if (replicas === to) return { result: 'applied', text: '', ...version };
      const text = `the API server stored ${replicas} where ${to} was asked for: an admission webhook or a default changed it`;
      return { result: replicas === from ? 'refused' : 'unknown', text };
    }
    case 'lost':
    case 'gone':
      return { result: 'lost', text: outcome.reason };
    case 'unknown':
      return { result: 'unknown', text: outcome.reason };
    case 'refused': {
      const { status, reason } = outcome;
      return {
        result: 'refused',
        text: status === 403 ? `${reason}: it takes the right to ${right}` : reason,
      };
    }
    default:
      return { result: 'refused', text: outcome.reason };
  }
}

/** Why no count of this kind can be written on this cluster, whatever is allowed; null: nothing stands in the way. */
export function hindranceOf(cluster: Pick<Cluster, 'kinds'>, kind: string): Reason | null {
  if (kindOf(kind).writes !== 'scale') return null;
  const served = cluster.kinds().find((one) => one.kind === kind);
  if (served === undefined || served.scale) return null;
  return { code: 'KindLacksScale', numbers: { kind, plural: served.plural } };
}
