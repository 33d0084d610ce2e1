import { expect } from 'chai';
import fc from 'fast-check';
import type { KubeObject } from '../../../lib/kube/objects.ts';
import { createSharing } from '../../../lib/kube/sharing.ts';

describe('what many objects have in common', () => {
  const specOf = (quota: string) => ({
    tieredstore: { levels: [{ mediumtype: 'MEM', quota }] },
    replicas: 2,
  });
  const object = (spec: unknown, name = 'x'): KubeObject => ({
    apiVersion: 'v1',
    kind: 'Thing',
    metadata: { name, uid: `uid of ${name}`, resourceVersion: '1', labels: { app: 'alluxio' } },
    spec,
  });

  it('is held once', () => {
    const { share } = createSharing();
    const [one, other] = [share(object(specOf('1Gi'), 'a')), share(object(specOf('1Gi'), 'b'))];
    expect(other).to.not.equal(one);
    expect(other.spec).to.equal(one.spec);
    expect(other.metadata.labels).to.equal(one.metadata.labels);
  });

  it('is held once also where the whole differs', () => {
    const { share } = createSharing();
    const worker = { resources: { requests: { memory: '1Gi' } } };
    const [one, other] = [share(object({ worker })), share(object({ worker, replicas: 2 }))];
    expect(other.spec).to.not.equal(one.spec);
    expect((other.spec as { worker: unknown }).worker).to.equal((one.spec as { worker: unknown }).worker);
  });

  it('is forgotten when it does not come again, so that the table stays small', () => {
    const { share } = createSharing(2);
    const once = share(object(specOf('1Gi')));
    for (let i = 0; i < 100; i++) share(object(specOf(`${i + 2}Gi`)));
    expect(share(object(specOf('1Gi'))).spec).to.not.equal(once.spec);
    expect(share(object(specOf('1Gi')))).to.deep.equal(once);
  });

  it('is not what one object alone has: its names push nothing out of the table', () => {
    const { share } = createSharing(6);
    const once = share(object('a common text'));
    for (let i = 0; i < 100; i++)
      share({ ...object(1), metadata: { name: `${i}`, uid: `${i}`, resourceVersion: '1' } });
    expect(share(object(specOf('1Gi'))).metadata.labels).to.equal(once.metadata.labels);
  });

  it('never changes what is said, nor what it was given', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue({ maxDepth: 4 })), (values) => {
        const { share } = createSharing(8);
        for (const value of values) {
          const given = object(value);
          const text = JSON.stringify(given);
          expect(JSON.stringify(share(given))).to.equal(text);
          expect(JSON.stringify(given)).to.equal(text);
        }
      }),
    );
  });
});
