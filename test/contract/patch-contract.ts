import { expect } from 'chai';
import type { Bench } from './api-contract.ts';
import { field } from './client.ts';
import { alluxio, fluidPath, pod, podPath } from './objects.ts';
import { lost } from './scale-contract.ts';

const plain = { metadata: { labels: { a: 'b' } } };

export function definePatches({ call, namespace }: Bench): void {
  describe('patching', () => {
    let runtimes = '';
    before('a namespace', async () => {
      runtimes = fluidPath(await namespace(), 'alluxioruntimes');
      await call('POST', runtimes, { body: alluxio('it', { replicas: 2 }) });
    });

    for (const [what, operations, code] of [
      ['no operations', [], 200],
      ['a test that holds', [{ op: 'test', path: '/spec/replicas', value: 2 }], 200],
      ['a test that fails', [{ op: 'test', path: '/spec/replicas', value: 3 }], 422],
      ['a test of a missing field for null', [{ op: 'test', path: '/spec/nothing', value: null }], 200],
      ['a test of a missing field without a value', [{ op: 'test', path: '/spec/nothing' }], 200],
      ['a test of a missing field for something', [{ op: 'test', path: '/spec/nothing', value: 1 }], 422],
      ['a test below a missing field', [{ op: 'test', path: '/nothing/here', value: null }], 422],
      ['an addition below a missing field', [{ op: 'add', path: '/spec/nothing/here', value: 1 }], 422],
      ['a removal of a missing field', [{ op: 'remove', path: '/spec/nothing' }], 422],
      ['an operation nobody knows', [{ op: 'enlarge', path: '/spec/replicas', value: 3 }], 422],
      ['an operation without a path', [{ op: 'add', value: 3 }], 422],
      ['a copy of what is there', [{ op: 'copy', from: '/spec/replicas', path: '/spec/replicas' }], 200],
    ] as const) {
      it(`answers a JSON Patch with ${what}: ${code}`, async () => {
        const answer = await call('PATCH', `${runtimes}/it`, {
          body: operations,
          headers: { 'content-type': 'application/json-patch+json' },
        });
        expect(answer.code).to.equal(code);
        if (code === 422) expect(answer.body).to.deep.equal(lost);
        else expect(field(answer.body, 'spec.replicas')).to.equal(2);
      });
    }

    it('adds to, replaces in and takes from labels with a JSON Patch, all or nothing', async () => {
      await call('POST', runtimes, { body: alluxio('labels', {}, { 'a/b': '1', c: '2' }) });
      const path = `${runtimes}/labels`;
      const failing = [
        { op: 'remove', path: '/metadata/labels/c' },
        { op: 'test', path: '/metadata/labels/c', value: '2' },
      ];
      expect((await call('PATCH', path, { body: failing })).code).to.equal(422);
      const body = [
        { op: 'test', path: '/metadata/labels/a~1b', value: '1' },
        { op: 'replace', path: '/metadata/labels/a~1b', value: '3' },
        { op: 'remove', path: '/metadata/labels/c' },
        { op: 'add', path: '/metadata/labels/d', value: '4' },
      ];
      const answer = await call('PATCH', path, { body });
      expect(field(answer.body, 'metadata.labels')).to.deep.equal({ 'a/b': '3', d: '4' });
    });

    it('merges objects, replaces lists and removes by null with a merge patch', async () => {
      const levels = [{ mediumtype: 'MEM', path: '/dev/shm', quota: '1Gi' }];
      const spec = { replicas: 1, tieredstore: { levels }, data: { replicas: 1 } };
      await call('POST', runtimes, { body: alluxio('merge', spec) });
      const changed = { replicas: 3, data: null, tieredstore: { levels: [{ ...levels[0], quota: '2Gi' }] } };
      const { body } = await call('PATCH', `${runtimes}/merge`, { body: { spec: changed } });
      expect(field(body, 'spec')).to.deep.equal({
        replicas: 3,
        tieredstore: { levels: [{ ...levels[0], quota: '2Gi', volumeType: 'hostPath' }] },
      });
    });

    it('loses a patch that names an old version by 409', async () => {
      const body = { metadata: { resourceVersion: '1' }, spec: { replicas: 6 } };
      const { code, body: status } = await call('PATCH', `${runtimes}/it`, { body });
      expect([code, field(status, 'reason')]).to.deep.equal([409, 'Conflict']);
    });

    it('refuses to change the uid with 422', async () => {
      const { code, body } = await call('PATCH', `${runtimes}/it`, { body: { metadata: { uid: 'other' } } });
      expect([code, field(body, 'details.causes.0.field')]).to.deep.equal([422, 'metadata.uid']);
    });

    it('stores nothing in a dry run', async () => {
      const before = await call('GET', `${runtimes}/it`);
      const { body } = await call('PATCH', `${runtimes}/it?dryRun=All`, { body: plain });
      expect(field(body, 'metadata.labels.a')).to.equal('b');
      expect((await call('GET', `${runtimes}/it`)).body).to.deep.equal(before.body);
    });

    it('takes a strategic merge patch for a built-in and refuses it for a custom resource with 415', async () => {
      const strategic = {
        body: plain,
        headers: { 'content-type': 'application/strategic-merge-patch+json' },
      };
      expect((await call('PATCH', `${runtimes}/it`, strategic)).code).to.equal(415);
      const pods = podPath(await namespace());
      await call('POST', pods, { body: pod('it') });
      const { code, body } = await call('PATCH', `${pods}/it`, strategic);
      expect([code, field(body, 'metadata.labels.a')]).to.deep.equal([200, 'b']);
    });

    it('refuses a patch of an unknown type with 415 and of a missing object with 404', async () => {
      const text = { body: plain, headers: { 'content-type': 'text/plain' } };
      expect((await call('PATCH', `${runtimes}/it`, text)).code).to.equal(415);
      expect((await call('PATCH', `${runtimes}/missing`, { body: plain })).code).to.equal(404);
    });
  });
}
