/** What the watches would hold of a dataset whose engine runs as processes of this machine. */
import type { DatasetObjects, KubeObject } from '../../lib/kube/objects.ts';

export interface Lab {
  /** Kind of the runtime, and what its spec says beside its replicas. */
  readonly kind: string;
  readonly spec?: object;
  /** Workers asked for; of them those of `ready` serve. Default: all. */
  readonly replicas: number;
  readonly ready?: readonly number[];
  /** Size of the dataset as Fluid writes it. */
  readonly size: string;
  /** Where the pages of the masters are. Default: there are none. */
  readonly masters?: readonly { readonly host: string; readonly port: number }[];
  /** Ports of the workers' own pages on 127.0.0.1, by ordinal. */
  readonly pages?: readonly number[];
  /** What the Dataset's mount has besides its address. */
  readonly mount?: object;
}

const NAME = 'spark';

function object(apiVersion: string, kind: string, name: string, rest: object): KubeObject {
  const metadata = { name, namespace: 'default', uid: `uid-${kind}-${name}`, resourceVersion: '1' };
  return {
    apiVersion,
    kind,
    ...rest,
    metadata: { ...metadata, ...('metadata' in rest ? (rest.metadata as object) : {}) },
  };
}

export function objectsOf({
  kind,
  spec,
  replicas,
  ready,
  size,
  masters = [],
  pages = [],
  mount,
}: Lab): DatasetObjects {
  const ordinals = Array.from({ length: replicas }, (_, ordinal) => ordinal);
  const serves = new Set(ready ?? ordinals);
  return {
    namespace: 'default',
    name: NAME,
    dataset: object('data.fluid.io/v1alpha1', 'Dataset', NAME, {
      spec: { mounts: [{ mountPoint: 'https://mirrors.example/apache/spark/', ...mount }] },
      status: { phase: 'Bound', ufsTotal: size },
    }),
    runtime: object('data.fluid.io/v1alpha1', kind, NAME, { spec: { ...spec, replicas } }),
    workerSet: object('apps/v1', 'StatefulSet', `${NAME}-worker`, { spec: { replicas } }),
    workerPods: ordinals.map((ordinal) =>
      object('v1', 'Pod', `${NAME}-worker-${ordinal}`, {
        spec: { containers: [{ name: 'worker', ports: portsOf(pages[ordinal]) }] },
        status: {
          phase: 'Running',
          podIP: '127.0.0.1',
          conditions: [{ type: 'Ready', status: serves.has(ordinal) ? 'True' : 'False' }],
        },
      }),
    ),
    slices: masters.map(({ host, port }, index) =>
      object('discovery.k8s.io/v1', 'EndpointSlice', `${NAME}-master-${index}`, {
        metadata: { labels: { 'kubernetes.io/service-name': `${NAME}-master-${index}` } },
        addressType: 'IPv4',
        endpoints: [{ addresses: [host], conditions: { ready: true, serving: true, terminating: false } }],
        ports: [{ name: 'web', port, protocol: 'TCP' }],
      }),
    ),
    operations: [],
    owners: [],
  };
}

function portsOf(page: number | undefined): readonly object[] {
  return page === undefined ? [] : [{ name: 'metrics', containerPort: page, protocol: 'TCP' }];
}
