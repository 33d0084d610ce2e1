import { expect } from 'chai';
import type { KubeObject } from '../../../lib/kube/objects.ts';
import {
  datasetId,
  mayBelongTo,
  operationTargets,
  owningDatasetUid,
  scaleTargetOf,
  setNameOf,
} from '../../../lib/kube/references.ts';

function object(metadata: object, rest: object = {}): KubeObject {
  const base = { name: 'x', namespace: 'ns', uid: 'u', resourceVersion: '1' };
  return { apiVersion: 'v1', kind: 'Thing', metadata: { ...base, ...metadata }, ...rest };
}
const owned = (...ownerReferences: readonly object[]) => ({ ownerReferences });

describe('references between objects', () => {
  it("a dataset's label is its namespace and name, or its uid from 63 characters on", () => {
    expect(datasetId('default', 'spark', 'uid')).to.equal('default-spark');
    expect(datasetId('n', 'x'.repeat(60), 'uid')).to.equal(`n-${'x'.repeat(60)}`);
    expect(datasetId('n', 'x'.repeat(61), 'uid')).to.equal('uid');
    expect(datasetId('n', 'x'.repeat(61), null)).to.equal(null);
  });

  for (const [what, pod, expected] of [
    ['its controller', object(owned({ kind: 'StatefulSet', name: 'set', controller: true })), 'set'],
    [
      'an AdvancedStatefulSet',
      object(owned({ kind: 'AdvancedStatefulSet', name: 'set', controller: true })),
      'set',
    ],
    [
      'no set but a DaemonSet',
      object({ name: 'set-3', ...owned({ kind: 'DaemonSet', name: 'd', controller: true }) }),
      '',
    ],
    ['its own name when it has no controller', object({ name: 'spark-worker-12' }), 'spark-worker'],
    ['nothing when its name has no ordinal', object({ name: 'spark-worker' }), ''],
    ['its name when its owners make no sense', object({ name: 'a-0', ownerReferences: 'x' }), 'a'],
  ] as const) {
    it(`a pod's set is told by ${what}`, () => {
      expect(setNameOf(pod)).to.equal(expected);
    });
  }

  it('a worker set that names its runtime belongs to no other', () => {
    const set = object(
      owned({ apiVersion: 'data.fluid.io/v1alpha1', kind: 'AlluxioRuntime', name: 'a-jindofs' }),
    );
    expect(mayBelongTo(set, 'AlluxioRuntime', 'a-jindofs')).to.equal(true);
    expect(mayBelongTo(set, 'JindoRuntime', 'a')).to.equal(false);
    expect(mayBelongTo(object({}), 'JindoRuntime', 'a')).to.equal(true);
  });

  it('a runtime names the Dataset that owns it', () => {
    expect(owningDatasetUid(object(owned({ kind: 'Dataset', name: 'x', uid: 'd-1' })))).to.equal('d-1');
    expect(owningDatasetUid(object({}))).to.equal(null);
  });

  for (const [what, spec, expected] of [
    ['DataLoad', { dataset: { name: 'a', namespace: 'other' } }, ['other/a']],
    ['DataLoad without a namespace', { dataset: { name: 'a' } }, ['ns/a']],
    ['DataBackup', { dataset: 'a' }, ['ns/a']],
    [
      'DataMigrate between two',
      { from: { dataset: { name: 'a' } }, to: { dataset: { name: 'b', namespace: 'c' } } },
      ['ns/a', 'c/b'],
    ],
    ['DataMigrate from outside', { from: { externalStorage: {} }, to: { dataset: { name: 'b' } } }, ['ns/b']],
    [
      'one on the same dataset twice',
      { from: { dataset: { name: 'a' } }, to: { dataset: { name: 'a' } } },
      ['ns/a'],
    ],
    ['one of nothing', {}, []],
    ['one without a spec', null, []],
  ] as const) {
    it(`a data operation works on: ${what}`, () => {
      expect(operationTargets(object({}, { spec }))).to.deep.equal(expected);
    });
  }

  for (const [what, scaleTargetRef, expected] of [
    [
      'an HPA',
      { apiVersion: 'data.fluid.io/v1alpha1', kind: 'AlluxioRuntime', name: 'spark' },
      'data.fluid.io/AlluxioRuntime ns/spark',
    ],
    [
      'another version of the group',
      { apiVersion: 'data.fluid.io/v2', kind: 'AlluxioRuntime', name: 'spark' },
      'data.fluid.io/AlluxioRuntime ns/spark',
    ],
    ['a ScaledObject that says only a name', { name: 'web' }, 'apps/Deployment ns/web'],
    [
      'an object of the core group',
      { apiVersion: 'v1', kind: 'ReplicationController', name: 'rc' },
      '/ReplicationController ns/rc',
    ],
    ['nothing', {}, null],
    ['nonsense', 'x', null],
  ] as const) {
    it(`an autoscaler aims at: ${what}`, () => {
      expect(scaleTargetOf(object({}, { spec: { scaleTargetRef } }))).to.equal(expected);
    });
  }
});
