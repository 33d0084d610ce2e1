import { expect } from 'chai';
import type { KubeClient } from '../../../lib/kube/client.ts';
import { ApiError, ConnectionError } from '../../../lib/kube/errors.ts';
import { createLookup } from '../../../lib/kube/lookup.ts';
import { manualClock } from './support/manual-clock.ts';

const resource = { group: 'data.fluid.io', version: 'v1alpha1', plural: 'cacheruntimeclasses' };

describe('looking an object up by its name', () => {
  function lookupOver(answer: (path: string) => unknown) {
    const paths: string[] = [];
    const request = async ({ path }: { readonly path: string }) => {
      paths.push(path);
      return answer(path);
    };
    const clock = manualClock();
    const lookUp = createLookup({ request } as unknown as KubeClient, resource, clock);
    return { lookUp, paths, clock };
  }
  const refuse = (error: Error) => () => {
    throw error;
  };

  it('asks for it by name, once for all who ask within a minute', async () => {
    const { lookUp, paths, clock } = lookupOver(() => ({ kind: 'X' }));
    expect(await Promise.all([lookUp('a b'), lookUp('a b')])).to.deep.equal([
      { object: { kind: 'X' } },
      { object: { kind: 'X' } },
    ]);
    await clock.advance(59_999);
    await lookUp('a b');
    expect(paths).to.deep.equal(['/apis/data.fluid.io/v1alpha1/cacheruntimeclasses/a%20b']);
    await clock.advance(1);
    await lookUp('a b');
    expect(paths).to.have.lengthOf(2);
  });

  it('says why it cannot be had, and asks again ten seconds later', async () => {
    const { lookUp, paths, clock } = lookupOver(
      refuse(new ApiError({ status: 403, reason: 'Forbidden', message: 'no' })),
    );
    expect(await lookUp('a')).to.deep.equal({ status: 403, text: '403 Forbidden: no' });
    await clock.advance(9_999);
    await lookUp('a');
    expect(paths).to.have.lengthOf(1);
    await clock.advance(1);
    await lookUp('a');
    expect(paths).to.have.lengthOf(2);
  });

  it('tells a server that does not answer from one that says no', async () => {
    const { lookUp } = lookupOver(refuse(new ConnectionError('ECONNREFUSED', 'no connection', false)));
    expect(await lookUp('a')).to.deep.equal({ status: null, text: 'no connection' });
  });

  it('does not grow with names that somebody makes up', async () => {
    const { lookUp, paths } = lookupOver(() => ({}));
    for (let i = 0; i < 300; i++) await lookUp(`made-up-${i}`);
    await lookUp('made-up-299');
    expect(paths).to.have.lengthOf(300);
    await lookUp('made-up-0');
    expect(paths).to.have.lengthOf(301);
  });
});
