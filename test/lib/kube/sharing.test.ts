import { expect } from 'chai';
import fc from 'fast-check';
import { compact, createSharing } from '../../../lib/kube/sharing.ts';

describe('what many objects have in common', () => {
  const spec = (quota: string) =>
    compact({ tieredstore: { levels: [{ mediumtype: 'MEM', quota }] }, replicas: 2 });

  it('is held once', () => {
    const { share } = createSharing();
    const [one, other] = [share(spec('1Gi')), share(spec('1Gi'))];
    expect(other).to.equal(one);
  });

  it('is held once also where the whole differs', () => {
    const { share } = createSharing();
    const [one, other] = [share({ name: 'a', spec: spec('1Gi') }), share({ name: 'b', spec: spec('1Gi') })];
    expect(other).to.not.equal(one);
    expect(other.spec).to.equal(one.spec);
  });

  it('is forgotten when it does not come again, so that the table stays small', () => {
    const { share } = createSharing(2);
    const once = share(spec('1Gi'));
    for (let i = 0; i < 100; i++) share(spec(`${i + 2}Gi`));
    expect(share(spec('1Gi'))).to.not.equal(once);
    expect(share(spec('1Gi'))).to.deep.equal(once);
  });

  it('never changes what is said', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue({ maxDepth: 4 })), (values) => {
        const { share } = createSharing(8);
        for (const value of values) expect(share(compact(value))).to.deep.equal(compact(value));
      }),
    );
  });
});
