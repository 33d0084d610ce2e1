import type { KubeObject } from './objects.ts';

/** Who points at whom: pure readers of other objects' references. Keys are `namespace/name`. */
type Fields = Readonly<Record<string, unknown>>;

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Joined: a template would be a string of two, which takes twice the room for as long as it is the key of a map. */
export function datasetKey(namespace: string, name: string): string {
  return [namespace, name].join('/');
}

export function namespaceOf(object: KubeObject): string {
  return object.metadata.namespace ?? '';
}

/** A Kubernetes label value must be shorter than this for Fluid to use it (pkg/utils/label.go, GetDatasetId). */
const maxDatasetId = 63;

/**
 * Value of the label `fluid.io/dataset-id`: `<ns>-<name>`, or the Dataset's uid once that reaches 63 characters;
 * null when the uid is needed and not known. `a-b/c` and `a/b-c` share one, so the namespace must be compared as well.
 */
export function datasetId(namespace: string, name: string, uid: string | null): string | null {
  const plain = `${namespace}-${name}`;
  return plain.length < maxDatasetId ? plain : uid;
}

/** The `fluid.io/dataset-id` an object carries; empty without one. */
export function datasetIdOf(object: KubeObject): string {
  return object.metadata.labels?.['fluid.io/dataset-id'] ?? '';
}

interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller: boolean;
}

function ownerReferences(object: KubeObject): readonly OwnerReference[] {
  const { ownerReferences: list } = object.metadata as { ownerReferences?: unknown };
  if (!Array.isArray(list)) return [];
  return list.map((entry) => {
    const { apiVersion, kind, name, uid, controller } = fields(entry);
    return {
      apiVersion: text(apiVersion),
      kind: text(kind),
      name: text(name),
      uid: text(uid),
      controller: controller === true,
    };
  });
}

/** uid of the Dataset that owns a runtime; null while Fluid has not bound it. */
export function owningDatasetUid(runtime: KubeObject): string | null {
  return ownerReferences(runtime).find(({ kind }) => kind === 'Dataset')?.uid ?? null;
}

/** False when the set says that another Fluid runtime owns it: `a-jindofs` (Alluxio) and `a` (Jindo) want the same name. */
export function mayBelongTo(workerSet: KubeObject, kind: string, name: string): boolean {
  const fluid = ownerReferences(workerSet).filter(({ apiVersion }) =>
    apiVersion.startsWith('data.fluid.io/'),
  );
  return fluid.length === 0 || fluid.some((owner) => owner.kind === kind && owner.name === name);
}

/** Name of the set a pod belongs to: its controller's, or by its own name while it has none. Empty if neither says. */
export function setNameOf(pod: KubeObject): string {
  const controller = ownerReferences(pod).find((owner) => owner.controller);
  if (controller) return controller.kind.endsWith('StatefulSet') ? controller.name : '';
  return /^(.+)-\d+$/.exec(pod.metadata.name)?.[1] ?? '';
}

/** Datasets a data operation works on. DataMigrate may name two, DataBackup names one by a plain string. */
export function operationTargets(operation: KubeObject): readonly string[] {
  const here = namespaceOf(operation);
  const spec = fields(operation.spec);
  const named = [spec.dataset, fields(spec.from).dataset, fields(spec.to).dataset].flatMap((dataset) => {
    if (typeof dataset === 'string' && dataset !== '') return [datasetKey(here, dataset)];
    const { name, namespace } = fields(dataset);
    return text(name) === '' ? [] : [datasetKey(text(namespace) || here, text(name))];
  });
  return [...new Set(named)];
}

const reference = 'dataset://';

/** Whether this mount point is another Dataset. */
export function isReference(mountPoint: unknown): mountPoint is string {
  return text(mountPoint).startsWith(reference);
}

/** The Dataset that a reference Dataset stands in for (its one mount is `dataset://NAMESPACE/NAME[/PATH]`); null: none. */
export function referencedDataset(dataset: KubeObject): string | null {
  const { mounts } = fields(dataset.spec);
  for (const mount of Array.isArray(mounts) ? mounts : []) {
    const point = text(fields(mount).mountPoint);
    if (isReference(point)) return point.slice(reference.length).split('/').slice(0, 2).join('/');
  }
  return null;
}

/** Datasets that refer to this one, as Fluid lists them in its status. */
export function listedReferences(dataset: KubeObject | null): readonly string[] {
  const { datasetRef } = fields(dataset?.status);
  return Array.isArray(datasetRef) ? datasetRef.filter((key) => /^[^/]+\/[^/]+$/.test(text(key))) : [];
}

/** What an autoscaler scales, as `group/Kind namespace/name`. */
export function scaleTargetKey(group: string, kind: string, namespace: string, name: string): string {
  return `${group}/${kind} ${datasetKey(namespace, name)}`;
}

/** The target of a HorizontalPodAutoscaler, ScaledObject or CronHorizontalPodAutoscaler; null if it names none. */
export function scaleTargetOf(owner: KubeObject): string | null {
  const { apiVersion, kind, name } = fields(fields(owner.spec).scaleTargetRef);
  if (text(name) === '') return null;
  // KEDA's defaults; the others require both.
  const version = text(apiVersion) || 'apps/v1';
  const group = version.includes('/') ? version.slice(0, version.indexOf('/')) : '';
  return scaleTargetKey(group, text(kind) || 'Deployment', namespaceOf(owner), text(name));
}

/** Types of the runtimes a Dataset is bound to, as `alluxio`, in the Dataset's order. */
export function boundTypes(dataset: KubeObject | null): readonly string[] {
  const { runtimes } = fields(dataset?.status);
  return Array.isArray(runtimes) ? runtimes.map((runtime) => text(fields(runtime).type)) : [];
}

/** `AlluxioRuntime` → `alluxio`, as a Dataset's status says it. */
export function typeOfKind(kind: string): string {
  return kind.replace(/Runtime$/, '').toLowerCase();
}
