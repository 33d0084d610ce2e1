/** Which datasets a pod uses: pure readers of pods. */
import type { KubeObject } from './objects.ts';
import { datasetKey, namespaceOf } from './references.ts';

/**
 * Fluid's webhook puts a fuse sidecar in place of the claim and says so on labels, one a container: `<namespace>_<name>`, or in
 * newer versions one label with the namespace and one with the name (pkg/application/inject/fuse/mutator).
 */
const SIDECAR = /^([a-z.-]*dataset[a-z.-]*)\.sidecar\.fluid\.io\/(.+)$/;

type Fields = Readonly<Record<string, unknown>>;

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

/**
 * Datasets, by `namespace/name`, whose volume a pod has, whether or not it runs yet: the claims it names (Fluid's claim has the
 * name of its Dataset; of other claims no Dataset has the name), and its sidecars.
 */
export function datasetsUsedBy(pod: KubeObject): readonly string[] {
  const claims = claimsOf(pod).map((claim) => datasetKey(namespaceOf(pod), claim));
  return [...new Set([...claims, ...sidecarsOf(pod)])];
}

function claimsOf({ spec }: KubeObject): readonly string[] {
  const { volumes } = fields(spec);
  return (Array.isArray(volumes) ? volumes : []).flatMap((volume) => {
    const { claimName } = fields(fields(volume).persistentVolumeClaim);
    return typeof claimName === 'string' && claimName !== '' ? [claimName] : [];
  });
}

function sidecarsOf({ metadata }: KubeObject): readonly string[] {
  const parts = new Map<string, { whole?: string; namespace?: string; name?: string }>();
  for (const [label, value] of Object.entries(sidecarLabels(metadata.labels))) {
    const [, what = '', container = ''] = SIDECAR.exec(label) ?? [];
    const part = value.includes('_') ? 'whole' : what.includes('namespace') ? 'namespace' : 'name';
    parts.set(container, { ...parts.get(container), [part]: value });
  }
  return [...parts.values()].flatMap(({ whole, namespace, name }) => {
    if (whole !== undefined) return [whole.replace('_', '/')];
    return namespace === undefined || name === undefined ? [] : [datasetKey(namespace, name)];
  });
}

function sidecarLabels(labels: KubeObject['metadata']['labels'] = {}): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(labels).filter(([label]) => SIDECAR.test(label)));
}

/** What is kept of a pod that uses something: its name and that. Null: it uses nothing, or is done. */
export function trimUser(pod: KubeObject): KubeObject | null {
  const { apiVersion, kind, metadata, status } = pod;
  const { phase } = fields(status);
  if (phase === 'Succeeded' || phase === 'Failed' || datasetsUsedBy(pod).length === 0) return null;
  const { name, namespace, uid, resourceVersion, labels } = metadata;
  const volumes = claimsOf(pod).map((claimName) => ({ persistentVolumeClaim: { claimName } }));
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      uid,
      resourceVersion,
      labels: sidecarLabels(labels),
    },
    spec: { volumes },
  };
}
