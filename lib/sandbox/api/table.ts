import { formatDuration } from '../../units/duration.ts';
import { arrayAt, at, isObject, type JsonObject, type Stored } from './json.ts';
import type { Kind } from './kinds.ts';

/**
 * What `kubectl get` shows, printed by the server as on a real cluster. So AGE is right on the sandbox's clock,
 * which kubectl's own is not.
 */
interface Column {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'date';
  /** Above 0: only with `-o wide`. */
  readonly priority: number;
  readonly cell: (object: Stored, now: number) => unknown;
}

function column(name: string, path: string, priority = 0, type: Column['type'] = 'string'): Column {
  const fields = path.split('.');
  return { name, type, priority, cell: (object) => at(object, ...fields) ?? null };
}

function count(name: string, path: string): Column {
  return column(name, path, 10, 'integer');
}

export function ageOf(object: Stored, now: number): string {
  return since(object.metadata.creationTimestamp, now);
}

/** The two largest units, as kubectl prints ages: `3m20s`, `5d4h`. */
function since(time: string, now: number): string {
  const ms = Math.max(0, now - Date.parse(time));
  const unit = ms < 3_600_000 ? 1000 : ms < 86_400_000 ? 60_000 : 3_600_000;
  return formatDuration(Math.floor(ms / unit) * unit);
}

const age: Column = { name: 'Age', type: 'date', priority: 0, cell: ageOf };

/** As in Fluid's schemas, `additionalPrinterColumns` (v1.0.8). */
const masters = [
  count('Ready Masters', 'status.masterNumberReady'),
  count('Desired Masters', 'status.desiredMasterNumberScheduled'),
  column('Master Phase', 'status.masterPhase'),
];
const workers = [
  count('Ready Workers', 'status.workerNumberReady'),
  count('Desired Workers', 'status.desiredWorkerNumberScheduled'),
  column('Worker Phase', 'status.workerPhase'),
  count('Ready Fuses', 'status.fuseNumberReady'),
  count('Desired Fuses', 'status.desiredFuseNumberScheduled'),
  column('Fuse Phase', 'status.fusePhase'),
];
const operation = [column('Phase', 'status.phase'), age, column('Duration', 'status.duration')];

function readyOf(pod: Stored): string {
  const containers = arrayAt(pod, 'spec', 'containers').length;
  const isReady = (c: unknown) => isObject(c) && c.type === 'Ready' && c.status === 'True';
  return `${arrayAt(pod, 'status', 'conditions').some(isReady) ? containers : 0}/${containers}`;
}

function phaseOf(pod: Stored): unknown {
  return pod.metadata.deletionTimestamp === undefined ? at(pod, 'status', 'phase') : 'Terminating';
}

function lastSeen(event: Stored, now: number): string {
  const time = at(event, 'lastTimestamp');
  return since(typeof time === 'string' ? time : event.metadata.creationTimestamp, now);
}

function involved(event: Stored): string {
  return `${at(event, 'involvedObject', 'kind')}/${at(event, 'involvedObject', 'name')}`.toLowerCase();
}

const readySet: Column = {
  name: 'Ready',
  type: 'string',
  priority: 0,
  cell: (set) => `${at(set, 'status', 'readyReplicas') ?? 0}/${at(set, 'spec', 'replicas') ?? 0}`,
};

const columns: Readonly<Record<string, readonly Column[]>> = {
  Dataset: [
    column('Ufs Total Size', 'status.ufsTotal'),
    column('Cached', 'status.cacheStates.cached'),
    column('Cache Capacity', 'status.cacheStates.cacheCapacity'),
    column('Cached Percentage', 'status.cacheStates.cachedPercentage'),
    column('Phase', 'status.phase'),
    column('HCFS URL', 'status.hcfs.endpoint', 10),
    column('TOTAL FILES', 'status.fileNum', 11),
    column('CACHE HIT RATIO', 'status.cacheStates.cacheHitRatio', 10),
    age,
  ],
  AlluxioRuntime: [...masters, ...workers, column('API Gateway', 'status.apiGateway.endpoint', 10), age],
  JindoRuntime: [...masters, ...workers, age],
  JuiceFSRuntime: [...workers, age],
  EFCRuntime: [...masters, ...workers, age],
  VineyardRuntime: [...masters, ...workers, column('API Gateway', 'status.apiGateway.endpoint', 10), age],
  GooseFSRuntime: [...masters, ...workers, column('API Gateway', 'status.apiGateway.endpoint', 10), age],
  CacheRuntime: [column('Status', 'status.phase'), age],
  DataLoad: [column('Dataset', 'spec.dataset.name'), ...operation],
  DataBackup: [
    column('Dataset', 'spec.dataset'),
    column('Phase', 'status.phase'),
    column('Path', 'status.infos.BackupLocationPath'),
    column('NodeName', 'status.infos.BackupLocationNodeName'),
    column('Duration', 'status.duration'),
    age,
  ],
  DataMigrate: operation,
  DataProcess: [column('Dataset', 'spec.dataset.name'), ...operation],
  Pod: [
    { name: 'Ready', type: 'string', priority: 0, cell: readyOf },
    { name: 'Status', type: 'string', priority: 0, cell: phaseOf },
    { name: 'Restarts', type: 'string', priority: 0, cell: () => '0' },
    age,
    column('IP', 'status.podIP', 1),
    column('Node', 'spec.nodeName', 1),
  ],
  StatefulSet: [readySet, age],
  AdvancedStatefulSet: [readySet, age],
  Lease: [column('Holder', 'spec.holderIdentity'), age],
  Event: [
    { name: 'Last Seen', type: 'string', priority: 0, cell: lastSeen },
    column('Type', 'type'),
    column('Reason', 'reason'),
    { name: 'Object', type: 'string', priority: 0, cell: involved },
    column('Message', 'message'),
  ],
};

/** True when the client asks for a table and would rather have nothing else. */
export function wantsTable(accept: string): boolean {
  return /as=Table/.test(accept.split(',')[0] ?? '');
}

function definition({ name, type, priority }: Column): JsonObject {
  return { name, type, format: '', description: '', priority };
}

/** @param now the sandbox's, ms since the epoch */
export function tableOf(
  kind: Kind,
  objects: readonly Stored[],
  metadata: JsonObject,
  now: number,
): JsonObject {
  const shown = columns[kind.kind] ?? [age];
  const nameColumn = { name: 'Name', type: 'string', format: 'name', description: '', priority: 0 };
  const rows = objects.map((object) => ({
    cells: [object.metadata.name, ...shown.map((each) => each.cell(object, now))],
    object: { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata },
  }));
  const columnDefinitions = [nameColumn, ...shown.map(definition)];
  return { kind: 'Table', apiVersion: 'meta.k8s.io/v1', metadata, columnDefinitions, rows };
}
