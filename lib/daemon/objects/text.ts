/** A DatasetAutoscaler of the cluster as the text of a policy document. */
import type { KubeObject } from '../../kube/objects.ts';
import { API_VERSION, KIND } from '../../spec/document.ts';
import { OBJECTS } from '../../spec/folder-state.ts';

/** The name it has beside files: `DatasetAutoscaler/namespace/name`. */
export function nameOf({ metadata }: KubeObject): string {
  return `${OBJECTS}${metadata.namespace ?? ''}/${metadata.name}`;
}

/** `namespace/name` of the Dataset it is about. */
export function datasetOf({ metadata, spec }: KubeObject): string {
  const { dataset } = (spec ?? {}) as { readonly dataset?: unknown };
  return `${metadata.namespace ?? ''}/${typeof dataset === 'string' ? dataset : metadata.name}`;
}

/**
 * JSON with sorted fields, one a line: the same object gives the same text, and so the same hash, whoever wrote it in whichever
 * order. Only what a policy document has: labels, annotations and status are left out.
 */
export function textOf({ metadata: { name, namespace }, spec }: KubeObject): string {
  const document = { apiVersion: API_VERSION, kind: KIND, metadata: { name, namespace }, spec };
  return JSON.stringify(document, sorted, 2);
}

function sorted(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
