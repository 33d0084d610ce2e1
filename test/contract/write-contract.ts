import { expect } from 'chai';
import type { Bench } from './api-contract.ts';
import { field, listAt, textAt } from './client.ts';
import { alluxio, counters, fluidObject, fluidPath, pod, podPath, setPath, statefulSet } from './objects.ts';

export function defineWrites({ call, namespace }: Bench): void {
  describe('making and replacing objects', () => {
    let home = '';
    let runtimes = '';
    before('a namespace', async () => {
      home = await namespace();
      runtimes = fluidPath(home, 'alluxioruntimes');
    });

    it('gives a new object uid, version, generation 1 and a time in whole seconds, and takes no status', async () => {
      const { code, body } = await call('POST', runtimes, {
        body: { ...alluxio('new'), status: { ...counters } },
      });
      expect(code).to.equal(201);
      expect(textAt(body, 'metadata.uid')).to.match(
        /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      );
      expect(textAt(body, 'metadata.creationTimestamp')).to.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      expect(Number(textAt(body, 'metadata.resourceVersion'))).to.be.greaterThan(1);
      expect(field(body, 'metadata.generation')).to.equal(1);
      expect(field(body, 'metadata.namespace')).to.equal(home);
      expect(body).to.not.have.property('status');
    });

    it('makes up a name from generateName', async () => {
      const body = { ...alluxio(''), metadata: { generateName: 'made-up-' } };
      const [one, two] = [await call('POST', runtimes, { body }), await call('POST', runtimes, { body })];
      const names = [textAt(one.body, 'metadata.name'), textAt(two.body, 'metadata.name')];
      expect(names[0]).to.match(/^made-up-[a-z0-9]{5}$/);
      expect(names[1]).to.not.equal(names[0]);
    });

    it('refuses a name that is taken with 409', async () => {
      await call('POST', runtimes, { body: alluxio('twice') });
      const { code, body } = await call('POST', runtimes, { body: alluxio('twice') });
      expect(code).to.equal(409);
      expect(body).to.deep.equal({
        kind: 'Status',
        apiVersion: 'v1',
        metadata: {},
        status: 'Failure',
        message: 'alluxioruntimes.data.fluid.io "twice" already exists',
        reason: 'AlreadyExists',
        details: { name: 'twice', group: 'data.fluid.io', kind: 'alluxioruntimes' },
        code: 409,
      });
    });

    for (const [what, body, code, reason] of [
      ['no name', { ...alluxio(''), metadata: {} }, 422, 'Invalid'],
      ['a name that cannot be one', alluxio('Not_A_Name'), 422, 'Invalid'],
      ['another kind', { ...alluxio('other'), apiVersion: 'v1', kind: 'Pod' }, 400, 'BadRequest'],
      [
        'another namespace',
        { ...alluxio('x'), metadata: { name: 'x', namespace: 'other' } },
        400,
        'BadRequest',
      ],
      ['no kind', {}, 400, 'BadRequest'],
      ['something that is not JSON', '{not json', 400, 'BadRequest'],
      ['a fractional count', alluxio('x', { replicas: 1.5 }), 422, 'Invalid'],
      ['a count in words', alluxio('x', { replicas: 'two' }), 422, 'Invalid'],
      ['a negative count', alluxio('x', { replicas: -1 }), 422, 'Invalid'],
    ] as const) {
      it(`refuses ${what}: ${code} ${reason}`, async () => {
        const answer = await call('POST', runtimes, { body });
        expect([answer.code, field(answer.body, 'reason')]).to.deep.equal([code, reason]);
      });
    }

    it('refuses an object in a namespace that does not exist with 404', async () => {
      const { code, body } = await call('POST', fluidPath('nowhere', 'alluxioruntimes'), {
        body: alluxio('x'),
      });
      expect(code).to.equal(404);
      expect(field(body, 'message')).to.equal('namespaces "nowhere" not found');
      expect(field(body, 'details')).to.deep.equal({ name: 'nowhere', kind: 'namespaces' });
    });

    it('makes nothing in a dry run, and shows it without a version', async () => {
      const { code, body } = await call('POST', `${runtimes}?dryRun=All`, { body: alluxio('dry') });
      expect(code).to.equal(201);
      expect(field(body, 'metadata')).to.have.property('uid');
      expect(field(body, 'metadata')).to.not.have.property('resourceVersion');
      expect((await call('GET', `${runtimes}/dry`)).code).to.equal(404);
    });

    it('refuses any other dry run than All', async () => {
      const { code, body } = await call('POST', `${runtimes}?dryRun=Some`, { body: alluxio('dry') });
      expect([code, field(body, 'details.causes.0.field')]).to.deep.equal([422, 'dryRun']);
    });

    it('loses a PUT with an old version by 409, and wants a version for one', async () => {
      const made = (await call('POST', runtimes, { body: alluxio('put') })).body;
      const { resourceVersion, ...bare } = field(made, 'metadata') as Record<string, unknown>;
      const next = { ...(made as object), spec: { replicas: 2 } };
      expect((await call('PUT', `${runtimes}/put`, { body: next })).code).to.equal(200);
      const { code, body } = await call('PUT', `${runtimes}/put`, {
        body: { ...next, spec: { replicas: 3 } },
      });
      expect(code).to.equal(409);
      expect(field(body, 'reason')).to.equal('Conflict');
      expect(field(body, 'message')).to.equal(
        'Operation cannot be fulfilled on alluxioruntimes.data.fluid.io "put": the object has been modified; please apply your changes to the latest version and try again',
      );
      const unguarded = await call('PUT', `${runtimes}/put`, { body: { ...next, metadata: bare } });
      expect([unguarded.code, field(unguarded.body, 'details.causes.0.field')]).to.deep.equal([
        422,
        'metadata.resourceVersion',
      ]);
      expect(resourceVersion).to.be.a('string');
    });

    it('refuses a PUT of another uid with 409, of another name with 400 and of a missing object with 404', async () => {
      const made = (await call('POST', runtimes, { body: alluxio('mine') })).body as object;
      const metadata = field(made, 'metadata') as object;
      const put = (path: string, changed: object) =>
        call('PUT', path, { body: { ...made, metadata: { ...metadata, ...changed } } });
      expect((await put(`${runtimes}/mine`, { uid: 'other' })).code).to.equal(409);
      expect((await put(`${runtimes}/mine`, { name: 'yours' })).code).to.equal(400);
      expect((await put(`${runtimes}/missing`, { name: 'missing' })).code).to.equal(404);
    });

    it('raises the generation with the spec and not with labels or status', async () => {
      await call('POST', runtimes, { body: alluxio('grow') });
      const generation = async () =>
        field((await call('GET', `${runtimes}/grow`)).body, 'metadata.generation');
      await call('PATCH', `${runtimes}/grow`, { body: { metadata: { labels: { a: 'b' } } } });
      await call('PATCH', `${runtimes}/grow/status`, { body: { status: counters } });
      expect(await generation()).to.equal(1);
      await call('PATCH', `${runtimes}/grow`, { body: { spec: { replicas: 4 } } });
      expect(await generation()).to.equal(2);
    });
  });

  describe('/status', () => {
    it('is written apart: the object leaves it alone, it leaves the object alone', async () => {
      const path = `${fluidPath(await namespace(), 'alluxioruntimes')}`;
      await call('POST', path, { body: alluxio('apart') });
      const status = await call('PATCH', `${path}/apart/status`, {
        body: { status: counters, spec: { replicas: 9 }, metadata: { labels: { a: 'b' } } },
      });
      expect([status.code, field(status.body, 'spec.replicas')]).to.deep.equal([200, 1]);
      expect(field(status.body, 'metadata.labels')).to.equal(undefined);
      const object = await call('PATCH', `${path}/apart`, {
        body: { status: { workerNumberReady: 7 }, spec: { replicas: 3 } },
      });
      expect(field(object.body, 'spec.replicas')).to.equal(3);
      expect(field(object.body, 'status.workerNumberReady')).to.equal(1);
    });

    for (const [kind, plural] of [
      ['AlluxioRuntime', 'alluxioruntimes'],
      ['JindoRuntime', 'jindoruntimes'],
      ['JuiceFSRuntime', 'juicefsruntimes'],
      ['ThinRuntime', 'thinruntimes'],
    ] as const) {
      it(`of ${kind} must hold every counter`, async () => {
        const path = fluidPath(await namespace(), plural);
        await call('POST', path, { body: fluidObject(kind, 'bare') });
        const { code, body } = await call('PATCH', `${path}/bare/status`, {
          body: { status: { selector: 'a=b' } },
        });
        expect(code).to.equal(422);
        const causes = listAt(body, 'details.causes') as { field: string; reason: string }[];
        expect(causes.map((cause) => cause.field)).to.deep.equal(
          Object.keys(counters)
            .sort()
            .map((name) => `status.${name}`),
        );
        expect(new Set(causes.map((cause) => cause.reason))).to.deep.equal(new Set(['FieldValueRequired']));
      });
    }

    it('refuses a counter that is no number', async () => {
      const path = fluidPath(await namespace(), 'alluxioruntimes');
      await call('POST', path, { body: alluxio('typed') });
      const status = { ...counters, workerNumberReady: 'one' };
      const { code, body } = await call('PATCH', `${path}/typed/status`, { body: { status } });
      expect(code).to.equal(422);
      expect(listAt(body, 'details.causes')).to.deep.equal([
        {
          reason: 'FieldValueTypeInvalid',
          message: 'Invalid value: "string": workerNumberReady in body must be of type integer: "string"',
          field: 'status.workerNumberReady',
        },
      ]);
    });

    it('of a Dataset must hold conditions, of a data operation phase, duration and conditions', async () => {
      const home = await namespace();
      await call('POST', fluidPath(home, 'datasets'), { body: fluidObject('Dataset', 'data') });
      await call('POST', fluidPath(home, 'dataloads'), { body: fluidObject('DataLoad', 'load') });
      const data = await call('PATCH', `${fluidPath(home, 'datasets')}/data/status`, {
        body: { status: { phase: 'Bound' } },
      });
      expect(field(data.body, 'details.causes.0.field')).to.equal('status.conditions');
      const load = await call('PATCH', `${fluidPath(home, 'dataloads')}/load/status`, {
        body: { status: {} },
      });
      const causes = listAt(load.body, 'details.causes') as { field: string }[];
      expect(causes.map((cause) => cause.field)).to.deep.equal([
        'status.conditions',
        'status.duration',
        'status.phase',
      ]);
    });

    it('of a built-in begins as the server fills it in, whatever was sent', async () => {
      const home = await namespace();
      const made = await call('POST', podPath(home), {
        body: { ...pod('fresh'), status: { phase: 'Running' } },
      });
      expect(field(made.body, 'status.phase')).to.equal('Pending');
      const set = await call('POST', setPath(home), { body: statefulSet('fresh') });
      expect(field(set.body, 'status')).to.deep.equal({ replicas: 0, availableReplicas: 0 });
      expect(field(set.body, 'spec.replicas')).to.equal(1);
    });
  });
}
