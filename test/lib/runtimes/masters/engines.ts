/** The engines with masters, each with a page and the names that matter on it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatasetObjects, KubeObject } from '../../../../lib/kube/objects.ts';
import { projectRoot } from '../../../../lib/root.ts';
import { alluxioMasters } from '../../../../lib/runtimes/alluxio/masters.ts';
import type { EngineAddress, ReadOptions } from '../../../../lib/runtimes/contract.ts';
import { goosefsMasters } from '../../../../lib/runtimes/goosefs/masters.ts';
import { jindoMasters } from '../../../../lib/runtimes/jindo/masters.ts';
import { kindOf } from '../../../../lib/runtimes/kinds.ts';
import { readMasters } from '../../../../lib/runtimes/masters/leader.ts';
import type { Masters } from '../../../../lib/runtimes/masters/masters.ts';
import { pagesAt } from '../../../../lib/runtimes/override.ts';

export interface TriedEngine {
  readonly kind: string;
  readonly masters: Masters;
  /** A page with figures. */
  readonly page: string;
  readonly figures: { readonly capacityBytes: number; readonly usedBytes: number; readonly workers: number };
  readonly names: { readonly capacity: string; readonly used: string; readonly workers: string };
}

function fixture(path: string): string {
  return readFileSync(join(projectRoot, 'test/fixtures', path), 'utf8');
}

const CLUSTER = {
  capacity: 'Cluster_CapacityTotal',
  used: 'Cluster_CapacityUsed',
  workers: 'Cluster_Workers',
};

export const ENGINES: readonly TriedEngine[] = [
  {
    kind: 'AlluxioRuntime',
    masters: alluxioMasters,
    page: fixture('alluxio/03-full.prom'),
    figures: { capacityBytes: 134217728, usedBytes: 133169152, workers: 1 },
    names: CLUSTER,
  },
  {
    kind: 'GooseFSRuntime',
    masters: goosefsMasters,
    page: fixture('goosefs/master.prom'),
    figures: { capacityBytes: 2e7, usedBytes: 10157399, workers: 1 },
    names: CLUSTER,
  },
  {
    kind: 'JindoRuntime',
    masters: jindoMasters,
    page: fixture('jindo/disk.prom'),
    figures: { capacityBytes: 3 * 2 ** 30, usedBytes: 2577399808, workers: 3 },
    names: {
      capacity: 'jindofsx_ns_total_disk_cap',
      used: 'jindofsx_ns_total_used_disk_cap',
      workers: 'jindofsx_ns_total_stsnodes_num',
    },
  },
];

/** A page with some values printed differently; a value of null takes the line out. */
export function changed(page: string, values: Readonly<Record<string, string | null>>): string {
  return page.replace(/^(\w+) .*\n/gm, (line, name: string) => {
    const value = values[name];
    if (value === undefined) return line;
    return value === null ? '' : `${name} ${value}\n`;
  });
}

/** What a master shows in its first seconds. */
export function zeros({ page, names }: TriedEngine): string {
  return changed(page, { [names.capacity]: '0', [names.used]: '0', [names.workers]: '0' });
}

/** What a master shows that does not lead. */
export const STANDBY_PAGE = '# a page without figures of the cluster\nMaster_FilesCompleted 7.0\n';

export function runtimeOf(kind: string, spec: object = {}): KubeObject {
  const metadata = { name: 'spark', namespace: 'default', uid: 'u', resourceVersion: '1' };
  return { apiVersion: 'data.fluid.io/v1alpha1', kind, metadata, spec };
}

export function objectsOf(runtime: KubeObject, slices: readonly KubeObject[] = []): DatasetObjects {
  const { namespace = 'default', name } = runtime.metadata;
  const nothing = { dataset: null, workerSet: null, workerPods: [], operations: [], owners: [] };
  return { ...nothing, namespace, name, runtime, slices };
}

/** Where the masters are, one each: servers of a test, or the beginnings of URLs. */
export function addressOf(
  { masters }: TriedEngine,
  ...places: readonly (string | { readonly host: string })[]
): EngineAddress {
  const pages = places.map((place) => {
    const base = new URL(typeof place === 'string' ? place : `http://${place.host}`);
    return { ...pagesAt(base, masters.paths), service: null };
  });
  return { from: 'slices', pages };
}

/** The EndpointSlice of one master's Service, on the node's own address and a random port, as under host network. */
export function sliceOf(
  { masters }: TriedEngine,
  master: number,
  { port }: { readonly port: number },
): KubeObject {
  const service = `${masters.service('spark')}-${master}`;
  const labels = { 'kubernetes.io/service-name': service };
  const metadata = { name: `${service}-x`, namespace: 'default', uid: 'u', resourceVersion: '1', labels };
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata,
    addressType: 'IPv4',
    ports: [
      { name: 'other', port: 1, protocol: 'TCP' },
      { name: masters.port, port, protocol: 'TCP' },
    ],
    endpoints: [{ addresses: ['127.0.0.1'], conditions: { ready: true } }],
  };
}

/** Reads the masters at these addresses. */
export function read({ kind, masters }: TriedEngine, address: EngineAddress, options: ReadOptions) {
  return readMasters(masters, { address, runtime: runtimeOf(kind) }, options);
}

/** Looks as the daemon does: with what the objects say, and the address the user gave. */
export async function look(
  { kind }: TriedEngine,
  options: ReadOptions,
  given: { readonly url?: string; readonly slices?: readonly KubeObject[]; readonly spec?: object } = {},
) {
  const { url = null, slices, spec } = given;
  const engine = kindOf(kind).engine;
  if (engine === null) throw new Error(`${kind} has no engine`);
  const objects = objectsOf(runtimeOf(kind, spec), slices);
  return (await engine.look({ objects, url, perPod: false }, options)).result;
}
