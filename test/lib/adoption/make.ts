/** What a look found out about the article's dataset, and the document it is to be adopted by. */
import type { Inspected } from '../../../lib/inspect/inspected.ts';
import type { InForce } from '../../../lib/spec/folder-state.ts';
import type { LoadedDocument } from '../../../lib/spec/load.ts';
import { fresh } from '../../../lib/spec/reconcile.ts';
import { shown, waiting } from '../daemon/objects/make.ts';
import type { ObservationWishes } from '../decide/make.ts';
import { documentOf } from '../report/make.ts';

export function entryOf(spec: string): InForce<LoadedDocument> {
  const text = `apiVersion: fluid-autoscaler.dev/v1alpha1
kind: DatasetAutoscaler
metadata: { name: spark }
spec:
${spec}`;
  return fresh({ file: 'spark.yaml', document: documentOf(text) });
}

export const ARTICLE_SPEC = '  replicas: { min: 1, max: 4 }\n  policies: { threshold: { up: 90% } }\n';

/** A look by this document. */
export function inspected(seen: ObservationWishes, spec: Readonly<Record<string, unknown>> = {}): Inspected {
  const { observation, decision, reason } = shown(seen, { policies: { threshold: { up: '90%' } }, ...spec });
  return { namespace: 'default', name: 'spark', policy: null, observation, decision, reason };
}

export function nothingThere(): Inspected {
  const { reason } = waiting({ code: 'NoRuntime', numbers: { dataset: 'default/spark' } });
  return { namespace: 'default', name: 'spark', policy: null, observation: null, decision: null, reason };
}
