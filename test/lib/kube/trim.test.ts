import { expect } from 'chai';
import type { KubeObject } from '../../../lib/kube/objects.ts';
import {
  trimDataset,
  trimDocument,
  trimOperation,
  trimOwner,
  trimRuntime,
  trimSlice,
} from '../../../lib/kube/trim.ts';
import { trimCachePod, trimPod, trimWorkerSet } from '../../../lib/kube/trim-workers.ts';

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
const bare = { name, namespace, uid, resourceVersion };
const managedFields = [
  { manager: 'kubectl', subresource: 'scale', fieldsV1: { 'f:spec': { 'f:replicas': {} } } },
  {
    manager: 'alluxio',
    subresource: 'status',
    time: '2026-11-22T13:14:42Z',
    fieldsV1: { 'f:status': { 'f:cacheStates': {}, 'f:ufsTotal': {} } },
  },
];

function object(spec: unknown, status: unknown = {}): KubeObject {
  return { apiVersion: 'v1', kind: 'Thing', metadata, spec, status };
}
const json = (value: unknown) => JSON.parse(JSON.stringify(value));
const ALL = [
  trimDataset,
  trimRuntime,
  trimOwner,
  trimDocument,
  trimSlice,
  trimOperation,
  trimWorkerSet,
  trimPod,
];

describe('what is kept of each object', () => {
  it('whether it is about to go', () => {
    const leaving = {
      ...object({}),
      metadata: { ...metadata, deletionTimestamp: '2026-11-22T14:00:00Z' },
    };
    for (const trim of ALL) expect(trim(leaving).metadata.deletionTimestamp).to.equal('2026-11-22T14:00:00Z');
  });

  it('of a dataset: of the annotations only those by which people speak to the daemon', () => {
    const paused = { 'fluid-autoscaler.dev/paused': '{ by: jane, why: an audit }' };
    const annotations = { ...metadata.annotations, ...paused };
    const kept = json(trimDataset({ ...object({}), metadata: { ...metadata, annotations } }));
    expect(kept.metadata).to.deep.equal({ ...bare, labels, annotations: paused, managedFields });
    expect(json(trimDataset(object({}))).metadata).to.not.have.property('annotations');
  });

  it('of a dataset: size, phase, what it is bound to, who refers to it and when it was measured', () => {
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
      datasetRef: ['ns/y'],
      conditions: [{ type: 'NotReady', status: 'True' }, ready],
      runtimes: [{ category: 'Accelerate', name: 'x', namespace: 'ns', type: 'alluxio' }],
      cacheStates: { cached: '1.00GiB', cacheCapacity: '2.00GiB', cacheHitRatio: '0.0%' },
      mounts: [{ mountPoint: 'p' }],
      hcfs: { endpoint: 'e' },
      fileNum: '7',
    };
    expect(json(trimDataset(object({}, status))).status).to.deep.equal({
      phase: 'Bound',
      ufsTotal: '2.00GiB',
      operationRef: { DataLoad: 'a' },
      datasetRef: ['ns/y'],
      conditions: [{ type: 'Ready', lastTransitionTime: 't' }],
      runtimes: [{ type: 'alluxio' }],
      cacheStates: { cached: '1.00GiB', cacheCapacity: '2.00GiB' },
    });
  });

  it('of its mounts: the Dataset that is referred to, and the names of secrets', () => {
    const secret = { name: 'metaurl', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } };
    const mounts = [
      { mountPoint: 's3://bucket?secret=1', name: 'x', options: { a: 'b' } },
      { mountPoint: 'juicefs:///', encryptOptions: [secret] },
      { mountPoint: 'dataset://other/one', path: '/' },
    ];
    const kept = json(trimDataset(object({ mounts, sharedEncryptOptions: [secret], owner: {} })));
    expect(kept.spec).to.deep.equal({
      mounts: [{ encryptOptions: [{ name: 'metaurl' }] }, { mountPoint: 'dataset://other/one' }],
      sharedEncryptOptions: [{ name: 'metaurl' }],
    });
  });

  it('of a runtime: who wrote its count and figures, and no story of conditions', () => {
    const status = {
      masterPhase: 'Ready',
      workerNumberReady: 2,
      worker: { readyReplicas: 2, phase: 'Ready' },
      cacheStates: { cached: '1.00GiB', cacheCapacity: '2.00GiB', cacheHitRatio: '0.0%' },
      conditions: [{}],
      cacheAffinity: {},
      selector: 's',
    };
    const kept = json(trimRuntime(object({}, status)));
    expect(kept.metadata).to.deep.equal({ ...bare, generation, creationTimestamp, managedFields });
    expect(kept.status).to.deep.equal({
      masterPhase: 'Ready',
      workerNumberReady: 2,
      worker: { readyReplicas: 2 },
      cacheStates: { cached: '1.00GiB', cacheCapacity: '2.00GiB' },
    });
  });

  it('of a runtime whose name is too long for a label: the uid of its Dataset, which is in the label instead', () => {
    const long = { ...object({}), metadata: { ...metadata, name: 'x'.repeat(60) } };
    expect(json(trimRuntime(long)).metadata.ownerReferences).to.deep.equal([
      { kind: 'StatefulSet', uid: 's' },
    ]);
  });

  it('of its spec: counts, sizes and what says how a worker caches', () => {
    const level = { mediumtype: 'MEM', path: '/dev/shm', quota: '1Gi', high: '0.95' };
    const read = {
      replicas: 1,
      profileName: 'p',
      runtimeClassName: 'c',
      data: { replicas: 2 },
      worker: {
        replicas: 3,
        disabled: true,
        tieredStore: { levels: [{ emptyDir: { quota: '1Gi' } }] },
        properties: { 'storage.watermark.high.ratio': '0.8' },
        options: { 'cache-size': '1024' },
      },
      master: { disabled: true },
      tieredstore: { levels: [level] },
      properties: { 'alluxio.user.block.size.bytes.default': '64MB' },
    };
    const all = {
      ...read,
      data: { ...read.data, pin: false },
      worker: {
        ...read.worker,
        env: { SECRET: 's' },
        resources: {},
        options: { ...read.worker.options, token: 's' },
      },
      master: { ...read.master, replicas: 3 },
      tieredstore: { levels: [{ ...level, low: '0.7', volumeSource: {} }] },
      properties: { ...read.properties, 'aws.secretKey': 's' },
      fuse: { args: [] },
    };
    expect(json(trimRuntime(object(all))).spec).to.deep.equal(read);
    expect(json(trimRuntime(object({ replicas: 1, master: {} }))).spec).to.deep.equal({
      replicas: 1,
      worker: {},
      tieredstore: {},
    });
  });

  it('of a CacheRuntime: who wrote the count where it stands there', () => {
    const fieldsV1 = { 'f:spec': { 'f:worker': { '.': {}, 'f:replicas': {}, 'f:template': {} } } };
    const written = { ...object({}), metadata: { ...metadata, managedFields: [{ manager: 'm', fieldsV1 }] } };
    expect(json(trimRuntime(written)).metadata.managedFields).to.deep.equal([
      { manager: 'm', fieldsV1: { 'f:spec': { 'f:worker': { 'f:replicas': {} } } } },
    ]);
  });

  it('of slices: whose they are, addresses with their conditions, ports of pages by name', () => {
    const conditions = { ready: true, serving: true, terminating: false };
    const slice = {
      ...object(undefined),
      metadata: {
        ...metadata,
        labels: { ...labels, 'fluid.io/dataset-id': 'ns-x', 'kubernetes.io/service-name': 's' },
      },
      addressType: 'IPv4',
      endpoints: [{ addresses: ['10.0.0.1'], conditions, nodeName: 'n', targetRef: { kind: 'Pod' } }],
      ports: [
        { name: 'web', port: 1, protocol: 'TCP', appProtocol: 'http' },
        { name: 'rpc', port: 2, protocol: 'TCP' },
        { name: 'job-rpc', port: 3, protocol: 'TCP' },
      ],
    };
    const kept = json(trimSlice(slice));
    expect(kept.metadata).to.deep.equal({
      ...bare,
      labels: { 'fluid.io/dataset-id': 'ns-x', 'kubernetes.io/service-name': 's' },
    });
    expect(kept).to.deep.include({
      addressType: 'IPv4',
      endpoints: [{ addresses: ['10.0.0.1'], conditions }],
      ports: [
        { name: 'web', port: 1, protocol: 'TCP' },
        { name: 'rpc', port: 2, protocol: 'TCP' },
      ],
    });
  });

  it('of autoscalers: what they scale', () => {
    const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 's' };
    const kept = json(trimOwner(object({ scaleTargetRef, minReplicas: 1 }, { currentReplicas: 2 })));
    expect(kept).to.deep.equal({
      apiVersion: 'v1',
      kind: 'Thing',
      metadata: bare,
      spec: { scaleTargetRef },
    });
  });

  it('of our own documents: all but what of its metadata nobody reads', () => {
    const kept = json(trimDocument(object({ policies: {} }, { conditions: [] })));
    expect(kept).to.deep.include({ spec: { policies: {} }, status: { conditions: [] } });
    expect(kept.metadata).to.deep.equal({ ...bare, generation });
  });

  it('of a data operation: not the pod template, which may hold secrets', () => {
    const spec = {
      dataset: { name: 'a' },
      policy: 'Cron',
      schedule: '* * * * *',
      target: [{ path: '/', replicas: 2 }],
    };
    const kept = json(
      trimOperation(
        object({ ...spec, processor: { job: { env: 'secret' } } }, { phase: 'Executing', infos: {} }),
      ),
    );
    expect(kept.metadata).to.deep.equal({ ...bare, creationTimestamp });
    expect(kept.spec).to.deep.equal(spec);
    expect(kept.status).to.deep.equal({ phase: 'Executing' });
  });

  it('of a set of workers: how many there are to be and are, and whose they are', () => {
    const spec = {
      replicas: 3,
      ordinals: { start: 0 },
      template: {},
      volumeClaimTemplates: [],
      selector: {},
    };
    const kept = json(trimWorkerSet(object(spec, { readyReplicas: 2, updateRevision: 'r', conditions: [] })));
    expect(kept.spec).to.deep.equal({ replicas: 3 });
    expect(kept.status).to.deep.equal({ readyReplicas: 2 });
    const ownerReferences = [{ apiVersion: 'apps/v1', kind: 'StatefulSet', name: 's' }];
    expect(kept.metadata).to.deep.equal({ ...bare, generation, ownerReferences, managedFields });
  });

  it('of a pod: where it runs, its ports for metrics with its addresses, and how it fares', () => {
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
    const running = { running: { startedAt: 't' } };
    const containerStatuses = [
      { name: 'c', ready: false, restartCount: 2, state: waiting, imageID: 'x' },
      { name: 'd', ready: true, restartCount: 0, state: running },
      { name: 'e', ready: true, restartCount: 1, state: running },
    ];
    const spec = { nodeName: 'n', hostNetwork: true, containers, volumes: [{}] };
    const kept = json(
      trimPod(
        object(spec, { phase: 'Pending', podIP: '10.0.0.2', conditions, containerStatuses, qosClass: 'x' }),
      ),
    );
    expect(kept.metadata).to.deep.equal({
      ...bare,
      ownerReferences: [{ kind: 'StatefulSet', name: 's', controller: true }],
    });
    expect(kept.spec).to.deep.equal({
      nodeName: 'n',
      hostNetwork: true,
      containers: [{ ports: [{ name: 'metrics', containerPort: 9567 }] }],
    });
    expect(kept.status).to.deep.equal({
      phase: 'Pending',
      podIP: '10.0.0.2',
      conditions: [notReady],
      containerStatuses: [{ restartCount: 2, state: waiting }, { restartCount: 1 }],
    });
  });

  it('of a pod that nobody has a condition of yet: since when it is there', () => {
    const kept = json(trimPod(object({}, { phase: 'Pending' })));
    expect(kept.metadata).to.deep.include({ creationTimestamp });
    expect(kept.status).to.deep.equal({ phase: 'Pending' });
  });

  it('of a pod whose set its own name tells: nothing of its owner', () => {
    const pod = { ...object({}), metadata: { ...metadata, name: 's-3' } };
    expect(json(trimPod(pod)).metadata).to.not.have.property('ownerReferences');
  });

  it('of a pod that serves: that it is Ready', () => {
    const conditions = [
      { type: 'Ready', status: 'True', lastTransitionTime: 't' },
      { type: 'PodScheduled', status: 'True' },
    ];
    const kept = json(trimPod(object({}, { phase: 'Running', podIP: '10.0.0.2', conditions })));
    expect(kept.status).to.deep.equal({
      phase: 'Running',
      conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: 't' }],
    });
  });

  for (const odd of [undefined, null, 7, 'text', [1]]) {
    it(`anything at all survives when spec and status are ${JSON.stringify(odd)}`, () => {
      for (const trim of ALL) {
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
    const kept = json(trimWorkerSet(set));
    expect(kept.metadata.managedFields).to.deep.equal([
      { manager: 'fluid-autoscaler', subresource: 'scale', fieldsV1: { 'f:spec': { 'f:replicas': {} } } },
    ]);
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
