import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { register } from '../../cmd/inspect.ts';
import { type Captured, run } from '../cmd/capture.ts';
import { describeWithControlPlane } from '../support/describe-needing.ts';
import { ARTICLE, GIB, makeDataset, type TestDataset } from './daemon/dataset.ts';

const rule = (apiGroups: string[], resources: string[], verbs = ['list', 'watch']) => {
  return { apiGroups, resources, verbs };
};
/** The rights to list and watch that the README names. */
const VIEWER = [
  rule(['data.fluid.io'], ['*']),
  rule(['apps'], ['statefulsets']),
  rule([''], ['pods']),
  rule(['discovery.k8s.io'], ['endpointslices']),
  // Served or not, as other tests of the same control plane leave it.
  rule(['workload.fluid.io'], ['advancedstatefulsets']),
  rule(['autoscaling'], ['horizontalpodautoscalers']),
];

function roleOf(rules: readonly object[]): string {
  const role = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: { name: 'inspect' },
    rules,
  };
  return JSON.stringify(role);
}

describeWithControlPlane('inspecting through the real API server', (plane) => {
  let dataset: TestDataset;
  let policy: string;
  before(async () => {
    dataset = await makeDataset(plane(), 0.95 * GIB);
    dataset.write(ARTICLE);
    policy = join(dataset.policies, 'spark.yaml');
  });
  after(() => dataset?.engine.stop());

  const inspect = (kubeconfig: string, ...args: string[]): Promise<Captured> =>
    run(
      (program) => register(program),
      'inspect',
      '--kubeconfig',
      kubeconfig,
      '-n',
      dataset.namespace,
      ...args,
    );
  const accountWith = (name: string, rules: readonly object[]) =>
    plane().serviceAccountKubeconfig(dataset.namespace, name, roleOf(rules));

  it('needs no right but to list and watch, and writes nothing', async () => {
    const before = await dataset.versions();
    const { out, err, exitCode } = await inspect(await accountWith('viewer', VIEWER), '-f', policy);
    expect([err, exitCode]).to.deep.equal(['', 0]);
    expect(out).to.match(/^spark .* 95% .* alluxio-master .* 1\/1 .* 1 -> 3 .* AboveThreshold/m);
    expect(await dataset.versions()).to.deep.equal(before);
  });

  const needed: readonly [string, number][] = [
    ['pods', 2],
    ['statefulsets', 1],
    ['endpointslices', 3],
  ];
  for (const [resource, index] of needed) {
    it(`names the right that is missing when ${resource} may not be listed, and says that decisions rest on it`, async () => {
      const rules = VIEWER.filter((_, i) => i !== index);
      const { out, err, exitCode } = await inspect(await accountWith(`no-${resource}`, rules), '-f', policy);
      expect(err).to.match(
        /^error: \w+ cannot be seen, and decisions rest on it: may not be read: 403 Forbidden/m,
      );
      expect(err).to.contain(`cannot list resource "${resource}"`);
      expect(out).to.match(/^spark .* stays at 1 .* Unwatched/m);
      expect(exitCode).to.equal(1);
    });
  }

  it('warns of a kind that only shrinks rest on, and goes on', async () => {
    const { err, exitCode } = await inspect(await accountWith('no-hpas', VIEWER.slice(0, -1)), '-f', policy);
    expect(err).to.match(/^warning: HorizontalPodAutoscaler cannot be seen, so nothing would shrink/);
    expect(exitCode).to.equal(0);
  });

  describe('asked to read the engine for us', () => {
    const labels = { 'kubernetes.io/service-name': 'spark-master-0' };
    /** An engine at an address that nothing is ever sent to: the API server finds no Service of it. */
    const slice = (namespace: string) => ({
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: {
        name: 'spark-master-0-x',
        labels: { ...labels, 'fluid.io/dataset-id': `${namespace}-spark` },
      },
      addressType: 'IPv4',
      ports: [{ name: 'web', port: 22864, protocol: 'TCP' }],
      endpoints: [{ addresses: ['192.0.2.1'], conditions: { ready: true } }],
    });
    const service = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'spark-master-0' },
      spec: { clusterIP: 'None', ports: [{ name: 'web', port: 22864 }] },
    };
    const reader = { ...rule([''], ['services/proxy'], ['get']), resourceNames: ['spark-master-0:web'] };
    /** Without `engine.url`: a Service is asked only where none is given. */
    const found = () => {
      const file = join(dataset.policies, 'found.txt');
      writeFileSync(
        file,
        `apiVersion: fluid-autoscaler.dev/v1alpha1
kind: DatasetAutoscaler
metadata: { name: spark, namespace: ${dataset.namespace} }
spec:
${ARTICLE}
`,
      );
      return file;
    };
    before(() => plane().apply([slice(dataset.namespace)], dataset.namespace));

    it('it refuses whoever has no right to, and the right is named', async () => {
      const { out, err, exitCode } = await inspect(
        await accountWith('viewer', VIEWER),
        '--via',
        'apiserver',
        '-f',
        found(),
      );
      expect(err).to.contain(
        `error: the right get on services/proxy in namespace ${dataset.namespace} is missing`,
      );
      expect(out).to.match(/^spark .* unknown .* ProxyForbidden: .*cannot get resource "services\/proxy"/m);
      expect(exitCode).to.equal(1);
    });

    it('it says that there is no such Service', async () => {
      const { out } = await inspect(
        await accountWith('reader', [...VIEWER, reader]),
        '--via',
        'apiserver',
        '-f',
        found(),
      );
      expect(out).to.match(/^spark .* unknown .* ProxyFailed: .*404 NotFound: .*spark-master-0.* not found/m);
    });

    it('it says that no pod stands behind the Service', async () => {
      await plane().apply([service], dataset.namespace);
      const { out } = await inspect(
        await accountWith('reader', [...VIEWER, reader]),
        '--via',
        'apiserver',
        '-f',
        found(),
      );
      expect(out).to.match(/^spark .* unknown .* ProxyFailed: .*spark-master-0/m);
    });
  });
});
