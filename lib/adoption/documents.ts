/** The policies a daemon would follow: from files, and from the cluster's DatasetAutoscalers. */
import { nameOf, textOf } from '../daemon/objects/text.ts';
import type { Policy } from '../decide/contract.ts';
import type { KubeClient } from '../kube/client.ts';
import { ApiError, describeError } from '../kube/errors.ts';
import { listAll } from '../kube/listing.ts';
import type { KubeObject } from '../kube/objects.ts';
import { AUTOSCALERS } from '../spec/crd/crd.ts';
import { KIND } from '../spec/document.ts';
import { formatFault } from '../spec/fault.ts';
import { faultsOf } from '../spec/folder-faults.ts';
import type { InForce, SourceLook } from '../spec/folder-state.ts';
import type { LoadedDocument } from '../spec/load.ts';
import { readOnce } from '../spec/read-once.ts';
import type { Sources } from '../spec/sources.ts';

const PAGE = 500;

/** What the cluster has of them. */
export interface Objects {
  /** Null: they cannot be listed, and `why` says why. */
  readonly list: readonly KubeObject[] | null;
  readonly why: string | null;
  /** Whether the cluster knows the kind. */
  readonly served: boolean;
}

/** @param namespace null for all */
export async function listObjects(client: KubeClient, namespace: string | null): Promise<Objects> {
  try {
    const resource = { ...AUTOSCALERS, kind: KIND };
    const { objects } = await listAll(client, { resource, namespace }, PAGE);
    return { list: objects, why: null, served: true };
  } catch (error) {
    const served = !(error instanceof ApiError && error.status === 404);
    const why = served
      ? describeError(error)
      : `the cluster does not serve ${KIND}: install it with "fluid-autoscaler crd | kubectl apply -f -"`;
    return { list: null, why, served };
  }
}

export interface Wanted {
  /** By `namespace/name` of the dataset. */
  readonly policies: ReadonlyMap<string, InForce<LoadedDocument>>;
  readonly faults: readonly string[];
}

/**
 * As a daemon newly installed would put them in force.
 * @param objects null: objects of the cluster are not followed
 * @param now instant, ms
 */
export function wantedOf(
  files: Sources,
  objects: Objects | null,
  registry: readonly Policy[],
  now: number,
): Wanted {
  const rules = { registry, title: (file: string) => file, graceMs: 0 };
  const look = { at: now, files, ...(objects === null ? {} : { objects: lookOf(objects) }) };
  const { state, inForce } = readOnce(look, rules);
  const faults = faultsOf(state, rules.title).map((fault) => {
    const content = files.get(fault.file);
    return formatFault(fault, content !== undefined && 'text' in content ? content.text : undefined);
  });
  return { policies: inForce, faults };
}

function lookOf({ list, why }: Objects): SourceLook {
  if (list === null) return { files: null, problem: why ?? 'unknown' };
  return { files: new Map(list.map((object) => [nameOf(object), { text: textOf(object) }])) };
}
