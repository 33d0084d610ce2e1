/** What a cluster with Fluid's controllers holds for one dataset: a template's objects under other names. */
import type { Stored } from '../../lib/sandbox/api/json.ts';
import { behaviours } from '../../lib/sandbox/kinds/table.ts';
import { formatSize } from '../../lib/units/size.ts';
import { fillOf, type Member, PER_WORKER, tellsByPod, WORKERS, workerAddress } from './member.ts';
import type { Templates } from './templates.ts';

/** @param life counts how often the dataset was made: another one has other uids */
function renamed(template: string, { namespace, name, index }: Member, life: number): Stored {
  const uid = `${(life % 65_536).toString(16).padStart(4, '0')}${index.toString(16).padStart(8, '0')}`;
  const text = template
    .replaceAll('default-spark', `${namespace}-${name}`)
    .replaceAll('default/spark', `${namespace}/${name}`)
    .replaceAll('.default:', `.${namespace}:`)
    .replaceAll('"namespace":"default"', `"namespace":"${namespace}"`)
    .replaceAll('spark', name)
    .replaceAll(/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-)[0-9a-f]{12}/g, `$1${uid}`);
  return JSON.parse(text) as Stored;
}

type Changeable = Record<string, unknown>;
const field = (object: unknown, ...path: readonly string[]) =>
  path.reduce<Changeable>((at, name) => at[name] as Changeable, object as Changeable);

export function setNameOf({ kind, name }: Member): string {
  return `${name}${behaviours[kind].infix}-worker`;
}

/** The nth worker's pod; the template's is of worker 0. */
export function podOf(template: string, member: Member, ordinal: number, life: number): Stored {
  const set = setNameOf(member);
  const text = JSON.stringify(renamed(template, member, life))
    .replaceAll(/-worker-\d+\b/g, `-worker-${ordinal}`)
    .replaceAll(/"apps.kubernetes.io\/pod-index":"\d+"/g, `"apps.kubernetes.io/pod-index":"${ordinal}"`);
  const made = JSON.parse(text) as Stored;
  if (made.metadata.name !== `${set}-${ordinal}`)
    throw new Error(`${made.metadata.name} is no pod of ${set}`);
  field(made, 'metadata').uid = `${String(field(made, 'metadata').uid).slice(0, 24)}${(life % 4096)
    .toString(16)
    .padStart(3, '0')}${ordinal.toString(16)}${member.index.toString(16).padStart(8, '0')}`;
  if (tellsByPod(member)) {
    const ip = workerAddress(member, ordinal);
    Object.assign(field(made, 'status'), { hostIP: ip, podIP: ip, podIPs: [{ ip }] });
    for (const port of portsOf(made))
      if (port.name === 'metrics') Object.assign(port, { containerPort: member.port, hostPort: member.port });
  }
  return made;
}

function portsOf(pod: Stored): readonly Changeable[] {
  const { containers } = pod.spec as { containers: { ports?: Changeable[] }[] };
  return containers.flatMap(({ ports = [] }) => ports);
}

/** Sizes are put where the controller of this kind writes any; where it writes none there are none. */
export function showSizes(object: Stored, usedBytes: number, capacityBytes: number): boolean {
  const states = field(object, 'status').cacheStates as Record<string, string> | undefined;
  const figures: Readonly<Record<string, string>> = {
    cacheCapacity: formatSize(capacityBytes),
    cached: formatSize(usedBytes),
    cachedPercentage: `${((usedBytes / (10 * PER_WORKER)) * 100).toFixed(1)}%`,
  };
  const written = Object.keys(figures).filter((name) => /\d/.test(states?.[name] ?? ''));
  for (const name of written) (states as Record<string, string>)[name] = figures[name] as string;
  return written.length > 0;
}

export interface DatasetInCluster {
  readonly workerSet: Stored;
  readonly pods: readonly Stored[];
  /** All else, the Dataset first, the runtime second. */
  readonly others: readonly Stored[];
}

export function objectsOf(templates: Templates, member: Member, life: number): DatasetInCluster {
  const one = (template: string) => renamed(template, member, life);
  const [dataset, runtime, workerSet] = [
    one(templates.dataset),
    one(templates.runtime),
    one(templates.workerSet),
  ];
  const capacity = WORKERS * PER_WORKER;
  for (const object of [dataset, runtime]) showSizes(object, fillOf(member.index) * capacity, capacity);
  if (member.kind === 'alluxio') {
    // Recorded with another count.
    field(runtime, 'spec').replicas = WORKERS;
    field(dataset, 'status').ufsTotal = '10.00GiB';
    for (const counter of ['currentWorkerNumberScheduled', 'desiredWorkerNumberScheduled'])
      field(runtime, 'status')[counter] = WORKERS;
    for (const counter of ['workerNumberAvailable', 'workerNumberReady'])
      field(runtime, 'status')[counter] = WORKERS;
  }
  resize(workerSet, WORKERS);
  const others = templates.others.map(one);
  for (const object of others) if (object.kind === 'EndpointSlice') showEngine(object, member);
  return {
    workerSet,
    pods: Array.from({ length: WORKERS }, (_, ordinal) => podOf(templates.pod, member, ordinal, life)),
    others: [dataset, runtime, ...others],
  };
}

/** The port by which the kind is asked is the stub's. */
function showEngine(slice: Stored, { kind, address, port }: Member): void {
  const { endpoints, ports } = slice as unknown as { endpoints: Changeable[]; ports: Changeable[] };
  for (const endpoint of endpoints) endpoint.addresses = [address];
  const { telling } = behaviours[kind];
  for (const each of ports) if (telling.by === 'master' && each.name === telling.port) each.port = port;
}

/** A worker set all of whose pods serve. */
export function resize(workerSet: Stored, replicas: number): void {
  field(workerSet, 'spec').replicas = replicas;
  const counters = ['replicas', 'readyReplicas', 'currentReplicas', 'updatedReplicas', 'availableReplicas'];
  for (const counter of counters) field(workerSet, 'status')[counter] = replicas;
}
