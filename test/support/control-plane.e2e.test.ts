import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { type ControlPlane, startControlPlane } from './control-plane.ts';
import { describeWithControlPlane } from './describe-needing.ts';
import { isRunning, processState } from './is-running.ts';
import { waitFor } from './wait-for.ts';

const scaleRules = `
- apiGroups: [data.fluid.io]
  resources: [alluxioruntimes/scale]
  verbs: [patch]
`;

const runtime = `
apiVersion: data.fluid.io/v1alpha1
kind: AlluxioRuntime
metadata: { name: spark }
spec: { replicas: 1 }
status:
  cacheStates: { cacheCapacity: 1.00GiB }
  currentFuseNumberScheduled: 0
  currentMasterNumberScheduled: 1
  currentWorkerNumberScheduled: 1
  desiredFuseNumberScheduled: 0
  desiredMasterNumberScheduled: 1
  desiredWorkerNumberScheduled: 1
  fuseNumberReady: 0
  fusePhase: Ready
  masterNumberReady: 1
  masterPhase: Ready
  valueFile: values
  workerNumberReady: 1
  workerPhase: Ready
`;

async function canConnect(plane: ControlPlane): Promise<boolean> {
  return plane.request('GET', '/readyz').then(
    ({ status }) => status === 200,
    () => false,
  );
}

describeWithControlPlane('the real control plane', (plane) => {
  it('makes a new namespace for everyone who asks', async () => {
    const names = await Promise.all([plane().namespace('fleet'), plane().namespace('fleet')]);
    expect(new Set(names).size).to.equal(2);
    for (const name of names) expect(name).to.match(/^fleet-/);
  });

  it("serves Fluid's kinds, with the scale subresource where Fluid has it", async () => {
    await plane().applyFluidCrds();
    const { body } = await plane().request('GET', '/apis/data.fluid.io/v1alpha1');
    const names = (body as { resources: { name: string }[] }).resources.map(({ name }) => name);
    expect(names).to.include.members(['datasets', 'alluxioruntimes', 'alluxioruntimes/scale', 'dataloads']);
    expect(names).not.to.include('thinruntimes/scale');
  });

  it('writes an object and its status in one go, as the controllers would', async () => {
    await plane().applyFluidCrds();
    const namespace = await plane().namespace();
    const [written] = await plane().apply(runtime, namespace);
    expect(written).to.have.nested.property('spec.replicas', 1);
    expect(written).to.have.nested.property('status.cacheStates.cacheCapacity', '1.00GiB');
  });

  it('says which kind it does not have', async () => {
    const unknown = { apiVersion: 'data.fluid.io/v1alpha1', kind: 'NoRuntime', metadata: { name: 'x' } };
    const error = await plane()
      .apply(unknown)
      .catch((caught) => caught);
    expect(error.message).to.equal(
      'apply NoRuntime x: the server has no NoRuntime in data.fluid.io/v1alpha1',
    );
  });

  it('lets a service account do what its rules say and nothing else', async () => {
    await plane().applyFluidCrds();
    const namespace = await plane().namespace();
    await plane().apply(runtime, namespace);
    const kubeconfig = await plane().serviceAccountKubeconfig(namespace, 'scaler', scaleRules);
    const as = (...args: string[]) => plane().kubectl(`--kubeconfig=${kubeconfig}`, 'auth', 'can-i', ...args);
    const scale = ['alluxioruntimes', '--subresource=scale'];
    expect(await as('patch', ...scale, '-n', namespace)).to.equal('yes\n');
    const refusals = [
      ['get', ...scale, '-n', namespace],
      ['patch', 'alluxioruntimes', '-n', namespace],
      ['patch', ...scale, '-n', 'default'],
    ];
    for (const args of refusals) {
      const error = await as(...args).catch((caught) => caught);
      expect(error.stdout, args.join(' ')).to.equal('no\n');
    }
  });

  it('takes ClusterRoles as they would be shipped', async () => {
    const namespace = await plane().namespace();
    const shipped = `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: reader }
rules: [{ apiGroups: [''], resources: [pods], verbs: [list] }]
---
apiVersion: v1
kind: ConfigMap
metadata: { name: not-a-role }
`;
    const kubeconfig = await plane().serviceAccountKubeconfig(namespace, 'reader', shipped);
    const config = `--kubeconfig=${kubeconfig}`;
    expect(await plane().kubectl(config, 'auth', 'can-i', 'list', 'pods', '-A')).to.equal('yes\n');
    const error = await plane()
      .serviceAccountKubeconfig(namespace, 'none', '{kind: ConfigMap, metadata: {name: x}}')
      .catch((caught) => caught);
    expect(error.message).to.match(/neither a Role nor a ClusterRole/);
  });

  describe('of its own', () => {
    let own: ControlPlane;
    before(async () => {
      own = await startControlPlane();
    });
    after(() => own.stop());

    it('stands beside the shared one', () => {
      expect(own.url).not.to.equal(plane().url);
    });

    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      it(`keeps its address and data when the API server is stopped with ${signal} and started again`, async () => {
        const namespace = await own.namespace();
        await own.stopApiServer(signal);
        expect(await canConnect(own)).to.equal(false);
        await own.startApiServer();
        expect((await own.request('GET', `/api/v1/namespaces/${namespace}`)).status).to.equal(200);
      });
    }

    it('answers a request that was sent while it was paused once it is resumed', async () => {
      own.pauseApiServer();
      await waitFor(() => processState(own.pids().apiServer).startsWith('T'), {
        what: 'the server to pause',
      });
      const answer = own.request('GET', '/version');
      own.resumeApiServer();
      expect((await answer).status).to.equal(200);
    });

    it('can be stopped while it is paused, leaving neither process nor folder', async () => {
      const last = await startControlPlane();
      const { etcd, apiServer } = last.pids();
      last.pauseApiServer();
      await last.stop();
      expect([isRunning(etcd), isRunning(apiServer), existsSync(last.folder)]).to.deep.equal([
        false,
        false,
        false,
      ]);
    });
  });

  it('ends with the process that started it, even when that is killed', async () => {
    const module = pathToFileURL(join(import.meta.dirname, 'control-plane.js')).href;
    const code = `
      const { startControlPlane } = await import('${module}');
      const plane = await startControlPlane();
      console.log(JSON.stringify({ ...plane.pids(), folder: plane.folder }));
      setInterval(() => {}, 1000);`;
    const args = ['--input-type=module', '-e', code];
    const owner = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await owner.stdout.take(1).toArray()) as [Buffer];
    const { etcd, apiServer, folder } = JSON.parse(line.toString());
    expect([isRunning(etcd), isRunning(apiServer), existsSync(folder)]).to.deep.equal([true, true, true]);
    owner.kill('SIGKILL');
    const gone = () => !isRunning(etcd) && !isRunning(apiServer) && !existsSync(folder);
    await waitFor(gone, { what: 'both servers and their folder to be gone' });
  });
});
