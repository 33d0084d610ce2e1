import { expect } from 'chai';
import type { Bench } from './api-contract.ts';
import { field, textAt } from './client.ts';
import { alluxio, counters, fluidObject, fluidPath, setPath, statefulSet } from './objects.ts';

/** How a lost compare-and-swap looks: no cause, nothing to tell it from any other patch that fails. */
export const lost = {
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  message: 'the server rejected our request due to an error in our request',
  reason: 'Invalid',
  details: {},
  code: 422,
};

const set = (value: unknown) => ({ op: 'replace', path: '/spec/replicas', value });
const seen = (value: unknown) => ({ op: 'test', path: '/spec/replicas', value });

export function defineScale({ call, namespace }: Bench): void {
  describe('/scale', () => {
    let runtimes = '';
    before('a namespace', async () => {
      runtimes = fluidPath(await namespace(), 'alluxioruntimes');
    });
    async function made(name: string, spec: object): Promise<{ path: string; uid: string }> {
      const { body } = await call('POST', runtimes, { body: alluxio(name, spec) });
      return { path: `${runtimes}/${name}/scale`, uid: textAt(body, 'metadata.uid') };
    }
    const same = (uid: string) => ({ op: 'test', path: '/metadata/uid', value: uid });

    it('answers with a Scale that names the object it is of', async () => {
      const { path, uid } = await made('read', { replicas: 2 });
      await call('PATCH', `${runtimes}/read/status`, {
        body: { status: { ...counters, selector: 'app=x' } },
      });
      const { code, body } = await call('GET', path);
      expect(code).to.equal(200);
      expect(body).to.deep.include({ kind: 'Scale', apiVersion: 'autoscaling/v1', spec: { replicas: 2 } });
      expect(body).to.deep.include({ status: { replicas: 1, selector: 'app=x' } });
      expect(field(body, 'metadata.uid')).to.equal(uid);
      const object = await call('GET', `${runtimes}/read`);
      expect(field(body, 'metadata.resourceVersion')).to.equal(
        field(object.body, 'metadata.resourceVersion'),
      );
    });

    it('is a compare-and-swap with a JSON Patch: it writes when uid and count are as tested', async () => {
      const { path, uid } = await made('swap', { replicas: 1 });
      const { code, body } = await call('PATCH', path, { body: [same(uid), seen(1), set(3)] });
      expect([code, field(body, 'spec.replicas')]).to.deep.equal([200, 3]);
      const object = await call('GET', `${runtimes}/swap`);
      expect(field(object.body, 'spec.replicas')).to.equal(3);
      expect(field(object.body, 'metadata.resourceVersion')).to.equal(
        field(body, 'metadata.resourceVersion'),
      );
    });

    it('refuses a compare-and-swap that lost with 422, no causes and empty details, and writes nothing', async () => {
      const { path, uid } = await made('lost', { replicas: 2 });
      const { code, body } = await call('PATCH', path, { body: [same(uid), seen(1), set(3)] });
      expect(code).to.equal(422);
      expect(body).to.deep.equal(lost);
      expect(field((await call('GET', path)).body, 'spec.replicas')).to.equal(2);
    });

    it('refuses the same way when the object was deleted and made again', async () => {
      const { path, uid } = await made('again', { replicas: 1 });
      await call('DELETE', `${runtimes}/again`);
      await made('again', { replicas: 1 });
      const { body } = await call('PATCH', path, { body: [same(uid), seen(1), set(3)] });
      expect(body).to.deep.equal(lost);
    });

    it('leaves a count of 0 out, so a swap from 0 must test for null', async () => {
      const { path, uid } = await made('zero', { replicas: 0 });
      expect(field((await call('GET', path)).body, 'spec')).to.deep.equal({});
      expect((await call('PATCH', path, { body: [same(uid), seen(0), set(1)] })).body).to.deep.equal(lost);
      expect((await call('PATCH', path, { body: [same(uid), seen(null), set(1)] })).code).to.equal(200);
      expect((await call('PATCH', path, { body: [same(uid), seen(null), set(2)] })).body).to.deep.equal(lost);
      const { code, body } = await call('PATCH', path, { body: [same(uid), seen(1), set(0)] });
      expect([code, field(body, 'spec')]).to.deep.equal([200, {}]);
      expect(field((await call('GET', `${runtimes}/zero`)).body, 'spec.replicas')).to.equal(0);
    });

    it('cannot be read while spec.replicas is absent: 500', async () => {
      const { path } = await made('absent', {});
      const { code, body } = await call('GET', path);
      const why = 'the spec replicas field ".spec.replicas" does not exist';
      expect(code).to.equal(500);
      expect(body).to.deep.include({ reason: 'InternalError', message: `Internal error occurred: ${why}` });
      expect(field(body, 'details.causes')).to.deep.equal([{ message: why }]);
    });

    it('shows an absent count to a patch as the lowest number there is: nothing else tests true', async () => {
      const { path, uid } = await made('unset', {});
      for (const value of [1, 0, null, -1]) {
        expect((await call('PATCH', path, { body: [same(uid), seen(value), set(1)] })).body).to.deep.equal(
          lost,
        );
      }
      const { code } = await call('PATCH', path, { body: [same(uid), seen(-2147483648), set(1)] });
      expect(code).to.equal(200);
      expect(field((await call('GET', path)).body, 'spec.replicas')).to.equal(1);
    });

    it('can be guarded by the resourceVersion when the count is absent', async () => {
      const { path } = await made('guarded', {});
      const version = textAt((await call('GET', `${runtimes}/guarded`)).body, 'metadata.resourceVersion');
      const guard = (value: string) => ({ op: 'test', path: '/metadata/resourceVersion', value });
      const add = { op: 'add', path: '/spec/replicas', value: 1 };
      expect((await call('PATCH', path, { body: [guard('1'), add] })).body).to.deep.equal(lost);
      expect((await call('PATCH', path, { body: [guard(version), add] })).code).to.equal(200);
      expect((await call('PATCH', path, { body: [guard(version), add] })).body).to.deep.equal(lost);
    });

    it('answers a dry run as if it were stored, and stores nothing', async () => {
      const { path, uid } = await made('dry', { replicas: 1 });
      const before = await call('GET', `${runtimes}/dry`);
      const { code, body } = await call('PATCH', `${path}?dryRun=All`, {
        body: [same(uid), seen(1), set(3)],
      });
      expect([code, field(body, 'spec.replicas')]).to.deep.equal([200, 3]);
      expect((await call('PATCH', `${path}?dryRun=All`, { body: [seen(9), set(3)] })).body).to.deep.equal(
        lost,
      );
      expect((await call('GET', `${runtimes}/dry`)).body).to.deep.equal(before.body);
    });

    it('writes nothing and makes no new version when the count is what was written through it before', async () => {
      const { path } = await made('same', { replicas: 2 });
      await call('PATCH', path, { body: [set(3)] });
      const before = await call('GET', `${runtimes}/same`);
      const headers = { 'user-agent': 'another' };
      expect((await call('PATCH', path, { body: [set(3)], headers })).code).to.equal(200);
      expect((await call('GET', `${runtimes}/same`)).body).to.deep.equal(before.body);
    });

    it('refuses a negative count with its cause', async () => {
      const { path } = await made('negative', { replicas: 1 });
      const { code, body } = await call('PATCH', path, { body: [set(-1)] });
      const message = 'Invalid value: -1: should be a non-negative integer';
      expect(code).to.equal(422);
      const causes = [{ reason: 'FieldValueInvalid', message, field: '.spec.replicas' }];
      expect(field(body, 'details.causes')).to.deep.equal(causes);
      expect(field(body, 'message')).to.equal(
        `AlluxioRuntime.data.fluid.io "negative" is invalid: .spec.replicas: ${message}`,
      );
    });

    for (const [value, what] of [
      [1.5, 'number 1.5'],
      ['3', 'string'],
      [2147483648, 'number 2147483648'],
    ] as const) {
      it(`refuses ${JSON.stringify(value)} as a count, saying that it cannot be decoded`, async () => {
        const name = `odd-${String(value).replace('.', '-')}`;
        const { path } = await made(name, { replicas: 1 });
        const { code, body } = await call('PATCH', path, { body: [set(value)] });
        const why = `json: cannot unmarshal ${what} into Go struct field ScaleSpec.spec.replicas of type int32`;
        expect(code).to.equal(422);
        expect(textAt(body, 'message').endsWith(why)).to.equal(true, textAt(body, 'message'));
        expect(field(body, 'details.causes.0.field')).to.equal('patch');
      });
    }

    it('takes a merge patch and a PUT, which loses by its resourceVersion with 409', async () => {
      const { path } = await made('put', { replicas: 1 });
      const old = (await call('GET', path)).body as object;
      expect((await call('PATCH', path, { body: { spec: { replicas: 2 } } })).code).to.equal(200);
      const { code, body } = await call('PUT', path, { body: { ...old, spec: { replicas: 5 } } });
      expect([code, field(body, 'reason')]).to.deep.equal([409, 'Conflict']);
      const now = (await call('GET', path)).body as object;
      expect((await call('PUT', path, { body: { ...now, spec: { replicas: 5 } } })).code).to.equal(200);
      expect(field((await call('GET', path)).body, 'spec.replicas')).to.equal(5);
    });

    it('is answered as a missing object by a kind that has no /scale, though the object is there', async () => {
      const thin = fluidPath(await namespace(), 'thinruntimes');
      await call('POST', thin, { body: fluidObject('ThinRuntime', 'thin', { replicas: 1 }) });
      for (const { code, body } of [
        await call('GET', `${thin}/thin/scale`),
        await call('PATCH', `${thin}/thin/scale`, { body: [set(2)] }),
      ]) {
        expect([code, field(body, 'reason')]).to.deep.equal([404, 'NotFound']);
        expect(field(body, 'details')).to.deep.equal({
          name: 'thin',
          group: 'data.fluid.io',
          kind: 'thinruntimes',
        });
      }
      expect((await call('GET', `${thin}/thin`)).code).to.equal(200);
    });

    for (const [plural, kind, status] of [
      ['jindoruntimes', 'JindoRuntime', { replicas: 1 }],
      ['efcruntimes', 'EFCRuntime', { replicas: 1 }],
      ['juicefsruntimes', 'JuiceFSRuntime', { replicas: 1, selector: 'app=x' }],
      ['goosefsruntimes', 'GooseFSRuntime', { replicas: 1, selector: 'app=x' }],
      ['vineyardruntimes', 'VineyardRuntime', { replicas: 1, selector: 'app=x' }],
    ] as const) {
      const has = 'selector' in status ? 'its' : 'no';
      it(`of a kind has ${has} selector, as its schema says: ${kind}`, async () => {
        const all = fluidPath(await namespace(), plural);
        await call('POST', all, { body: fluidObject(kind, 'one', { replicas: 2 }) });
        await call('PATCH', `${all}/one/status`, { body: { status: { ...counters, selector: 'app=x' } } });
        expect(field((await call('GET', `${all}/one/scale`)).body, 'status')).to.deep.equal(status);
      });
    }

    it('of a StatefulSet takes its selector from the set and says a negative count in its own words', async () => {
      const sets = setPath(await namespace());
      await call('POST', sets, { body: statefulSet('worker') });
      const { body } = await call('GET', `${sets}/worker/scale`);
      expect(body).to.deep.include({
        spec: { replicas: 1 },
        status: { replicas: 0, selector: 'app=worker' },
      });
      const refused = await call('PATCH', `${sets}/worker/scale`, { body: [set(-2)] });
      const message = 'Invalid value: -2: must be greater than or equal to 0';
      expect(field(refused.body, 'details.causes.0.message')).to.equal(message);
      expect(field(refused.body, 'details.group')).to.equal('autoscaling');
      expect((await call('PATCH', `${sets}/worker/scale`, { body: [seen(1), set(2)] })).code).to.equal(200);
    });
  });
}
