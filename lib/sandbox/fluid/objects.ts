import { parseSize } from '../../units/size.ts';
import type { JsonObject, Stored } from '../api/json.ts';
import { arrayAt, at, isObject } from '../api/json.ts';
import type { DatasetOptions } from '../options.ts';
import { datasetId } from './labels.ts';

/** What a user of Fluid writes: a Dataset, its AlluxioRuntime, a DataLoad. */

const MIB = 2 ** 20;
const GIB = 2 ** 30;
/** Where a runtime made through the API says nothing. */
const DEFAULT_BLOCK = 64 * MIB;
const DEFAULT_WORKER = GIB;

/** A whole quantity: `1Gi`, `512Mi`, or bytes. */
export function quantity(bytes: number): string {
  if (bytes % GIB === 0) return `${bytes / GIB}Gi`;
  return bytes % MIB === 0 ? `${bytes / MIB}Mi` : String(bytes);
}

export function datasetObject({ namespace, name }: DatasetOptions): JsonObject {
  const labels = { 'fluid.io/dataset-id': datasetId(namespace, name, '') };
  return {
    metadata: { name, namespace, labels, finalizers: ['fluid-dataset-controller-finalizer'] },
    spec: { mounts: [{ mountPoint: `https://data.example/${name}/`, name }] },
  };
}

export function runtimeObject(options: DatasetOptions, dataset: Stored): JsonObject {
  const { namespace, name, perWorkerBytes, replicas, blockBytes } = options;
  const level = {
    mediumtype: 'MEM',
    path: '/dev/shm',
    quota: quantity(perWorkerBytes),
    high: '0.99',
    low: '0.7',
  };
  const owner = { apiVersion: dataset.apiVersion, kind: dataset.kind, name, uid: dataset.metadata.uid };
  const properties = { 'alluxio.user.block.size.bytes.default': `${(blockBytes ?? 0) / MIB}MB` };
  return {
    metadata: {
      name,
      namespace,
      labels: { 'fluid.io/dataset-id': datasetId(namespace, name, dataset.metadata.uid) },
      ownerReferences: [owner],
    },
    spec: {
      replicas,
      tieredstore: { levels: [level] },
      ...(blockBytes === undefined ? {} : { properties }),
    },
  };
}

export function loadObject({ namespace, name }: DatasetOptions): JsonObject {
  const spec = { dataset: { name, namespace }, loadMetadata: true };
  return { metadata: { name: `${name}-load`, namespace }, spec };
}

/** Alluxio's own sizes are binary whatever the suffix says: `64MB` is 64 MiB. */
function alluxioSize(text: unknown): number | null {
  if (typeof text !== 'string') return null;
  return parseSize(text.replace(/([kmgt])b?$/i, '$1iB'));
}

/** The size of a dataset that is in no options can be given on it, in bytes. */
export const SIZE_ANNOTATION = 'fluid-autoscaler.dev/sandbox-size';

/**
 * What the engine of a runtime made through the API is like, read from the objects as Fluid reads them.
 * @param known the dataset's options, when the sandbox began with it: its size and speeds still hold
 */
export function optionsOf(runtime: Stored, dataset: Stored, known?: DatasetOptions): DatasetOptions {
  const { name, namespace = '' } = runtime.metadata;
  const quotas = arrayAt(runtime, 'spec', 'tieredstore', 'levels').map((level) =>
    isObject(level) && typeof level.quota === 'string' ? (parseSize(level.quota) ?? 0) : 0,
  );
  const perWorkerBytes = quotas.reduce((sum, bytes) => sum + bytes, 0) || DEFAULT_WORKER;
  const sizeBytes = known?.sizeBytes ?? Number(dataset.metadata.annotations?.[SIZE_ANNOTATION] ?? 0);
  const block = alluxioSize(at(runtime, 'spec', 'properties', 'alluxio.user.block.size.bytes.default'));
  const replicas = Number(at(runtime, 'spec', 'replicas') ?? 0);
  return {
    ...known,
    name,
    namespace,
    perWorkerBytes,
    replicas,
    sizeBytes,
    blockBytes: block ?? DEFAULT_BLOCK,
  };
}
