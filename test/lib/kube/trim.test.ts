import { expect } from 'chai';
import type { KubeObject } from '../../../lib/kube/objects.ts';
import {
  trimCachePod,
  trimDataset,
  trimOperation,
  trimPlain,
  trimPod,
  trimStatefulSet,
  trimWritten,
} from '../../../lib/kube/trim.ts';

const metadata = {
  name: 'x',
  namespace: 'ns',
  uid: 'u',
  resourceVersion: '1',
  labels: { app: 'alluxio' },
  ownerReferences: [{ kind: 'StatefulSet', name: 's', controller: true }],
  annotations: { kept: 'yes', 'kubectl.kubernetes.io/last-applied-configuration': '{"big":1}' },
  managedFields: [{ manager: 'm' }],
};
const plain = { ...metadata, annotations: { kept: 'yes' }, managedFields: undefined };

function object(spec: unknown, status: unknown = {}): KubeObject {
  return { apiVersion: 'v1', kind: 'Thing', metadata, spec, status };
}
const json = (value: unknown) => JSON.parse(JSON.stringify(value));

describe('what is kept of each object', () => {
  it('of a dataset: of the annotations only those by which people speak to the daemon', () => {
    const paused = { 'fluid-autoscaler.dev/paused': '{ by: jane, why: an audit }' };
    const annotations = { ...metadata.annotations, ...paused };
    const kept = trimDataset({ ...object({}), metadata: { ...metadata, annotations } });
    expect(kept.metadata).to.deep.equal({ ...metadata, annotations: paused });
    expect(trimDataset(object({})).metadata).to.not.have.property('annotations');
  });

  it('of a runtime: all, with who wrote what, but not the copy that kubectl keeps', () => {
    const kept = trimWritten(object({ replicas: 1 }));
    expect(kept.metadata).to.deep.equal({ ...metadata, annotations: { kept: 'yes' } });
    expect(kept.spec).to.deep.equal({ replicas: 1 });
  });

  it('of slices and autoscalers: all but who wrote what', () => {
    const slice = {
      ...object(undefined),
      endpoints: [{ addresses: ['10.0.0.1'] }],
      ports: [{ name: 'web' }],
    };
    const kept = json(trimPlain(slice));
    expect(kept.metadata).to.deep.equal(json(plain));
    expect(kept).to.deep.include({ endpoints: slice.endpoints, ports: slice.ports });
  });

  it('of a data operation: not the pod template, which may hold secrets', () => {
    const kept = trimOperation(
      object({ dataset: { name: 'a' }, processor: { job: { env: 'secret' } } }, { phase: 'Executing' }),
    );
    expect(kept.spec).to.deep.equal({ dataset: { name: 'a' } });
    expect(kept.status).to.deep.equal({ phase: 'Executing' });
  });

  it('of a StatefulSet: not its templates', () => {
    const kept = trimStatefulSet(
      object({ replicas: 3, ordinals: { start: 0 }, template: {}, volumeClaimTemplates: [] }),
    );
    expect(kept.spec).to.deep.equal({ replicas: 3, ordinals: { start: 0 } });
  });

  it('of a pod: where it runs, its ports, and how it fares', () => {
    const containers = [
      {
        name: 'c',
        image: 'i',
        env: [{ value: 'secret' }],
        ports: [{ name: 'metrics', containerPort: 9567 }],
      },
    ];
    const state = { waiting: { reason: 'ImagePullBackOff' } };
    const conditions = [{ type: 'Ready', status: 'False' }];
    const containerStatuses = [{ name: 'c', ready: false, restartCount: 2, state, imageID: 'x' }];
    const spec = { nodeName: 'n', hostNetwork: true, containers, volumes: [{}] };
    const kept = json(
      trimPod(
        object(spec, { phase: 'Pending', podIP: '10.0.0.2', conditions, containerStatuses, qosClass: 'x' }),
      ),
    );
    expect(kept.metadata).to.deep.equal(json(plain));
    expect(kept.spec).to.deep.equal({
      nodeName: 'n',
      hostNetwork: true,
      containers: [{ name: 'c', ports: [{ name: 'metrics', containerPort: 9567 }] }],
    });
    expect(kept.status).to.deep.equal({
      phase: 'Pending',
      podIP: '10.0.0.2',
      conditions,
      containerStatuses: [{ name: 'c', ready: false, restartCount: 2, state }],
    });
  });

  for (const odd of [undefined, null, 7, 'text', [1]]) {
    it(`anything at all survives when spec and status are ${JSON.stringify(odd)}`, () => {
      for (const trim of [trimWritten, trimPlain, trimOperation, trimStatefulSet, trimPod]) {
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
      ...json(plain),
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
