import { expect } from 'chai';
import type { KubeObject } from '../../../lib/kube/objects.ts';
import {
  trimCachePod,
  trimDataset,
  trimOperation,
  trimPlain,
  trimPod,
  trimSlice,
  trimStatefulSet,
  trimWritten,
} from '../../../lib/kube/trim.ts';

const metadata = {
  name: 'x',
  namespace: 'ns',
  uid: 'u',
  resourceVersion: '1',
  generation: 3,
  creationTimestamp: '2026-11-22T13:12:28Z',
  labels: { app: 'alluxio' },
  ownerReferences: [
    {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      name: 's',
      uid: 's',
      controller: true,
      blockOwnerDeletion: true,
    },
  ],
  finalizers: ['f'],
  generateName: 'x-',
  annotations: { kept: 'yes', 'kubectl.kubernetes.io/last-applied-configuration': '{"big":1}' },
  managedFields: [
    { manager: 'm', operation: 'Update', apiVersion: 'v1', fieldsV1: { 'f:spec': { 'f:tieredstore': {} } } },
    {
      manager: 'kubectl',
      operation: 'Update',
      subresource: 'scale',
      fieldsV1: { 'f:spec': { 'f:replicas': {}, 'f:fuse': { '.': {} } } },
    },
    {
      manager: 'alluxio',
      operation: 'Update',
      subresource: 'status',
      time: '2026-11-22T13:14:42Z',
      fieldsV1: {
        'f:status': { 'f:cacheStates': { '.': {}, 'f:cached': {} }, 'f:ufsTotal': {}, 'f:phase': {} },
      },
    },
  ],
};
const { name, namespace, uid, resourceVersion, generation, creationTimestamp, labels } = metadata;
const bare = {
  name,
  namespace,
  uid,
  resourceVersion,
  generation,
  creationTimestamp,
  ownerReferences: [{ apiVersion: 'apps/v1', kind: 'StatefulSet', name: 's', uid: 's', controller: true }],
};
const plain = { ...bare, labels, annotations: { kept: 'yes' } };
const managedFields = [
  {
    manager: 'kubectl',
    operation: 'Update',
    subresource: 'scale',
    fieldsV1: { 'f:spec': { 'f:replicas': {} } },
  },
  {
    manager: 'alluxio',
    operation: 'Update',
    subresource: 'status',
    time: '2026-11-22T13:14:42Z',
    fieldsV1: { 'f:status': { 'f:cacheStates': {}, 'f:ufsTotal': {} } },
  },
];

function object(spec: unknown, status: unknown = {}): KubeObject {
  return { apiVersion: 'v1', kind: 'Thing', metadata, spec, status };
}
const json = (value: unknown) => JSON.parse(JSON.stringify(value));

describe('what is kept of each object', () => {
  it('of a dataset: of the annotations only those by which people speak to the daemon', () => {
    const paused = { 'fluid-autoscaler.dev/paused': '{ by: jane, why: an audit }' };
    const annotations = { ...metadata.annotations, ...paused };
    const kept = trimDataset({ ...object({}), metadata: { ...metadata, annotations } });
    expect(kept.metadata).to.deep.equal({ ...bare, labels, annotations: paused, managedFields });
    expect(trimDataset(object({})).metadata).to.not.have.property('annotations');
  });

  it('of a dataset: its mounts, size, phase, what it is bound to and when it was measured', () => {
    const ready = {
      type: 'Ready',
      status: 'True',
      lastTransitionTime: 't',
      message: 'The ddc runtime is ready.',
    };
    const status = {
      phase: 'Bound',
      ufsTotal: '2.00GiB',
      operationRef: { DataLoad: 'a' },
      conditions: [{ type: 'NotReady', status: 'True' }, ready],
      runtimes: [{ category: 'Accelerate', name: 'x', namespace: 'ns', type: 'alluxio' }],
      cacheStates: { cached: '1.00GiB', cacheCapacity: '2.00GiB', cacheHitRatio: '0.0%' },
      mounts: [{ mountPoint: 'p' }],
      hcfs: { endpoint: 'e' },
      fileNum: '7',
    };
    const kept = trimDataset(object({ mounts: [{ mountPoint: 'p' }] }, status));
    expect(kept.spec).to.deep.equal({ mounts: [{ mountPoint: 'p' }] });
    expect(kept.status).to.deep.equal({
      phase: 'Bound',
      ufsTotal: '2.00GiB',
      operationRef: { DataLoad: 'a' },
      conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: 't' }],
      runtimes: [{ type: 'alluxio' }],
      cacheStates: { cached: '1.00GiB', cacheCapacity: '2.00GiB' },
    });
  });

  it('of a runtime: its spec, who wrote its count and figures, and no story of conditions', () => {
    const status = { masterPhase: 'Ready', workerNumberReady: 2, conditions: [{}], cacheAffinity: {} };
    const kept = trimWritten(object({ replicas: 1, master: { resources: {} } }, status));
    expect(kept.metadata).to.deep.equal({ ...plain, managedFields });
    expect(kept.spec).to.deep.equal({ replicas: 1, master: { resources: {} } });
    expect(kept.status).to.deep.equal({ masterPhase: 'Ready', workerNumberReady: 2 });
  });

  it('of a CacheRuntime: who wrote the count where it stands there', () => {
    const fieldsV1 = { 'f:spec': { 'f:worker': { '.': {}, 'f:replicas': {}, 'f:template': {} } } };
    const written = { ...object({}), metadata: { ...metadata, managedFields: [{ manager: 'm', fieldsV1 }] } };
    expect(trimWritten(written).metadata.managedFields).to.deep.equal([
      { manager: 'm', fieldsV1: { 'f:spec': { 'f:worker': { 'f:replicas': {} } } } },
    ]);
  });

  it('of slices: whose they are, addresses with their conditions, ports by name', () => {
    const conditions = { ready: true, serving: true, terminating: false };
    const slice = {
      ...object(undefined),
      metadata: {
        ...metadata,
        labels: { ...labels, 'fluid.io/dataset-id': 'ns-x', 'kubernetes.io/service-name': 's' },
      },
      addressType: 'IPv4',
      endpoints: [{ addresses: ['10.0.0.1'], conditions, nodeName: 'n', targetRef: { kind: 'Pod' } }],
      ports: [{ name: 'web', port: 1, protocol: 'TCP', appProtocol: 'http' }],
    };
    const kept = json(trimSlice(slice));
    expect(kept.metadata).to.deep.equal({
      ...bare,
      labels: { 'fluid.io/dataset-id': 'ns-x', 'kubernetes.io/service-name': 's' },
    });
    expect(kept).to.deep.include({
      addressType: 'IPv4',
      endpoints: [{ addresses: ['10.0.0.1'], conditions }],
      ports: [{ name: 'web', port: 1, protocol: 'TCP' }],
    });
  });

  it('of autoscalers: all but who wrote what', () => {
    const kept = json(trimPlain(object({ minReplicas: 1 }, { currentReplicas: 2 })));
    expect(kept.metadata).to.deep.equal(json(plain));
    expect(kept).to.deep.include({ spec: { minReplicas: 1 }, status: { currentReplicas: 2 } });
  });

  it('of a data operation: not the pod template, which may hold secrets', () => {
    const kept = trimOperation(
      object({ dataset: { name: 'a' }, processor: { job: { env: 'secret' } } }, { phase: 'Executing' }),
    );
    expect(kept.spec).to.deep.equal({ dataset: { name: 'a' } });
    expect(kept.status).to.deep.equal({ phase: 'Executing' });
  });

  it('of a StatefulSet: not its templates, and of its status the numbers', () => {
    const spec = {
      replicas: 3,
      ordinals: { start: 0 },
      template: {},
      volumeClaimTemplates: [],
      selector: {},
    };
    const kept = trimStatefulSet(object(spec, { readyReplicas: 2, updateRevision: 'r', conditions: [] }));
    expect(kept.spec).to.deep.equal({ replicas: 3, ordinals: { start: 0 } });
    expect(kept.status).to.deep.equal({ readyReplicas: 2 });
    expect(kept.metadata).to.deep.equal({ ...bare, managedFields });
  });

  it('of a pod: where it runs, its ports for metrics, and how it fares', () => {
    const ports = [
      { name: 'metrics', containerPort: 9567, protocol: 'TCP' },
      { name: 'rpc', containerPort: 1, hostPort: 1 },
    ];
    const containers = [{ name: 'c', image: 'i', env: [{ value: 'secret' }], ports }, { name: 'd' }];
    const waiting = { waiting: { reason: 'ImagePullBackOff' } };
    const notReady = { type: 'Ready', status: 'False', lastTransitionTime: 't', reason: 'r', message: 'm' };
    const conditions = [
      { ...notReady, lastProbeTime: null },
      { type: 'Initialized', status: 'True' },
    ];
    const containerStatuses = [
      { name: 'c', ready: false, restartCount: 2, state: waiting, imageID: 'x' },
      { name: 'd', ready: true, restartCount: 0, state: { running: { startedAt: 't' } } },
    ];
    const spec = { nodeName: 'n', hostNetwork: true, containers, volumes: [{}] };
    const kept = json(
      trimPod(
        object(spec, { phase: 'Pending', podIP: '10.0.0.2', conditions, containerStatuses, qosClass: 'x' }),
      ),
    );
    expect(kept.metadata).to.deep.equal(bare);
    expect(kept.spec).to.deep.equal({
      nodeName: 'n',
      hostNetwork: true,
      containers: [{ name: 'c', ports: [{ name: 'metrics', containerPort: 9567 }] }, { name: 'd' }],
    });
    expect(kept.status).to.deep.equal({
      phase: 'Pending',
      podIP: '10.0.0.2',
      conditions: [notReady],
      containerStatuses: [
        { name: 'c', ready: false, restartCount: 2, state: waiting },
        { name: 'd', ready: true, restartCount: 0, state: { running: {} } },
      ],
    });
  });

  it('of a pod that serves: that it is Ready', () => {
    const conditions = [
      { type: 'Ready', status: 'True', lastTransitionTime: 't' },
      { type: 'PodScheduled', status: 'True' },
    ];
    const kept = trimPod(object({}, { phase: 'Running', conditions }));
    expect(kept.status).to.deep.include({
      conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: 't' }],
    });
  });

  for (const odd of [undefined, null, 7, 'text', [1]]) {
    it(`anything at all survives when spec and status are ${JSON.stringify(odd)}`, () => {
      for (const trim of [
        trimDataset,
        trimWritten,
        trimPlain,
        trimSlice,
        trimOperation,
        trimStatefulSet,
        trimPod,
      ]) {
        expect(trim(object(odd, odd)).metadata.name).to.equal('x');
      }
    });
  }

  it('of a set of workers: who last wrote its count, and nothing else of who wrote what', () => {
    const scale = { manager: 'fluid-autoscaler', operation: 'Update', subresource: 'scale' };
    const managedFields = [
      { ...scale, apiVersion: 'apps/v1', fieldsV1: { 'f:spec': { 'f:replicas': {} } } },
      {
        manager: 'thin',
        operation: 'Update',
        time: 'T',
        fieldsV1: { 'f:spec': { 'f:template': { big: 1 } } },
      },
      { manager: 'odd', fieldsV1: null },
    ];
    const set = { ...object({ replicas: 3, template: {} }), metadata: { ...metadata, managedFields } };
    const kept = json(trimStatefulSet(set));
    expect(kept.metadata).to.deep.equal({
      ...json(bare),
      managedFields: [{ ...scale, fieldsV1: { 'f:spec': { 'f:replicas': {} } } }],
    });
    expect(kept.spec).to.deep.equal({ replicas: 3 });
  });

  it('of the pods of a CacheRuntime: those of its workers', () => {
    const of = (component: string) => ({
      ...object({}),
      metadata: { ...metadata, labels: { 'cacheruntime.fluid.io/component-name': component } },
    });
    expect(trimCachePod(of('spark-worker'))).to.not.equal(null);
    for (const component of ['spark-master', 'spark-client', ''])
      expect(trimCachePod(of(component))).to.equal(null);
  });
});
