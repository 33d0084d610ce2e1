/** One dataset of any kind on the bare control plane, with what Fluid would make for it. */
import type { KubeObject } from '../../../lib/kube/objects.ts';
import { typeOfKind } from '../../../lib/kube/references.ts';
import { kindOf, runtimeKinds } from '../../../lib/runtimes/kinds.ts';
import type { ControlPlane } from '../../support/control-plane.ts';
import type { Manifest } from '../../support/plane-objects.ts';

export const everyKind: readonly string[] = runtimeKinds.map(({ kind }) => kind);

export interface KindOnPlane {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  /** Paths of the runtime, of the set of its workers, and of what is patched to scale it. */
  readonly paths: { readonly runtime: string; readonly set: string; readonly scale: string };
  runtime(): Promise<KubeObject>;
  /** Where the kind has it. */
  count(): Promise<number>;
  /** Somebody writes it there, under a field manager of their own. */
  write(replicas: number, manager?: string): Promise<void>;
  /** Makes the set and its pods follow the count, as Fluid and the kubelet would. */
  follow(): Promise<void>;
  /** A policy document, which is an object of the cluster too. */
  document(spec: object): Manifest;
}

const fluid = 'data.fluid.io/v1alpha1';

/** @param changes of the runtime's spec */
export async function makeKind(
  plane: ControlPlane,
  namespace: string,
  kind: string,
  {
    name = typeOfKind(kind),
    replicas = 1,
    changes = {},
  }: { name?: string; replicas?: number; changes?: object } = {},
): Promise<KindOnPlane> {
  const { plural, workerSetKind, workerSetName, writes } = kindOf(kind);
  const set = workerSetName(name);
  const sets = workerSetKind === 'StatefulSet' ? 'apps/v1' : 'workload.fluid.io/v1alpha1';
  const paths = {
    runtime: `/apis/${fluid}/namespaces/${namespace}/${plural}/${name}`,
    set: `/apis/${sets}/namespaces/${namespace}/${workerSetKind.toLowerCase()}s/${set}`,
  };
  const scale = { scale: `${paths.runtime}/scale`, worker: paths.runtime, set: `${paths.set}/scale` }[
    writes ?? 'scale'
  ];
  const get = async (path: string) => (await plane.request('GET', path)).body as KubeObject;
  const count = async () => {
    const { spec } = await get(writes === 'set' ? paths.set : paths.runtime);
    const { replicas: plain, worker } = spec as { replicas?: number; worker?: { replicas?: number } };
    return Number(writes === 'worker' ? worker?.replicas : plain);
  };
  const make = (objects: readonly Manifest[]) => plane.apply(objects, namespace);
  const [, runtime] = await make([datasetOf(name, kind), runtimeOf(name, kind, replicas, changes)]);
  const owner = { apiVersion: fluid, kind, name, uid: runtime?.metadata.uid, controller: true };
  const workers = (asked: number) => workersOf({ namespace, name, kind, set, sets, owner }, asked);
  await make(workers(replicas));
  return {
    ...{ kind, name, namespace, count },
    paths: { ...paths, scale },
    runtime: () => get(paths.runtime),
    write: async (to, manager = 'kubectl-edit') => {
      const path = writes === 'worker' ? '/spec/worker/replicas' : '/spec/replicas';
      const body = [{ op: 'replace', path, value: to }];
      await plane.request('PATCH', `${scale}?fieldManager=${manager}`, body, 'application/json-patch+json');
    },
    follow: async () => {
      const [own, ...pods] = workers(await count());
      await make(writes === 'set' || own === undefined ? pods : [own, ...pods]);
    },
    document: (spec) => ({
      apiVersion: 'fluid-autoscaler.dev/v1alpha1',
      kind: 'DatasetAutoscaler',
      metadata: { name, namespace },
      spec,
    }),
  };
}

function datasetOf(name: string, kind: string): Manifest {
  return {
    apiVersion: fluid,
    kind: 'Dataset',
    metadata: { name },
    spec: { mounts: [{ mountPoint: 'https://mirrors.example/apache/', name }] },
    status: {
      phase: 'Bound',
      ufsTotal: '2.71GiB',
      conditions: [],
      runtimes: [{ name, namespace: 'x', type: typeOfKind(kind), category: 'Accelerate' }],
    },
  };
}

function runtimeOf(name: string, kind: string, replicas: number, changes: object): Manifest {
  const runtime = { apiVersion: fluid, kind, metadata: { name } };
  if (kind === 'CacheRuntime')
    return { ...runtime, spec: { runtimeClassName: 'curvine', worker: { replicas }, ...changes } };
  const counters = Object.fromEntries(
    ['Master', 'Worker', 'Fuse'].flatMap((who) => [
      [`desired${who}NumberScheduled`, replicas],
      [`current${who}NumberScheduled`, replicas],
      [`${who.toLowerCase()}NumberReady`, replicas],
      [`${who.toLowerCase()}Phase`, 'Ready'],
    ]),
  );
  // Without a profile a ThinRuntime is the shell of a Dataset that refers to another.
  const profile = kind === 'ThinRuntime' ? { profileName: 'nfs', worker: { enabled: true } } : {};
  return {
    ...runtime,
    spec: { replicas, ...profile, ...changes },
    status: { ...counters, valueFile: `${name}-values` },
  };
}

interface Workers {
  readonly namespace: string;
  readonly name: string;
  readonly kind: string;
  readonly set: string;
  readonly sets: string;
  readonly owner: object;
}

/** The set first, then its pods; labelled as Fluid's charts label them, or as its controller does for a CacheRuntime. */
function workersOf({ namespace, name, kind, set, sets, owner }: Workers, count: number): readonly Manifest[] {
  const type = kind === 'JindoRuntime' ? 'jindofs' : typeOfKind(kind);
  const labels: Record<string, string> =
    kind === 'CacheRuntime'
      ? { 'cacheruntime.fluid.io/name': name, 'cacheruntime.fluid.io/component-name': set }
      : { 'fluid.io/dataset': `${namespace}-${name}`, app: type, release: name, role: `${type}-worker` };
  const containers = [{ name: `${typeOfKind(kind)}-worker`, image: 'x' }];
  const template = { metadata: { labels }, spec: { containers } };
  const pods = Array.from({ length: count }, (_, ordinal) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `${set}-${ordinal}`, labels },
    spec: { containers, nodeName: `node-${ordinal}` },
    status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
  }));
  const workerSet = {
    apiVersion: sets,
    kind: kindOf(kind).workerSetKind,
    metadata: { name: set, labels, ownerReferences: [owner] },
    spec: { replicas: count, serviceName: set, selector: { matchLabels: labels }, template },
    status: { replicas: count, readyReplicas: count },
  };
  return [workerSet, ...pods];
}
