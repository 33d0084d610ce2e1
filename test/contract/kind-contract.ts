import { expect } from 'chai';
import type { Bench } from './api-contract.ts';
import { field, listAt, textAt } from './client.ts';
import { fluidPath, lease, leasePath, slice, slicePath } from './objects.ts';

interface Resource {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  readonly group?: string;
}

const offered: Readonly<Record<string, readonly string[]>> = {
  '/api/v1': ['events', 'namespaces', 'pods', 'pods/exec', 'pods/status', 'services', 'services/status'],
  '/apis/apps/v1': ['statefulsets', 'statefulsets/scale', 'statefulsets/status'],
  '/apis/autoscaling/v2': ['horizontalpodautoscalers', 'horizontalpodautoscalers/status'],
  '/apis/coordination.k8s.io/v1': ['leases'],
  '/apis/discovery.k8s.io/v1': ['endpointslices'],
  '/apis/data.fluid.io/v1alpha1': [
    'datasets',
    'datasets/status',
    'alluxioruntimes',
    'alluxioruntimes/scale',
    'alluxioruntimes/status',
    'jindoruntimes/scale',
    'juicefsruntimes/scale',
    'efcruntimes/scale',
    'goosefsruntimes/scale',
    'vineyardruntimes/scale',
    'thinruntimes',
    'thinruntimes/status',
    'thinruntimeprofiles',
    'dataloads',
    'datamigrates',
    'databackups',
    'dataprocesses',
  ],
};

export function defineKinds({ call, namespace }: Bench): void {
  describe('kinds', () => {
    const resources = async (path: string) =>
      listAt((await call('GET', path)).body, 'resources') as Resource[];

    for (const [path, expected] of Object.entries(offered)) {
      it(`are discovered under ${path}`, async () => {
        const found = (await resources(path)).map((resource) => resource.name);
        expect(found).to.include.members([...expected]);
      });
    }

    it('say by discovery which of them can be scaled', async () => {
      const found = await resources('/apis/data.fluid.io/v1alpha1');
      expect(found.map((resource) => resource.name)).to.not.include('thinruntimes/scale');
      const scale = found.find((resource) => resource.name === 'alluxioruntimes/scale');
      expect(scale).to.deep.include({ kind: 'Scale', group: 'autoscaling', version: 'v1', namespaced: true });
      expect(scale?.verbs).to.have.members(['get', 'patch', 'update']);
      const runtime = found.find((resource) => resource.name === 'alluxioruntimes');
      expect(runtime).to.include({ kind: 'AlluxioRuntime', namespaced: true });
      expect(runtime?.verbs).to.include.members(['get', 'list', 'watch', 'patch']);
    });

    it('have their groups listed under /apis', async () => {
      const { body } = await call('GET', '/apis');
      const groups = listAt(body, 'groups').map((group) => textAt(group, 'name'));
      expect(groups).to.include.members(['data.fluid.io', 'apps', 'coordination.k8s.io', 'discovery.k8s.io']);
      const fluid = await call('GET', '/apis/data.fluid.io');
      expect(field(fluid.body, 'preferredVersion.groupVersion')).to.equal('data.fluid.io/v1alpha1');
    });

    for (const path of [
      fluidPath('default', 'unheardofruntimes'),
      `${fluidPath('default', 'unheardofruntimes')}/x/scale`,
      '/apis/unheardof.example/v1/things',
      '/unheardof',
    ]) {
      it(`that the cluster does not have are a plain text 404: ${path}`, async () => {
        const { code, type, text } = await call('GET', path);
        expect([code, text]).to.deep.equal([404, '404 page not found\n']);
        expect(type).to.match(/^text\/plain/);
      });
    }

    it('answer for an object that is not there with a Status', async () => {
      const { code, body } = await call('GET', '/api/v1/namespaces/default/pods/missing');
      expect(code).to.equal(404);
      expect(body).to.deep.include({ message: 'pods "missing" not found', reason: 'NotFound' });
      expect(field(body, 'details')).to.deep.equal({ name: 'missing', kind: 'pods' });
    });

    it('are served by a server that says it is ready and which version it is', async () => {
      expect((await call('GET', '/readyz')).text).to.equal('ok');
      expect(textAt((await call('GET', '/version')).body, 'gitVersion')).to.match(/^v1\.\d+/);
    });

    it('allow only their verbs on a subresource', async () => {
      const { code, body } = await call('DELETE', `${fluidPath('default', 'alluxioruntimes')}/x/scale`);
      expect([code, field(body, 'reason')]).to.deep.equal([405, 'MethodNotAllowed']);
    });
  });

  describe('a Lease', () => {
    it('wants six digits in its times: three are refused', async () => {
      const leases = leasePath(await namespace());
      for (const time of ['2026-01-02T03:04:05.678Z', '2026-01-02T03:04:05Z']) {
        const { code, body } = await call('POST', leases, { body: lease('l', time) });
        expect([code, field(body, 'reason')]).to.deep.equal([400, 'BadRequest']);
        expect(field(body, 'message')).to.equal(
          `Lease in version "v1" cannot be handled as a Lease: parsing time "${time}" as "2006-01-02T15:04:05.000000Z07:00": cannot parse "${time.slice(19)}" as ".000000"`,
        );
      }
      const good = await call('POST', leases, { body: lease('l', '2026-01-02T03:04:05.678901Z') });
      expect(good.code).to.equal(201);
      expect(field(good.body, 'spec.renewTime')).to.equal('2026-01-02T03:04:05.678901Z');
      const patched = await call('PATCH', `${leases}/l`, {
        body: { spec: { renewTime: '2026-01-02T03:04:06.000Z' } },
      });
      expect([patched.code, field(patched.body, 'details.causes.0.field')]).to.deep.equal([422, 'patch']);
    });

    it('is won by one of two who PUT with the same version', async () => {
      const leases = leasePath(await namespace());
      const made = await call('POST', leases, { body: lease('l', '2026-01-02T03:04:05.000000Z') });
      const put = (holderIdentity: string) =>
        call('PUT', `${leases}/l`, {
          body: {
            ...(made.body as object),
            spec: { ...(field(made.body, 'spec') as object), holderIdentity },
          },
        });
      const codes = (await Promise.all([put('a'), put('b')])).map(({ code }) => code);
      expect(codes.sort()).to.deep.equal([200, 409]);
    });
  });

  describe('an EndpointSlice', () => {
    it('is found by the labels it carries, with its ports by name', async () => {
      const slices = slicePath(await namespace());
      const body = {
        ...slice('s', '10.1.2.3'),
        metadata: { name: 's', labels: { 'fluid.io/dataset-id': 'a-b' } },
      };
      expect((await call('POST', slices, { body })).code).to.equal(201);
      const found = await call('GET', `${slices}?labelSelector=fluid.io%2Fdataset-id`);
      expect(field(found.body, 'items.0.ports')).to.deep.equal([
        { name: 'web', port: 20001, protocol: 'TCP' },
      ]);
      expect(field(found.body, 'items.0.endpoints.0.addresses')).to.deep.equal(['10.1.2.3']);
    });
  });
}
