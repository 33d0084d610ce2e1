/**
 * A process of the bench: the sandbox's API server, which keeps the contract tests of the real one, filled with recorded
 * objects; and a little life in them.
 */
import { channel } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { realClock } from '../../lib/clock/clock.ts';
import type { RunInPod } from '../../lib/sandbox/api/exec.ts';
import { at, type Stored } from '../../lib/sandbox/api/json.ts';
import { kindNamed } from '../../lib/sandbox/api/kinds.ts';
import { type ApiServer, serveApi } from '../../lib/sandbox/api/server.ts';
import { createStore } from '../../lib/sandbox/api/store.ts';
import { createDice } from '../../lib/sandbox/dice.ts';
import { behaviours, isRuntimeKind } from '../../lib/sandbox/kinds/table.ts';
import { moodOf, printed } from './commands.ts';
import { addFill, fillAnswers, fills, told } from './fills.ts';
import { type Cast, type Kind, type Member, MIXES, memberOf } from './member.ts';
import { objectsOf, podOf, resize, setNameOf, showSizes } from './objects.ts';
import { answering, instant, tell } from './talk.ts';
import { type Templates, templatesOf } from './templates.ts';

const store = createStore({ logLength: 200_000 });
const pods = kindNamed('Pod');
let server: ApiServer | null = null;
let cast: Cast = { datasets: 0, namespaces: 1, mix: 'http' };
const templates = new Map<Kind, Templates>();
const lives = new Map<number, number>();
/** What there is of each dataset, its pods excepted. */
const things = new Map<number, readonly Stored[]>();

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

const put = (object: Stored) => void store.put(kindNamed(object.kind), object);
const templatesFor = ({ kind }: Member) => templates.get(kind) as Templates;

/** The newest state of a dataset's objects of some kinds. */
function current(index: number, of: (kind: string) => boolean): readonly Stored[] {
  return (things.get(index) ?? []).flatMap(({ kind, metadata: { namespace = '', name } }) => {
    const object = of(kind) ? store.get(kindNamed(kind), namespace, name) : null;
    return object ?? [];
  });
}

function make(index: number): void {
  const member = memberOf(index, cast);
  const made = objectsOf(templatesFor(member), member, lives.get(index) ?? 0);
  const all = [...made.others, made.workerSet];
  for (const object of [...all, ...made.pods]) put(object);
  things.set(
    index,
    all.map(({ apiVersion, kind, metadata: { namespace = '', name } }) => ({
      apiVersion,
      kind,
      metadata: { namespace, name },
    })) as Stored[],
  );
}

function unmake(index: number): void {
  const member = memberOf(index, cast);
  for (const object of current(index, () => true)) store.remove(kindNamed(object.kind), object);
  for (let ordinal = 0; ordinal < 10; ordinal++) {
    const pod = store.get(pods, member.namespace, `${setNameOf(member)}-${ordinal}`);
    if (pod) store.remove(pods, pod);
  }
  lives.set(index, (lives.get(index) ?? 0) + 1);
}

/** Fluid and the StatefulSet controller, after a patch: the set at once, its new pods ready a second later. */
function follow(index: number, replicas: number): void {
  const member = memberOf(index, cast);
  const kind = kindNamed(behaviours[member.kind].workers.set);
  const set = store.get(kind, member.namespace, setNameOf(member));
  if (!set) return;
  const next = structuredClone(set);
  (next.spec as Record<string, unknown>).replicas = replicas;
  put({ ...next, kind: kind.kind });
  setTimeout(() => {
    const now = store.get(kind, member.namespace, setNameOf(member));
    if (!now) return;
    for (let ordinal = 0; ordinal < replicas; ordinal++)
      if (!store.get(pods, member.namespace, `${setNameOf(member)}-${ordinal}`))
        put(podOf(templatesFor(member).pod, member, ordinal, lives.get(index) ?? 0));
    const ready = structuredClone(now);
    resize(ready, replicas);
    put({ ...ready, kind: kind.kind });
    tell({ index, workers: replicas });
  }, 1000).unref();
}

store.subscribe(({ kind, object, previous, type }) => {
  if (!isRuntimeKind(kind.kind) || type !== 'MODIFIED' || previous === null) return;
  const index = Number(object.metadata.name.slice('data-'.length));
  const { path } = behaviours[memberOf(index, cast).kind].count;
  const [before, after] = [at(previous, ...path), at(object, ...path)];
  if (before === after || typeof after !== 'number') return;
  patched.set(index, instant());
  setImmediate(() => follow(index, after));
});

/** Fluid's round: the sizes it last saw, on the runtime and on the Dataset. @returns how many were written */
function writeStatus(index: number, usedBytes: number, capacityBytes: number): number {
  const time = `${new Date().toISOString().slice(0, 19)}Z`;
  let written = 0;
  for (const object of current(index, (kind) => kind === 'Dataset' || isRuntimeKind(kind))) {
    const next = structuredClone(object);
    if (!showSizes(next, usedBytes, capacityBytes)) continue;
    for (const entry of next.metadata.managedFields ?? [])
      if (entry.subresource === 'status') (entry as { time?: string }).time = time;
    put(next);
    written++;
  }
  return written;
}

/** A worker's container restarts: its pod is not ready for three seconds. */
function restart(index: number): void {
  const member = memberOf(index, cast);
  const turn = (ready: boolean) => {
    const pod = store.get(pods, member.namespace, `${setNameOf(member)}-0`);
    if (!pod) return;
    const next = structuredClone(pod);
    const { conditions = [] } = next.status as { conditions?: { type: string; status: string }[] };
    for (const condition of conditions)
      if (condition.type === 'Ready' || condition.type === 'ContainersReady')
        condition.status = ready ? 'True' : 'False';
    put(next);
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
    const index = Math.floor(Math.random() * cast.datasets);
    if (!spared.has(index) && !gone.includes(index)) return index;
  }
}

/** One second of life: a restart for each 5,000 datasets; in each ten seconds one dataset goes, and one that went comes back. */
function live(second: number): void {
  for (let due = Math.max(1, Math.round(cast.datasets / 5000)); due > 0; due--) {
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

/** The caches of kinds that are asked by commands live here: the commands are answered by the API server's own process. */
const run: RunInPod = ({ pod, command }) => {
  const { name } = pod.metadata;
  const [, number = '-1', part, ordinal] = /^data-(\d+)(?:-\w+)?-(worker|master)-(\d+)$/.exec(name) ?? [];
  const fill = fills.get(Number(number));
  if (fill === undefined) return { answer: null, fault: null };
  fill.askedAt ??= instant();
  const member = memberOf(fill.index, cast);
  const stdout = printed({ fill, member, command, worker: part === 'worker' ? Number(ordinal) : null });
  if (stdout === null) return { answer: null, fault: null };
  const fault = fill.health === 'hung' ? 'hang' : fill.health === 'flapping' ? moodOf(fill) : null;
  if (fault === null) told(fill, stdout.length, part === 'worker' ? Number(ordinal) : null);
  return { answer: { stdout, stderr: '', exitCode: 0 }, fault };
};

answering({
  ...fillAnswers,
  start: async (given: Cast) => {
    cast = given;
    for (const kind of new Set(MIXES[cast.mix])) templates.set(kind, await templatesOf(kind));
    for (const { shared } of templates.values()) for (const object of shared) put(object);
    const spaces = Array.from({ length: cast.namespaces }, (_, index) => memberOf(index, cast).namespace);
    for (const name of ['default', ...spaces])
      put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } } as Stored);
    for (let index = 0; index < cast.datasets; index++) {
      make(index);
      if (cast.mix === 'exec') addFill(index);
    }
    server = await serveApi({ store, clock: realClock, dice: createDice(1), run });
    return server.url;
  },
  workers: ({ index, workers }: { index: number; workers: number }) => {
    const fill = fills.get(index);
    if (fill !== undefined) fill.workers = workers;
  },
  status: ({ figures }: { figures: readonly { index: number; used: number; capacity: number }[] }) => {
    for (const { index, used, capacity } of figures) done.statuses += writeStatus(index, used, capacity);
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
});
