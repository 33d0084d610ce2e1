/**
 * A process of the bench: the sandbox's API server, which keeps the contract tests of the real one, filled with recorded
 * objects; and a little life in them.
 */
import { channel } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { realClock } from '../../lib/clock/clock.ts';
import type { Stored } from '../../lib/sandbox/api/json.ts';
import { type Kind, kindNamed } from '../../lib/sandbox/api/kinds.ts';
import { type ApiServer, serveApi } from '../../lib/sandbox/api/server.ts';
import { createStore } from '../../lib/sandbox/api/store.ts';
import { createDice } from '../../lib/sandbox/dice.ts';
import { memberOf, WORKERS } from './member.ts';
import { cacheStates, objectsOf, podOf, resize } from './objects.ts';
import { answering, instant, tell } from './talk.ts';

const store = createStore({ logLength: 200_000 });
const kinds = {
  dataset: kindNamed('Dataset'),
  runtime: kindNamed('AlluxioRuntime'),
  workerSet: kindNamed('StatefulSet'),
  pod: kindNamed('Pod'),
  slice: kindNamed('EndpointSlice'),
};
let server: ApiServer | null = null;
let namespaces = 1;
let count = 0;
const lives = new Map<number, number>();

/** What came over the wire, by `METHOD resource`; watches and lists are told apart. */
const calls = new Map<string, number>();
channel('http.server.request.start').subscribe((message) => {
  const { method = '', url = '' } = (message as { request: IncomingMessage }).request;
  const [path = '', query = ''] = url.split('?', 2);
  const parts = path.split('/').slice(path.startsWith('/apis/') ? 4 : 3);
  const resource = parts[0] === 'namespaces' && parts.length > 2 ? parts.slice(2) : parts;
  const [plural = '', name, subresource] = resource;
  const verb = method !== 'GET' ? method : query.includes('watch=true') ? 'WATCH' : name ? 'GET' : 'LIST';
  const what = `${verb} ${subresource === undefined ? plural : `${plural}/${subresource}`}`;
  calls.set(what, (calls.get(what) ?? 0) + 1);
});

/** Counts of runtimes that were changed through the API: when the patch was stored, ms, and to how many. */
const patched = new Map<number, number>();

const put = (kind: Kind, object: unknown) => void store.put(kind, object as Stored);

function make(index: number): void {
  const life = lives.get(index) ?? 0;
  const made = objectsOf(memberOf(index, namespaces), life);
  put(kinds.dataset, made.dataset);
  put(kinds.runtime, made.runtime);
  put(kinds.workerSet, made.workerSet);
  for (const pod of made.pods) put(kinds.pod, pod);
  put(kinds.slice, made.slice);
}

function unmake(index: number): void {
  const { namespace, name } = memberOf(index, namespaces);
  const drop = (kind: Kind, of: (object: Stored) => boolean) => {
    for (const object of [store.get(kind, namespace, name)])
      if (object && of(object)) store.remove(kind, object);
  };
  drop(kinds.runtime, () => true);
  drop(kinds.dataset, () => true);
  const set = store.get(kinds.workerSet, namespace, `${name}-worker`);
  if (set) store.remove(kinds.workerSet, set);
  for (let ordinal = 0; ordinal < 10; ordinal++) {
    const pod = store.get(kinds.pod, namespace, `${name}-worker-${ordinal}`);
    if (pod) store.remove(kinds.pod, pod);
  }
  const [template] = slicesOf(namespace, name);
  if (template) store.remove(kinds.slice, template);
  lives.set(index, (lives.get(index) ?? 0) + 1);
}

function slicesOf(namespace: string, name: string): readonly Stored[] {
  const found = store.get(kinds.slice, namespace, `${name}-master-0-${sliceSuffix}`);
  return found ? [found] : [];
}
let sliceSuffix = '';

/** Fluid and the StatefulSet controller, after a patch: the set at once, its new pods ready a second later. */
function follow(index: number, replicas: number): void {
  const member = memberOf(index, namespaces);
  const { namespace, name } = member;
  const set = store.get(kinds.workerSet, namespace, `${name}-worker`);
  if (!set) return;
  const next = structuredClone(set);
  (next.spec as Record<string, unknown>).replicas = replicas;
  put(kinds.workerSet, next);
  setTimeout(() => {
    const now = store.get(kinds.workerSet, namespace, `${name}-worker`);
    if (!now) return;
    for (let ordinal = 0; ordinal < replicas; ordinal++)
      if (!store.get(kinds.pod, namespace, `${name}-worker-${ordinal}`))
        put(kinds.pod, podOf(member, ordinal, lives.get(index) ?? 0));
    const ready = structuredClone(now);
    resize(ready as never, replicas);
    put(kinds.workerSet, ready);
    tell({ index, workers: replicas });
  }, 1000).unref();
}

store.subscribe(({ kind, object, previous, type }) => {
  if (kind !== kinds.runtime || type !== 'MODIFIED' || previous === null) return;
  const count = (of: Stored) => (of.spec as { replicas?: number } | undefined)?.replicas;
  const [before, after] = [count(previous), count(object)];
  if (before === after || after === undefined) return;
  const index = Number(object.metadata.name.slice('data-'.length));
  patched.set(index, instant());
  setImmediate(() => follow(index, after));
});

/** Fluid's round: the sizes it last saw, on the runtime and on the Dataset. */
function writeStatus(index: number, usedBytes: number, capacityBytes: number): void {
  const { namespace, name } = memberOf(index, namespaces);
  const time = `${new Date().toISOString().slice(0, 19)}Z`;
  for (const kind of [kinds.runtime, kinds.dataset]) {
    const object = store.get(kind, namespace, name);
    if (!object) continue;
    const next = structuredClone(object);
    (next.status as Record<string, unknown>).cacheStates = cacheStates(usedBytes, capacityBytes);
    for (const entry of next.metadata.managedFields ?? [])
      if (entry.subresource === 'status') (entry as { time?: string }).time = time;
    put(kind, next);
  }
}

/** A worker's container restarts: its pod is not ready for three seconds. */
function restart(index: number): void {
  const { namespace, name } = memberOf(index, namespaces);
  const turn = (ready: boolean) => {
    const pod = store.get(kinds.pod, namespace, `${name}-worker-0`);
    if (!pod) return;
    const next = structuredClone(pod);
    const { conditions = [] } = next.status as { conditions?: { type: string; status: string }[] };
    for (const condition of conditions)
      if (condition.type === 'Ready' || condition.type === 'ContainersReady')
        condition.status = ready ? 'True' : 'False';
    put(kinds.pod, next);
  };
  turn(false);
  setTimeout(() => turn(true), 3000).unref();
}

let churn: NodeJS.Timeout | null = null;
const done = { restarts: 0, removed: 0, added: 0, statuses: 0 };
const gone: number[] = [];
/** Datasets nobody may take away or restart: those whose reaction is measured. */
let spared = new Set<number>();

function some(): number {
  for (;;) {
    const index = Math.floor(Math.random() * count);
    if (!spared.has(index) && !gone.includes(index)) return index;
  }
}

/** One second of life: a restart for each 5,000 datasets; in each ten seconds one dataset goes, and one that went comes back. */
function live(second: number): void {
  for (let due = Math.max(1, Math.round(count / 5000)); due > 0; due--) {
    restart(some());
    done.restarts++;
  }
  if (second % 10 === 0) {
    const index = some();
    unmake(index);
    gone.push(index);
    done.removed++;
  }
  if (second % 10 === 5 && gone.length > 3) comeBack();
}

function comeBack(): void {
  const index = gone.shift();
  if (index === undefined) return;
  make(index);
  done.added++;
}

answering({
  start: async (given: { datasets: number; namespaces: number }) => {
    ({ namespaces } = given);
    count = given.datasets;
    put(kindNamed('Namespace'), { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } });
    for (let index = 0; index < namespaces; index++)
      put(kindNamed('Namespace'), {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: memberOf(index, namespaces).namespace },
      });
    for (let index = 0; index < count; index++) make(index);
    const [any] = store.list(kinds.slice, null);
    sliceSuffix = any?.metadata.name.split('-').at(-1) ?? '';
    server = await serveApi({ store, clock: realClock, dice: createDice(1) });
    return server.url;
  },
  status: ({ figures }: { figures: readonly { index: number; used: number; capacity: number }[] }) => {
    for (const { index, used, capacity } of figures) writeStatus(index, used, capacity);
    done.statuses += 2 * figures.length;
  },
  churn: ({ on, spare }: { on: boolean; spare: readonly number[] }) => {
    spared = new Set(spare);
    if (churn !== null) clearInterval(churn);
    churn = null;
    let second = 0;
    if (on) churn = setInterval(() => live(++second), 1000);
    else while (gone.length > 0) comeBack();
  },
  calls: () => new Map(calls),
  done: () => ({ ...done }),
  patched: () => new Map(patched),
  workers: () => WORKERS,
});
