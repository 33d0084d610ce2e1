/** The fields of a policy document that would have changed a decision. */
import { policies } from '../../policies/index.ts';
import { describeReason, fieldOf } from '../model/reasons/index.ts';
import type { DecisionRecord, PolicyRecord } from '../model/records.ts';
import { standInsFor } from '../plugins/recorded.ts';
import { type LoadedDocument, loadDocuments } from '../spec/load.ts';

/** The document as the daemon read it; null when this version cannot read it any more. */
export function documentOf(policy: PolicyRecord | null): LoadedDocument | null {
  if (policy === null) return null;
  const registry = policy.plugins === undefined ? policies : [...policies, ...standInsFor(policy)];
  return loadDocuments(policy.text, policy.file, registry).documents[0] ?? null;
}

/** The field behind the reason that decided, and behind every rung that changed the number; each with its line now. */
export function fieldLines(
  { reason, rungs }: Pick<DecisionRecord, 'reason' | 'rungs'>,
  document: LoadedDocument | null,
): string[] {
  const reasons = [reason, ...rungs.filter(({ from, to }) => from !== to).map((rung) => rung.reason)];
  const fields = new Map<string, string>();
  for (const one of reasons) {
    const field = fieldOf(one);
    if (field !== null && !fields.has(field)) fields.set(field, describeReason(one));
  }
  if (fields.size === 0) return ['  no field of the policy document: the reason lies in the cluster'];
  return [...fields].flatMap(([field, why]) => [
    `  ${field}: ${why}`,
    ...(document === null ? [] : [`      ${writtenAs(field, document)}`]),
  ]);
}

function writtenAs(field: string, { file, text, places }: LoadedDocument): string {
  const place = places.get(field);
  const line = place === undefined ? undefined : text.split('\n')[place.line - 1]?.trim();
  return line === undefined ? `not given in ${file}: its default is in force` : `${file} says: ${line}`;
}
