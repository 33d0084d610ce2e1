import { expect } from 'chai';
import type { Bench } from './api-contract.ts';
import { field, listAt, textAt } from './client.ts';
import { alluxio, fluidPath, pod, podPath } from './objects.ts';

const labelled: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  a: { app: 'x', tier: 'front' },
  b: { app: 'y' },
  c: {},
  d: { app: 'z', tier: 'back', 'fluid.io/dataset-id': 'default-spark' },
};

function names(body: unknown): string[] {
  return listAt(body, 'items').map((item) => textAt(item, 'metadata.name'));
}

export function defineLists({ call, namespace }: Bench): void {
  describe('lists', () => {
    let home = '';
    let runtimes = '';
    before('four runtimes', async () => {
      home = await namespace();
      runtimes = fluidPath(home, 'alluxioruntimes');
      for (const [name, labels] of Object.entries(labelled)) {
        await call('POST', runtimes, { body: alluxio(name, {}, labels) });
      }
    });
    const list = (query: string) => call('GET', `${runtimes}?${query}`);

    it('name their kind and version and hold all objects in the order of their names', async () => {
      const { code, body } = await list('');
      expect(code).to.equal(200);
      expect(body).to.deep.include({ kind: 'AlluxioRuntimeList', apiVersion: 'data.fluid.io/v1alpha1' });
      expect(names(body)).to.deep.equal(['a', 'b', 'c', 'd']);
      expect(field(body, 'items.0.kind')).to.equal('AlluxioRuntime');
      expect(Number(textAt(body, 'metadata.resourceVersion'))).to.be.at.least(
        Number(textAt(body, 'items.3.metadata.resourceVersion')),
      );
    });

    it('of built-ins do not repeat the kind in each item', async () => {
      const pods = podPath(home);
      await call('POST', pods, { body: pod('p') });
      const { body } = await call('GET', pods);
      expect(body).to.deep.include({ kind: 'PodList', apiVersion: 'v1' });
      expect(field(body, 'items.0')).to.not.have.any.keys('kind', 'apiVersion');
      expect((await call('GET', `${pods}/p`)).body).to.include({ kind: 'Pod', apiVersion: 'v1' });
    });

    it('of all namespaces hold this one too', async () => {
      const { body } = await call('GET', '/apis/data.fluid.io/v1alpha1/alluxioruntimes');
      const here = listAt(body, 'items').filter((item) => field(item, 'metadata.namespace') === home);
      expect(here.length).to.equal(4);
    });

    for (const [selector, expected] of [
      ['app', ['a', 'b', 'd']],
      ['!app', ['c']],
      ['app=x', ['a']],
      ['app==x', ['a']],
      ['app!=x', ['b', 'c', 'd']],
      ['app in (x,y)', ['a', 'b']],
      ['app notin (x, y)', ['c', 'd']],
      ['app in (x,y),!tier', ['b']],
      ['app,tier=back', ['d']],
      ['fluid.io/dataset-id', ['d']],
      ['fluid.io/dataset-id=default-spark', ['d']],
      ['', ['a', 'b', 'c', 'd']],
    ] as const) {
      it(`select by the labels "${selector}"`, async () => {
        expect(names((await list(`labelSelector=${encodeURIComponent(selector)}`)).body)).to.deep.equal(
          expected,
        );
      });
    }

    it('select by name and refuse a field that cannot be selected by', async () => {
      expect(names((await list('fieldSelector=metadata.name%3Db')).body)).to.deep.equal(['b']);
      expect(names((await list('fieldSelector=metadata.name!%3Db')).body)).to.deep.equal(['a', 'c', 'd']);
      const { code, body } = await list('fieldSelector=spec.nothing%3Db');
      expect([code, field(body, 'message')]).to.deep.equal([400, 'field label not supported: spec.nothing']);
    });

    for (const query of ['labelSelector=a%3Db%3Dc', 'labelSelector=%3Db', 'limit=x', 'resourceVersion=x']) {
      it(`refuse ?${query} with 400`, async () => {
        const { code, body } = await list(query);
        expect([code, field(body, 'reason')]).to.deep.equal([400, 'BadRequest']);
      });
    }

    it('come in pages of one moment, whatever happens between them', async () => {
      const path = fluidPath(await namespace(), 'alluxioruntimes');
      for (const name of ['a', 'b', 'c', 'd', 'e']) await call('POST', path, { body: alluxio(name) });
      const first = await call('GET', `${path}?limit=2`);
      expect(names(first.body)).to.deep.equal(['a', 'b']);
      expect(field(first.body, 'metadata.remainingItemCount')).to.equal(3);
      await call('DELETE', `${path}/c`);
      await call('POST', path, { body: alluxio('bb') });
      const next = async (page: unknown) =>
        (await call('GET', `${path}?limit=2&continue=${textAt(page, 'metadata.continue')}`)).body;
      const second = await next(first.body);
      expect(names(second)).to.deep.equal(['c', 'd']);
      const third = await next(second);
      expect(names(third)).to.deep.equal(['e']);
      expect(field(third, 'metadata.continue') ?? '').to.equal('');
      const versions = [first.body, second, third].map((page) => field(page, 'metadata.resourceVersion'));
      expect(new Set(versions).size).to.equal(1);
      expect(names((await call('GET', path)).body)).to.deep.equal(['a', 'b', 'bb', 'd', 'e']);
    });

    it('do not count what remains when a selector is given', async () => {
      const { body } = await list('limit=1&labelSelector=app');
      expect(names(body)).to.deep.equal(['a']);
      expect(field(body, 'metadata')).to.not.have.property('remainingItemCount');
      expect(textAt(body, 'metadata.continue')).to.not.equal('');
    });

    it('refuse a continue token that is none with 400', async () => {
      expect((await list('limit=1&continue=nonsense')).code).to.equal(400);
    });

    it('show an earlier moment when asked for exactly that', async () => {
      const path = fluidPath(await namespace(), 'alluxioruntimes');
      const made = await call('POST', path, { body: alluxio('early') });
      await call('POST', path, { body: alluxio('late') });
      const version = textAt(made.body, 'metadata.resourceVersion');
      const then = await call('GET', `${path}?resourceVersion=${version}&resourceVersionMatch=Exact`);
      expect(names(then.body)).to.deep.equal(['early']);
      const since = await call('GET', `${path}?resourceVersion=${version}&resourceVersionMatch=NotOlderThan`);
      expect(names(since.body)).to.deep.equal(['early', 'late']);
    });

    it('refuse resourceVersionMatch without a version with 422', async () => {
      expect((await list('resourceVersionMatch=Exact')).code).to.equal(422);
    });
  });
}
