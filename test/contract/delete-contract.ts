import { expect } from 'chai';
import type { Bench } from './api-contract.ts';
import { field, textAt } from './client.ts';
import { alluxio, fluidPath, pod, podPath } from './objects.ts';

export function defineDeletes({ call, namespace }: Bench): void {
  describe('deleting', () => {
    let runtimes = '';
    before('a namespace', async () => {
      runtimes = fluidPath(await namespace(), 'alluxioruntimes');
    });

    it('answers with a Status that names what went, and then knows it no more', async () => {
      const made = await call('POST', runtimes, { body: alluxio('gone') });
      const { code, body } = await call('DELETE', `${runtimes}/gone`);
      expect(code).to.equal(200);
      expect(body).to.deep.equal({
        kind: 'Status',
        apiVersion: 'v1',
        metadata: {},
        status: 'Success',
        details: {
          name: 'gone',
          group: 'data.fluid.io',
          kind: 'alluxioruntimes',
          uid: textAt(made.body, 'metadata.uid'),
        },
      });
      for (const method of ['GET', 'DELETE']) {
        const missing = await call(method, `${runtimes}/gone`);
        expect([missing.code, field(missing.body, 'reason')]).to.deep.equal([404, 'NotFound']);
        expect(field(missing.body, 'message')).to.equal('alluxioruntimes.data.fluid.io "gone" not found');
      }
    });

    it('deletes nothing in a dry run', async () => {
      await call('POST', runtimes, { body: alluxio('kept') });
      expect((await call('DELETE', `${runtimes}/kept?dryRun=All`)).code).to.equal(200);
      expect((await call('GET', `${runtimes}/kept`)).code).to.equal(200);
    });

    it('deletes only the uid that is asked for', async () => {
      await call('POST', runtimes, { body: alluxio('exact') });
      const body = { kind: 'DeleteOptions', apiVersion: 'v1', preconditions: { uid: 'other' } };
      const { code, body: status } = await call('DELETE', `${runtimes}/exact`, { body });
      expect([code, field(status, 'reason')]).to.deep.equal([409, 'Conflict']);
    });

    it('keeps an object with finalizers, marked, until the last is taken away', async () => {
      const body = { ...alluxio('held'), metadata: { name: 'held', finalizers: ['a.example/one'] } };
      await call('POST', runtimes, { body });
      const marked = await call('DELETE', `${runtimes}/held`);
      expect(field(marked.body, 'kind')).to.equal('AlluxioRuntime');
      expect(textAt(marked.body, 'metadata.deletionTimestamp')).to.match(/Z$/);
      expect(field(marked.body, 'metadata.generation')).to.equal(2);
      const again = await call('DELETE', `${runtimes}/held`);
      expect(field(again.body, 'metadata.resourceVersion')).to.equal(
        field(marked.body, 'metadata.resourceVersion'),
      );
      const added = await call('PATCH', `${runtimes}/held`, {
        body: { metadata: { finalizers: ['a.example/one', 'a.example/two'] } },
      });
      expect([added.code, field(added.body, 'details.causes.0.field')]).to.deep.equal([
        422,
        'metadata.finalizers',
      ]);
      expect(
        (await call('PATCH', `${runtimes}/held`, { body: { metadata: { finalizers: null } } })).code,
      ).to.equal(200);
      expect((await call('GET', `${runtimes}/held`)).code).to.equal(404);
    });

    it('ends a pod on a node with grace and one without a node at once', async () => {
      const pods = podPath(await namespace());
      await call('POST', pods, { body: pod('placed', { nodeName: 'node-1' }) });
      await call('POST', pods, { body: pod('floating') });
      expect((await call('DELETE', `${pods}/floating`)).code).to.equal(200);
      expect((await call('GET', `${pods}/floating`)).code).to.equal(404);
      const { body } = await call('DELETE', `${pods}/placed`);
      expect(field(body, 'metadata.deletionGracePeriodSeconds')).to.equal(30);
      const still = await call('GET', `${pods}/placed`);
      expect(field(still.body, 'metadata.deletionTimestamp')).to.be.a('string');
      await call('DELETE', `${pods}/placed?gracePeriodSeconds=0`);
      expect((await call('GET', `${pods}/placed`)).code).to.equal(404);
    });

    it('empties a collection by selector', async () => {
      const path = fluidPath(await namespace(), 'alluxioruntimes');
      await call('POST', path, { body: alluxio('a', {}, { color: 'red' }) });
      await call('POST', path, { body: alluxio('b', {}, { color: 'blue' }) });
      expect((await call('DELETE', `${path}?labelSelector=color%3Dred`)).code).to.equal(200);
      expect((await call('GET', `${path}/a`)).code).to.equal(404);
      expect((await call('GET', `${path}/b`)).code).to.equal(200);
    });
  });
}
