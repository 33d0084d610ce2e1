/** What the API server would make of a document as an object: a server-side apply that stores nothing. */
import { isDeepStrictEqual } from 'node:util';
import { parse } from 'yaml';
import { type KubeClient, resourcePath } from '../kube/client.ts';
import { ApiError, describeError } from '../kube/errors.ts';
import type { KubeObject } from '../kube/objects.ts';
import { AUTOSCALERS } from '../spec/crd/crd.ts';
import type { InForce } from '../spec/folder-state.ts';
import type { Objects } from './documents.ts';

/** As `kubectl apply` says it; `refused` is the server's word on the document, `unknown` no word at all. */
export interface Rehearsal {
  readonly result: 'created' | 'configured' | 'unchanged' | 'refused' | 'unknown';
  readonly text: string;
}

/** @param objects what there is already */
export async function rehearse(client: KubeClient, { text }: InForce, objects: Objects): Promise<Rehearsal> {
  if (!objects.served) return { result: 'unknown', text: objects.why ?? '' };
  const document = parse(text) as KubeObject;
  const namespace = document.metadata.namespace ?? 'default';
  const { name } = document.metadata;
  const path = resourcePath(AUTOSCALERS, namespace, name);
  const query = {
    dryRun: 'All',
    fieldManager: 'fluid-autoscaler-plan',
    force: true,
    fieldValidation: 'Strict',
  };
  const contentType = 'application/apply-patch+yaml';
  try {
    const stored = await client.request<KubeObject>({
      method: 'PATCH',
      path,
      query,
      body: document,
      contentType,
    });
    const before = objects.list?.find(
      (each) => each.metadata.namespace === namespace && each.metadata.name === name,
    );
    if (before === undefined) return { result: 'created', text: '' };
    return { result: isDeepStrictEqual(before.spec, stored.spec) ? 'unchanged' : 'configured', text: '' };
  } catch (error) {
    const refused = error instanceof ApiError && (error.status === 422 || error.status === 400);
    return { result: refused ? 'refused' : 'unknown', text: describeError(error) };
  }
}
