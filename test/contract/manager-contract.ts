import { expect } from 'chai';
import type { Bench } from './api-contract.ts';
import { field, listAt } from './client.ts';
import { alluxio, counters, fluidPath } from './objects.ts';

interface Entry {
  readonly manager: string;
  readonly operation: string;
  readonly subresource?: string;
  readonly time?: string;
  readonly fieldsV1: unknown;
}

const set = (value: number) => [{ op: 'replace', path: '/spec/replicas', value }];
const ownsCount = { 'f:spec': { 'f:replicas': {} } };

export function defineManagers({ call, namespace }: Bench): void {
  describe('managedFields', () => {
    let runtimes = '';
    before('a namespace', async () => {
      runtimes = fluidPath(await namespace(), 'alluxioruntimes');
    });
    async function entries(name: string): Promise<Entry[]> {
      const { body } = await call('GET', `${runtimes}/${name}`);
      return [...(listAt(body, 'metadata.managedFields') as Entry[])];
    }
    const as = (name: string) => ({ 'user-agent': name });

    it('say who made the object and every field of it', async () => {
      const spec = { replicas: 1, tieredstore: { levels: [] } };
      const body = { ...alluxio('made', spec, { a: 'b' }), extra: undefined };
      await call('POST', runtimes, { body, headers: as('maker/v2 (linux)') });
      const [entry, ...others] = await entries('made');
      expect(others).to.deep.equal([]);
      expect(entry).to.deep.include({ manager: 'maker', operation: 'Update' });
      expect(entry).to.not.have.property('subresource');
      expect(entry?.time).to.match(/Z$/);
      expect(entry?.fieldsV1).to.deep.equal({
        'f:metadata': { 'f:labels': { '.': {}, 'f:a': {} } },
        'f:spec': { '.': {}, 'f:replicas': {}, 'f:tieredstore': { '.': {}, 'f:levels': {} } },
      });
    });

    it('show a write through /scale with its subresource, the user agent as manager, and without a time', async () => {
      await call('POST', runtimes, { body: alluxio('scaled'), headers: as('maker') });
      await call('PATCH', `${runtimes}/scaled/scale`, { body: set(2), headers: as('daemon/1.0 linux') });
      const [scale, maker, ...others] = await entries('scaled');
      expect(others).to.deep.equal([]);
      expect(scale).to.deep.include({ manager: 'daemon', operation: 'Update', subresource: 'scale' });
      expect(scale?.fieldsV1).to.deep.equal(ownsCount);
      expect(scale).to.not.have.property('time');
      expect(maker?.fieldsV1).to.deep.equal({ 'f:spec': {} });
    });

    it('pass the count on to whoever changes it last, by whichever way', async () => {
      await call('POST', runtimes, { body: alluxio('passed'), headers: as('maker') });
      const path = `${runtimes}/passed`;
      const owner = async () => {
        const found = (await entries('passed')).filter((entry) => field(entry.fieldsV1, 'f:spec.f:replicas'));
        return found.map(({ manager, subresource }) => `${manager}/${subresource ?? ''}`);
      };
      expect(await owner()).to.deep.equal(['maker/']);
      await call('PATCH', `${path}/scale`, { body: set(2), headers: as('first') });
      expect(await owner()).to.deep.equal(['first/scale']);
      await call('PATCH', `${path}/scale?fieldManager=named`, { body: set(3), headers: as('first') });
      expect(await owner()).to.deep.equal(['named/scale']);
      await call('PATCH', path, { body: { spec: { replicas: 4 } }, headers: as('editor') });
      expect(await owner()).to.deep.equal(['editor/']);
      await call('PATCH', `${path}/scale`, { body: set(4), headers: as('idle') });
      expect(await owner()).to.deep.equal(['editor/']);
    });

    // A daemon cannot count on finding itself here: these are the ways in which the real server loses track.
    for (const [what, counts] of [
      ['the first is of the count that is there already, twice', [1, 1, 2]],
      ['the first is of the count that is there already', [1, 2, 3]],
      ['one of them was to 0, which a Scale leaves out', [2, 0, 3]],
    ] as const) {
      it(`show nothing of writes through /scale when ${what}`, async () => {
        const name = `gap-${counts.join('-')}`;
        await call('POST', runtimes, { body: alluxio(name), headers: as('maker') });
        for (const count of counts) {
          await call('PATCH', `${runtimes}/${name}/scale`, { body: set(count), headers: as('daemon') });
        }
        expect((await entries(name)).map(({ manager }) => manager)).to.deep.equal(['maker']);
        await call('PATCH', `${runtimes}/${name}`, {
          body: { spec: { replicas: 7 } },
          headers: as('editor'),
        });
        await call('PATCH', `${runtimes}/${name}/scale`, { body: set(8), headers: as('daemon') });
        expect((await entries(name)).map(({ manager }) => manager)).to.deep.equal(['daemon', 'maker']);
      });
    }

    it('show nothing of a write through /scale when the count was absent', async () => {
      await call('POST', runtimes, { body: alluxio('gap-absent', { data: {} }), headers: as('maker') });
      const body = [{ op: 'add', path: '/spec/replicas', value: 2 }];
      await call('PATCH', `${runtimes}/gap-absent/scale`, { body, headers: as('daemon') });
      expect((await entries('gap-absent')).map(({ manager }) => manager)).to.deep.equal(['maker']);
    });

    it('keep the status apart from the object', async () => {
      await call('POST', runtimes, { body: alluxio('status'), headers: as('maker') });
      await call('PATCH', `${runtimes}/status/status`, {
        body: { status: counters },
        headers: as('controller'),
      });
      const entry = (await entries('status')).find((e) => e.subresource === 'status');
      expect(entry).to.deep.include({ manager: 'controller', operation: 'Update' });
      expect(field(entry?.fieldsV1, 'f:status')).to.have.all.keys(
        '.',
        ...Object.keys(counters).map((name) => `f:${name}`),
      );
    });

    it('count a finalizer by its name', async () => {
      const body = { ...alluxio('final'), metadata: { name: 'final', finalizers: ['a.example/one'] } };
      await call('POST', runtimes, { body, headers: as('maker') });
      const [entry] = await entries('final');
      expect(field(entry?.fieldsV1, 'f:metadata')).to.deep.equal({
        'f:finalizers': { '.': {}, 'v:"a.example/one"': {} },
      });
      await call('PATCH', `${runtimes}/final`, { body: { metadata: { finalizers: null } } });
    });

    it('refuse a manager with too long a name', async () => {
      const path = `${runtimes}?fieldManager=${'x'.repeat(129)}`;
      const { code, body } = await call('POST', path, { body: alluxio('long') });
      expect([code, field(body, 'details.causes.0.field')]).to.deep.equal([422, 'fieldManager']);
    });
  });
}
