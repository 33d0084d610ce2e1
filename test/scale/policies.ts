/** The document of each dataset: as its kind needs one, and otherwise all alike. */
import type { Member } from './member.ts';

/** What a kind needs said about where its figures come from. */
function reading({ kind, address, port }: Member): string {
  const at = `http://${address}:${port}`;
  if (kind === 'juicefs-community') return '  engine: { perPod: true }\n';
  if (kind === 'efc')
    return `  sources:
    - http:
        url: ${at}/usage
        json: { used: /cache/usedBytes, capacity: /cache/capacityBytes, workers: /cache/workers }
        live: true
`;
  if (kind === 'vineyard')
    return `  sources:
    - http:
        url: ${at}/metrics
        metrics: { used: cache_used_bytes, capacity: cache_capacity_bytes, workers: cache_workers }
`;
  return '';
}

export const policyOf = (member: Member) => `apiVersion: fluid-autoscaler.dev/v1alpha1
kind: DatasetAutoscaler
metadata: { name: ${member.name}, namespace: ${member.namespace} }
spec:
  dataset: ${member.name}
  replicas: { min: 1, max: 4 }
${reading(member)}  policies:
    threshold: { up: 90% }
    step: { up: [{ pods: 2, per: 10m }] }
    cooldown: { afterUp: 20m }
    scaleDown: disabled
`;
