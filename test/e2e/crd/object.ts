/** A dataset's policy document as an object of the cluster. */
import type { KubeObject } from '../../../lib/kube/objects.ts';
import type { ControlPlane } from '../../support/control-plane.ts';
import type { TestDataset } from '../daemon/dataset.ts';

export interface Autoscaler {
  /** Server-side apply of these fields below `spec:`, with the test engine's address. */
  apply(spec: string): Promise<void>;
  remove(): Promise<void>;
  get(): Promise<KubeObject>;
}

export function autoscalerOf(plane: ControlPlane, dataset: TestDataset, name = 'spark'): Autoscaler {
  const { namespace, engine } = dataset;
  const path = `/apis/fluid-autoscaler.dev/v1alpha1/namespaces/${namespace}/datasetautoscalers/${name}`;
  return {
    apply: async (spec) => {
      const document = `apiVersion: fluid-autoscaler.dev/v1alpha1
kind: DatasetAutoscaler
metadata: { name: ${name} }
spec:
  dataset: spark
  engine: { url: "${engine.url}" }
${spec}
`;
      await plane.apply(document, namespace);
    },
    remove: async () => void (await plane.request('DELETE', path)),
    get: async () => (await plane.request('GET', path)).body as KubeObject,
  };
}
