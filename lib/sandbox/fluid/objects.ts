import type { JsonObject, Stored } from '../api/json.ts';
import { arrayAt, isObject } from '../api/json.ts';
import type { Behaviour } from '../kinds/contract.ts';
import { behaviourOf, behaviours } from '../kinds/table.ts';
import type { DatasetOptions } from '../options.ts';
import { datasetId } from './labels.ts';
import { countOf } from './world.ts';

/** What a user of Fluid writes: a Dataset, its runtime, a DataLoad. */

/** Where a runtime made through the API says nothing. */
const DEFAULT_WORKER = 2 ** 30;

export function datasetObject(options: DatasetOptions): JsonObject {
  const { namespace, name, runtime = 'alluxio' } = options;
  const labels = { 'fluid.io/dataset-id': datasetId(namespace, name, '') };
  return {
    metadata: { name, namespace, labels, finalizers: ['fluid-dataset-controller-finalizer'] },
    spec: { mounts: [behaviours[runtime].mount(options)] },
  };
}

export function runtimeObject(options: DatasetOptions, dataset: Stored): JsonObject {
  const { namespace, name, runtime = 'alluxio' } = options;
  const owner = { apiVersion: dataset.apiVersion, kind: dataset.kind, name, uid: dataset.metadata.uid };
  return {
    metadata: {
      name,
      namespace,
      labels: { 'fluid.io/dataset-id': datasetId(namespace, name, dataset.metadata.uid) },
      ownerReferences: [owner],
    },
    spec: behaviours[runtime].spec(options),
  };
}

/** How a runtime behaves: by its kind, and JuiceFS by its mount. */
export function behaviourFor(runtime: Stored, dataset: Stored): Behaviour {
  const options = arrayAt(dataset, 'spec', 'mounts').flatMap((mount) => arrayAt(mount, 'encryptOptions'));
  return behaviourOf(
    runtime.kind,
    options.some((option) => isObject(option) && option.name === 'metaurl'),
  );
}

export function loadObject({ namespace, name }: DatasetOptions): JsonObject {
  const spec = { dataset: { name, namespace }, loadMetadata: true };
  return { metadata: { name: `${name}-load`, namespace }, spec };
}

/** The size of a dataset that is in no options can be given on it, in bytes. */
export const SIZE_ANNOTATION = 'fluid-autoscaler.dev/sandbox-size';

/**
 * What the engine of a runtime made through the API is like, read from the objects as Fluid reads them.
 * @param known the dataset's options, when the sandbox began with it: its size and speeds still hold
 */
export function optionsOf(
  behaviour: Behaviour,
  runtime: Stored,
  dataset: Stored,
  known?: DatasetOptions,
): DatasetOptions {
  const { name, namespace = '' } = runtime.metadata;
  const perWorkerBytes = behaviour.perWorkerBytes(runtime) ?? DEFAULT_WORKER;
  const sizeBytes = known?.sizeBytes ?? Number(dataset.metadata.annotations?.[SIZE_ANNOTATION] ?? 0);
  const block = behaviour.blockBytes?.(runtime);
  return {
    ...known,
    runtime: behaviour.name,
    name,
    namespace,
    perWorkerBytes,
    replicas: countOf(behaviour, runtime),
    sizeBytes,
    blockBytes: block ?? behaviour.defaultBlock,
  };
}
