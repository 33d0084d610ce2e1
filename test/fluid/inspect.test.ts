import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse, stringify } from 'yaml';
import { projectRoot } from '../../lib/root.ts';
import { type Away, startAway } from '../support/away.ts';
import { describeWithFluidLab } from '../support/describe-needing.ts';
import { articleDataset } from '../support/fluid-lab.ts';

const program = new URL('../../cmd/main.js', import.meta.url).pathname;
const policy = join(projectRoot, 'examples/spark.yaml');
/** 99 % of one worker's 1 GiB. */
const FULL = 1_063_004_406;

/** What `inspect` needs besides the engine: to list and watch what the daemon does. */
const VIEWER = ['data.fluid.io', 'apps', '', 'discovery.k8s.io', 'autoscaling'].map((group) => ({
  apiGroups: [group],
  resources: group === '' ? ['pods'] : ['*'],
  verbs: ['list', 'watch'],
}));
/** The engine of this one dataset, and no other Service or port. */
const READER = [
  { apiGroups: [''], resources: ['services/proxy'], resourceNames: ['spark-master-0:web'], verbs: ['get'] },
];

describeWithFluidLab('inspecting a real Fluid cluster', (lab) => {
  let away: Away;
  before('a Bound dataset, its full engine, and a desk outside', async () => {
    await lab().kubectl('create', '-f', articleDataset);
    await lab().until('dataset/spark', '{.status.phase}', 'Bound');
    await lab().startEngine();
    lab().setEngineState({ used: FULL, ufsread: FULL });
    away = await startAway(lab());
  });

  const commandLine = (kubeconfig: string) => [program, 'inspect', '--kubeconfig', kubeconfig, '-f', policy];
  const inspectAway = (kubeconfig: string, ...args: readonly string[]) =>
    away.node(...commandLine(kubeconfig), ...args);

  /** A kubeconfig of an account that may do what the rules say. */
  async function accountWith(name: string, rules: readonly object[]): Promise<string> {
    const metadata = { name, namespace: 'default' };
    const rbac = { apiVersion: 'rbac.authorization.k8s.io/v1', metadata };
    const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name };
    const subjects = [{ kind: 'ServiceAccount', name, namespace: 'default' }];
    const objects = [
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
      { ...rbac, kind: 'Role', rules },
      { ...rbac, kind: 'RoleBinding', roleRef, subjects },
    ];
    const file = join(lab().folder, `${name}.yaml`);
    writeFileSync(file, objects.map((object) => `---\n${stringify(object)}`).join(''));
    await lab().kubectl('create', '-f', file);
    const token = (await lab().kubectl('create', 'token', name)).trim();
    const config = parse(readFileSync(lab().kubeconfig, 'utf8'));
    const kubeconfig = join(lab().folder, `${name}.kubeconfig`);
    writeFileSync(kubeconfig, stringify({ ...config, users: [{ name: 'admin', user: { token } }] }));
    return kubeconfig;
  }

  it('reads the engine from inside', async () => {
    const out = await lab().run(process.execPath, ...commandLine(lab().kubeconfig));
    expect(out).to.match(/^spark .* 99% .* alluxio-master .* 1\/1 .* 1 -> 3 .* AboveThreshold/m);
  });

  it('says from outside that the engine is not reachable from here, and shows Fluid’s status with its age', async () => {
    await lab().until('alluxioruntime/spark', '{.status.cacheStates.cached}', '1013.76MiB');
    const { out, err, exitCode } = await inspectAway(lab().kubeconfig, '-o', 'wide');
    expect(out).to.match(/^spark .* 99% +status +\d+s +1\/1 .* 1 -> 3 \(by status\)/m);
    expect(out).to.contain('engine not reachable from here').and.to.contain('ENETUNREACH');
    expect(err).to.contain('--via apiserver');
    expect(exitCode).to.equal(0);
  });

  it('reads the same engine from outside through the API server', async () => {
    const { out, err, exitCode } = await inspectAway(lab().kubeconfig, '--via', 'apiserver');
    expect(out).to.match(/^spark .* 99% .* alluxio-master .* 1\/1 .* 1 -> 3 .* AboveThreshold/m);
    expect([err, exitCode]).to.deep.equal(['', 0]);
  });

  it('names the right that is missing for that, which listing and watching do not include', async () => {
    const kubeconfig = await accountWith('viewer', VIEWER);
    const { out, err, exitCode } = await inspectAway(kubeconfig, '--via', 'apiserver', '-o', 'json');
    expect(err).to.match(/^error: the right get on services\/proxy in namespace default is missing\./);
    expect(JSON.parse(out).items[0].observation.reading.notes[1]).to.deep.include({ code: 'ProxyForbidden' });
    expect(exitCode).to.equal(1);
  });

  it('needs that right for this one port of this one Service only', async () => {
    const kubeconfig = await accountWith('reader', [...VIEWER, ...READER]);
    const { out, err, exitCode } = await inspectAway(kubeconfig, '--via', 'apiserver');
    expect(out).to.match(/^spark .* 99% .* alluxio-master /m);
    expect([err, exitCode]).to.deep.equal(['', 0]);
  });
});
