/** One dataset on the bare control plane, and the hands that a cluster's controllers would lend it. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KubeObject } from '../../../lib/kube/objects.ts';
import type { ControlPlane } from '../../support/control-plane.ts';
import { tempFolder } from '../../support/temp.ts';
import { startEngine, type TestEngine } from './engine.ts';

export const GIB = 2 ** 30;
/** The article's dataset: 2.71 GiB. */
export const ARTICLE_BYTES = 2_909_879_074;

export interface TestDataset {
  readonly namespace: string;
  readonly engine: TestEngine;
  /** Folder with the policy document; `write` replaces it. */
  readonly policies: string;
  write(spec: string): void;
  /** Takes the policy document away. */
  remove(): void;
  runtime(): Promise<KubeObject>;
  replicas(): Promise<number>;
  /** Makes the StatefulSet, its pods and the engine follow `spec.replicas`, as Fluid and the kubelet would. */
  follow(): Promise<void>;
  /** Somebody sets the count through /scale, under a field manager of their own. */
  scale(replicas: number, manager?: string): Promise<void>;
  /** The dataset's size in the under-store, as Fluid prints it. */
  grow(ufsTotal: string): Promise<void>;
  /** Deletes the runtime and makes it again: another uid. */
  remake(): Promise<void>;
  /** `resourceVersion` of every object of the namespace that a daemon could write, Leases, Events and ConfigMaps included. */
  versions(): Promise<Readonly<Record<string, string>>>;
}

/** Many such datasets in one namespace, `spark-0` and on, each with an engine of its own; for measuring. */
export async function makeDatasets(plane: ControlPlane, count: number, used: number) {
  await plane.applyFluidCrds();
  const namespace = await plane.namespace('bench');
  const engines: { readonly name: string; readonly engine: TestEngine }[] = [];
  for (let i = 0; i < count; i++) {
    const name = `spark-${i}`;
    const engine = await startEngine({ capacity: GIB, used, workers: 1, ufsRead: used });
    const objects = [dataset, runtime(1)].map((object) => ({ ...object, metadata: { name } }));
    await plane.apply([...objects, ...workersOf(namespace, 1, name)], namespace);
    engines.push({ name, engine });
  }
  const stop = async () => void (await Promise.all(engines.map(({ engine }) => engine.stop())));
  return { namespace, engines, stop };
}

const RUNTIMES = '/apis/data.fluid.io/v1alpha1/namespaces';

/** The article's case: bound, one worker of 1 GiB, `used` bytes in it; the policy reads the engine by its address. */
export async function makeDataset(plane: ControlPlane, used: number): Promise<TestDataset> {
  await plane.applyFluidCrds();
  const namespace = await plane.namespace('daemon');
  const engine = await startEngine({ capacity: GIB, used, workers: 1, ufsRead: used });
  const policies = join(tempFolder('policies'), 'policies');
  mkdirSync(policies);
  await plane.apply([dataset], namespace);
  await plane.apply([runtime(1)], namespace);
  await plane.apply(workersOf(namespace, 1), namespace);
  const path = `${RUNTIMES}/${namespace}/alluxioruntimes/spark`;
  const get = async () => (await plane.request('GET', path)).body as KubeObject;
  const replicas = async () => Number(((await get()).spec as { replicas: number }).replicas);
  return {
    namespace,
    engine,
    policies,
    write: (spec) => writeFileSync(join(policies, 'spark.yaml'), documentOf(namespace, engine.url, spec)),
    remove: () => rmSync(join(policies, 'spark.yaml')),
    runtime: get,
    replicas,
    follow: async () => {
      const count = await replicas();
      await plane.apply(workersOf(namespace, count), namespace);
      Object.assign(engine.figures, { capacity: count * GIB, workers: count });
    },
    scale: async (count, manager = 'kubectl-scale') => {
      const body = [{ op: 'replace', path: '/spec/replicas', value: count }];
      await plane.request(
        'PATCH',
        `${path}/scale?fieldManager=${manager}`,
        body,
        'application/json-patch+json',
      );
    },
    grow: async (ufsTotal) => {
      await plane.apply([{ ...dataset, status: { ...dataset.status, ufsTotal } }], namespace);
    },
    remake: async () => {
      await plane.request('DELETE', path);
      await plane.apply([runtime(1)], namespace);
    },
    versions: () => versionsOf(plane, namespace),
  };
}

async function versionsOf(plane: ControlPlane, namespace: string): Promise<Record<string, string>> {
  const versions: Record<string, string> = {};
  const kinds = [
    'data.fluid.io/v1alpha1/datasets',
    'data.fluid.io/v1alpha1/alluxioruntimes',
    'apps/v1/statefulsets',
  ];
  const others = ['coordination.k8s.io/v1/leases', 'events.k8s.io/v1/events', 'v1/configmaps'];
  for (const kind of [...kinds, ...others]) {
    const [plural, version, group] = kind.split('/').reverse();
    const root = group === undefined ? `/api/${version}` : `/apis/${group}/${version}`;
    const list = await plane.request('GET', `${root}/namespaces/${namespace}/${plural}`);
    for (const { metadata } of (list.body as { items: KubeObject[] }).items) {
      versions[`${plural}/${metadata.name}`] = metadata.resourceVersion;
    }
  }
  return versions;
}

function documentOf(namespace: string, url: string, spec: string): string {
  return `apiVersion: fluid-autoscaler.dev/v1alpha1
kind: DatasetAutoscaler
metadata: { name: spark, namespace: ${namespace} }
spec:
  dataset: spark
  engine: { url: "${url}" }
${spec}
`;
}

/** The article's policy. */
export const ARTICLE = `  replicas: { min: 1, max: 4 }
  policies:
    threshold: { up: 90% }
    step: { up: [{ pods: 2, per: 10m }] }
    cooldown: { afterUp: 20m }
    scaleDown: disabled`;

const dataset = {
  apiVersion: 'data.fluid.io/v1alpha1',
  kind: 'Dataset',
  metadata: { name: 'spark' },
  spec: { mounts: [{ mountPoint: 'https://mirrors.example/apache/spark/', name: 'spark' }] },
  status: {
    phase: 'Bound',
    ufsTotal: '2.71GiB',
    conditions: [],
    runtimes: [{ name: 'spark', namespace: 'x', type: 'alluxio', category: 'Accelerate' }],
  },
};

function runtime(replicas: number) {
  const counters = Object.fromEntries(
    ['Master', 'Worker', 'Fuse'].flatMap((who) => [
      [`desired${who}NumberScheduled`, replicas],
      [`current${who}NumberScheduled`, replicas],
      [`${who.toLowerCase()}NumberReady`, replicas],
      [`${who.toLowerCase()}Phase`, 'Ready'],
    ]),
  );
  return {
    apiVersion: 'data.fluid.io/v1alpha1',
    kind: 'AlluxioRuntime',
    metadata: { name: 'spark' },
    spec: {
      replicas,
      tieredstore: {
        levels: [{ mediumtype: 'MEM', path: '/dev/shm', quota: '1Gi', high: '0.99', low: '0.7' }],
      },
    },
    status: { ...counters, valueFile: 'spark-alluxio-values' },
  };
}

function workersOf(namespace: string, count: number, name = 'spark') {
  const labels = { app: 'alluxio', release: name, role: 'alluxio-worker' };
  const id = { 'fluid.io/dataset': `${namespace}-${name}`, ...labels };
  const set = {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: `${name}-worker`, labels: id },
    spec: {
      replicas: count,
      serviceName: `${name}-worker`,
      selector: { matchLabels: labels },
      template: { metadata: { labels: id }, spec: { containers: [{ name: 'w', image: 'x' }] } },
    },
    status: { replicas: count, readyReplicas: count },
  };
  const pods = Array.from({ length: count }, (_, ordinal) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `${name}-worker-${ordinal}`, labels: id },
    spec: { containers: [{ name: 'w', image: 'x' }], nodeName: `node-${ordinal}` },
    status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
  }));
  return [set, ...pods];
}
