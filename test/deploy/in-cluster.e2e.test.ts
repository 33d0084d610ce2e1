import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { stringify } from 'yaml';
import type { KubeObject } from '../../lib/kube/objects.ts';
import { verifyLedger } from '../../lib/ledger/verify.ts';
import { entriesOf } from '../e2e/daemon/daemon.ts';
import { GIB, makeDataset, type TestDataset } from '../e2e/daemon/dataset.ts';
import { everyKind, makeKind } from '../e2e/daemon/kinds.ts';
import { controlPlaneAvailable, controlPlaneHint, findKwok, kwokHint } from '../support/binaries.ts';
import { type ControlPlane, startControlPlane } from '../support/control-plane.ts';
import { describeNeeding } from '../support/describe-needing.ts';
import { freePort } from '../support/free-port.ts';
import { callsOf } from '../support/plane-audit.ts';
import type { Manifest } from '../support/plane-objects.ts';
import { type PlayedKubelet, startPlayedKubelet } from '../support/played-kubelet.ts';
import { waitFor } from '../support/wait-for.ts';
import { type Container, containerMissing, startContainer } from './container.ts';
import { allowances, only, rendererMissing, withComponents } from './render.ts';
import { granted, used } from './rights.ts';

const NAMESPACE = 'fluid-autoscaler';
const POLICIES = '/etc/fluid-autoscaler/policies';
const SETTINGS = '/etc/fluid-autoscaler/settings';
const ACCOUNT = `system:serviceaccount:${NAMESPACE}:fluid-autoscaler`;
const missing = controlPlaneAvailable()
  ? (containerMissing() ?? rendererMissing() ?? (findKwok() === null ? kwokHint : null))
  : controlPlaneHint();

interface ConfigMap {
  readonly data: Readonly<Record<string, string>>;
}
interface Deployment {
  readonly spec: { readonly template: { readonly spec: PodSpec } };
}
interface PodSpec {
  readonly securityContext: { readonly runAsUser: number; readonly runAsGroup: number };
  readonly containers: readonly [{ readonly args: readonly string[]; readonly ports: readonly object[] }];
}

/** Kinds that other projects bring; with them every watch the daemon can open is opened. */
function customKind(group: string, version: string, kind: string, plural: string): Manifest {
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {
      name: `${plural}.${group}`,
      annotations: { 'api-approved.kubernetes.io': 'unapproved, for a test' },
    },
    spec: {
      group,
      scope: 'Namespaced',
      names: { kind, plural, singular: kind.toLowerCase() },
      versions: [{ name: version, served: true, storage: true, schema }],
    },
  };
}

const others = [
  customKind('keda.sh', 'v1alpha1', 'ScaledObject', 'scaledobjects'),
  customKind(
    'autoscaling.alibabacloud.com',
    'v1beta1',
    'CronHorizontalPodAutoscaler',
    'cronhorizontalpodautoscalers',
  ),
];

describeNeeding(missing, 'the deployment, as shipped, on a real API server', (suite) => {
  suite.timeout(120_000).bail(true);
  let plane: ControlPlane;
  let dataset: TestDataset;
  let container: Container;
  let kubelet: PlayedKubelet;
  let page: string;
  let objects: readonly Manifest[];
  const answer = async (path: string) => {
    const response = await fetch(`${page}${path}`);
    return `${response.status} ${await response.text()}`;
  };

  before('apply the folder, and start what its Deployment runs', async () => {
    plane = await startControlPlane({ audit: true });
    await plane.apply(others);
    await plane.applyCacheCrds();
    // The node on which the first worker of everything runs.
    kubelet = await startPlayedKubelet(plane, 'node-0');
    dataset = await makeDataset(plane, 0.5 * GIB);
    objects = withComponents(allowances, dataset.namespace);
    await plane.apply(objects);
    const port = await freePort();
    page = `http://127.0.0.1:${port}`;
    container = startContainer(await podOf(plane, objects, dataset, port));
  });
  after(async () => {
    await container?.process.stop('SIGKILL');
    await kubelet?.stop();
    await dataset?.engine.stop();
    await plane?.stop();
  });

  it('becomes ready', async () => {
    await waitFor(
      async () => {
        const ended = container.process.ended();
        if (ended !== null) throw new Error(`${ended}: ${container.process.lastWords()}`);
        return (await answer('/readyz')) === '200 ok\n';
      },
      { what: 'the daemon to be ready' },
    );
  });
  it('runs as a user without privileges, who can write nowhere but to its volume', () => {
    const status = readFileSync(`/proc/${container.process.pid}/status`, 'utf8');
    expect(status).to.match(/^Uid:\s+65532\s+65532\s+65532\s+65532$/m);
    expect(status).to.match(/^CapEff:\s+0+$/m);
    expect(status).to.match(/^CapBnd:\s+0+$/m);
    expect(status).to.match(/^NoNewPrivs:\s+1$/m);
    const mounts = readFileSync(`/proc/${container.process.pid}/mountinfo`, 'utf8').split('\n');
    const root = mounts.find((line) => line.split(' ')[4] === '/');
    expect(root?.split(' ')[5]).to.match(/^ro\b/);
  });
  it('reads the engine, decides, and patches the runtime, from 1 to 3', async () => {
    dataset.engine.figures.used = 0.95 * GIB;
    await waitFor(async () => (await dataset.replicas()) === 3, { what: '3 replicas' });
    await dataset.follow();
    const ledger = join(container.volume, 'ledger');
    await waitFor(async () => (await entriesOf(ledger, 'served')).length === 1, {
      what: 'the workers to serve',
    });
  });
  it('follows a DatasetAutoscaler of the cluster and says on it how things stand', async () => {
    await plane.apply([
      { ...documentOf(dataset), metadata: { name: 'images', namespace: dataset.namespace } },
    ]);
    await waitFor(
      async () => {
        const told = await plane.kubectl(
          'get',
          'dsa',
          'images',
          '-n',
          dataset.namespace,
          '-o',
          'jsonpath={.status}',
        );
        return told.includes('NoDataset');
      },
      { what: 'the object’s status to say that there is no such Dataset' },
    );
  });
  it('scales every kind in the way that kind scales, and writes nothing else of it', async () => {
    for (const kind of everyKind) {
      const made = await makeKind(plane, dataset.namespace, kind);
      const before = specWithoutCount(await made.runtime());
      await plane.apply(made.document({ replicas: { min: 2, max: 4 }, adopt: 'move', interval: '1s' }));
      await waitFor(async () => (await made.count()) === 2, { what: `2 workers of ${kind}` });
      expect(specWithoutCount(await made.runtime()), kind).to.equal(before);
      const written = callsOf(plane.folder, ACCOUNT).filter(
        ({ verb, name, resource }) =>
          verb === 'patch' && !/^(datasetautoscalers|events)/.test(resource) && name?.startsWith(made.name),
      );
      const [group, place] = writesTo(made.paths.scale);
      expect(
        written.map((call) => [call.group, call.resource, call.code]),
        kind,
      ).to.deep.equal([[group, place, 200]]);
    }
  });
  it('asks JuiceFS workers and a CacheRuntime’s master how full they are by the one command there is for it', async () => {
    kubelet.command('cat', 'echo "blockcache.bytes: $((1020 * 1024 * 1024))"');
    kubelet.command('report', `echo '{"cached":"0.99GiB","cacheCapacity":"1.00GiB"}'`);
    const template = { spec: { containers: [{ name: 'master' }] } };
    const executionEntries = { reportSummary: { command: ['report'], timeout: 10 } };
    await plane.apply([
      {
        apiVersion: 'data.fluid.io/v1alpha1',
        kind: 'CacheRuntimeClass',
        metadata: { name: 'reporting' },
        fileSystemType: 'x',
        topology: { master: { template, executionEntries } },
      },
    ]);
    const { namespace } = dataset;
    await kubelet.runPod({ namespace, name: 'reported-master-0', containers: ['master'] });
    for (const [name, kind, changes] of [
      ['counted', 'JuiceFSRuntime', { tieredstore: { levels: [{ mediumtype: 'MEM', quota: '1Gi' }] } }],
      ['reported', 'CacheRuntime', { runtimeClassName: 'reporting' }],
    ] as const) {
      const made = await makeKind(plane, namespace, kind, { name, changes });
      const policies = { threshold: { up: '90%' }, step: { up: [{ pods: 1, per: '10m' }] } };
      await plane.apply(made.document({ replicas: { min: 1, max: 4 }, interval: '1s', policies }));
      await waitFor(async () => (await made.count()) === 2, { what: `2 workers of ${kind}` });
    }
    const asked = callsOf(plane.folder, ACCOUNT).filter(({ resource }) => resource === 'pods/exec');
    const answered = asked.filter(({ code }) => code === 101).map(({ name }) => name);
    expect(answered).to.include.members(['counted-worker-0', 'reported-master-0']);
  });
  it('reads a ConfigMap that was swapped', async () => {
    const [name = '', text = ''] = policyOf(dataset);
    container.mount(POLICIES, { [name]: text.replace('max: 4', 'max: 5') });
    const ledger = join(container.volume, 'ledger');
    await waitFor(
      async () => (await entriesOf(ledger, 'policy')).some((entry) => entry.text.includes('max: 5')),
      {
        what: 'the new document to be in force',
      },
    );
  });
  it('tells on the Dataset what it did, and counts a mistake that is made again', async () => {
    const [name = '', text = ''] = policyOf(dataset);
    const ledger = join(container.volume, 'ledger');
    const faults = async () => (await entriesOf(ledger, 'fault')).length;
    for (const made of [1, 2]) {
      container.mount(POLICIES, { [name]: text.replace('replicas:', 'respect: 400d, replicas:') });
      await waitFor(async () => (await faults()) === made, { what: 'the fault' });
      const max = `max: ${5 + made}`;
      container.mount(POLICIES, { [name]: text.replace('max: 4', max) });
      const mended = async () =>
        (await entriesOf(ledger, 'policy')).some((entry) => entry.text.includes(max));
      await waitFor(mended, { what: 'it to be mended' });
    }
    const events = async () => plane.kubectl('get', 'events', '-n', dataset.namespace, '-o', 'yaml');
    await waitFor(async () => /scaled 1 -> 3/.test(await events()) && /count: 2/.test(await events()), {
      what: 'the Events',
    });
  });
  it('says of an object what it says of a file: two for one dataset, one is refused', async () => {
    const [, text = ''] = policyOf(dataset);
    await plane.apply(text, dataset.namespace);
    const status = () => plane.kubectl('get', 'dsa', 'spark', '-n', dataset.namespace, '-o', 'yaml');
    await waitFor(async () => (await status()).includes('has a document already'), { what: 'the refusal' });
  });
  it('takes another log level without a restart', async () => {
    container.mount(SETTINGS, { 'run.yaml': 'logLevel: debug\n' });
    container.process.signal('SIGHUP');
    await waitFor(
      () =>
        readFileSync(container.log, 'utf8').includes('"logLevel":"debug","msg":"configuration read again"'),
      { what: 'the new level in the log' },
    );
  });
  it('ends cleanly when it is told to, and leaves a ledger that verifies', async () => {
    await container.process.stop('SIGTERM');
    expect(container.process.ended()).to.equal('exit code 0');
    expect((await verifyLedger(join(container.volume, 'ledger'))).whole).to.equal(true);
  });
  it('used every right it has, and missed none', () => {
    const calls = callsOf(plane.folder, ACCOUNT);
    expect(calls.filter(({ code }) => code === 403)).to.deep.equal([]);
    const rights = granted(objects);
    expect(used(calls, rights)).to.deep.equal(rights);
  });
});

function specWithoutCount({ spec }: KubeObject): string {
  return JSON.stringify(spec).replace(/"replicas":\d+/g, '');
}

/** Group and resource, with its subresource, of a path. */
function writesTo(path: string): readonly [string, string] {
  const [, , group = '', , , , plural = '', , subresource] = path.split('/');
  return [group, subresource === undefined ? plural : `${plural}/${subresource}`];
}

function documentOf(dataset: TestDataset) {
  return {
    apiVersion: 'fluid-autoscaler.dev/v1alpha1',
    kind: 'DatasetAutoscaler',
    metadata: { name: 'spark', namespace: dataset.namespace },
    spec: {
      engine: { url: dataset.engine.url },
      replicas: { min: 1, max: 4 },
      policies: { threshold: { up: '90%' }, step: { up: [{ pods: 2, per: '10m' }] }, scaleDown: 'disabled' },
    },
  };
}

function policyOf(dataset: TestDataset): readonly [string, string] {
  return [
    'spark.yaml',
    stringify(documentOf(dataset), { flowCollectionPadding: true, collectionStyle: 'flow' }),
  ];
}

/** What the kubelet would make of the shipped Deployment; only the port is another, so that tests can run side by side. */
async function podOf(plane: ControlPlane, objects: readonly Manifest[], dataset: TestDataset, port: number) {
  const { securityContext, containers } = only<Deployment>(objects, 'Deployment').spec.template.spec;
  const { runAsUser, runAsGroup } = securityContext;
  const path = `/api/v1/namespaces/${NAMESPACE}/serviceaccounts/fluid-autoscaler/token`;
  const asked = {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    spec: { expirationSeconds: 3600 },
  };
  const { token } = ((await plane.request('POST', path, asked)).body as { status: { token: string } }).status;
  const { hostname, port: apiPort } = new URL(plane.url);
  return {
    args: containers[0].args.map((arg) => arg.replace('--listen=:8080', `--listen=127.0.0.1:${port}`)),
    env: {
      KUBERNETES_SERVICE_HOST: hostname,
      KUBERNETES_SERVICE_PORT: apiPort,
      HOSTNAME: 'fluid-autoscaler-0',
    },
    user: `${runAsUser}:${runAsGroup}`,
    account: {
      token,
      ca: readFileSync(join(plane.folder, 'certificates/ca.crt'), 'utf8'),
      namespace: NAMESPACE,
    },
    mounts: {
      [POLICIES]: Object.fromEntries([policyOf(dataset)]),
      [SETTINGS]: only<ConfigMap>(objects, 'ConfigMap', 'fluid-autoscaler-settings').data,
    },
    volume: '/var/lib/fluid-autoscaler',
  };
}
