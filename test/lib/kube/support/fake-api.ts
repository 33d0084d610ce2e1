import type { ServerResponse } from 'node:http';
import type { KubeObject } from '../../../../lib/kube/objects.ts';
import { type Asked, type PlayedServer, playServer, sendFailure, sendJson } from './server.ts';

export interface FakeKind {
  readonly groupVersion: string;
  readonly plural: string;
  readonly kind: string;
  readonly scale?: boolean;
}

type Made = Omit<KubeObject, 'metadata' | 'apiVersion' | 'kind'> & {
  readonly metadata: { readonly name: string; readonly namespace: string; readonly [field: string]: unknown };
};

/** A small API server with discovery, list and watch, that does what a healthy one does; kinds come, go and are forbidden. */
export interface FakeApi {
  readonly server: PlayedServer;
  serve(kind: FakeKind): void;
  unserve(plural: string): void;
  forbid(plural: string): void;
  allow(plural: string): void;
  /** Makes discovery of a group fail with this status; null: no longer. */
  failGroup(groupVersion: string, status: number | null): void;
  /** Stores an object (a new uid unless given or there is one already) and tells the watches. */
  put(plural: string, object: Made): KubeObject;
  remove(plural: string, namespace: string, name: string): void;
  /** Open watches by plural, with their label selectors. */
  watching(): readonly string[];
}

interface Watcher {
  readonly plural: string;
  readonly namespace: string | null;
  readonly selector: string | null;
  readonly response: ServerResponse;
}

interface Event {
  readonly version: number;
  readonly plural: string;
  readonly type: string;
  readonly object: KubeObject;
}

export const fluidKinds: readonly FakeKind[] = [
  { groupVersion: 'data.fluid.io/v1alpha1', plural: 'alluxioruntimes', kind: 'AlluxioRuntime', scale: true },
  { groupVersion: 'data.fluid.io/v1alpha1', plural: 'jindoruntimes', kind: 'JindoRuntime', scale: true },
  { groupVersion: 'data.fluid.io/v1alpha1', plural: 'thinruntimes', kind: 'ThinRuntime' },
  { groupVersion: 'data.fluid.io/v1alpha1', plural: 'thinruntimeprofiles', kind: 'ThinRuntimeProfile' },
  { groupVersion: 'data.fluid.io/v1alpha1', plural: 'datasets', kind: 'Dataset' },
  { groupVersion: 'data.fluid.io/v1alpha1', plural: 'dataloads', kind: 'DataLoad' },
  { groupVersion: 'data.fluid.io/v1alpha1', plural: 'datamigrates', kind: 'DataMigrate' },
  { groupVersion: 'data.fluid.io/v1alpha1', plural: 'databackups', kind: 'DataBackup' },
  { groupVersion: 'apps/v1', plural: 'statefulsets', kind: 'StatefulSet', scale: true },
  { groupVersion: 'v1', plural: 'pods', kind: 'Pod' },
  { groupVersion: 'discovery.k8s.io/v1', plural: 'endpointslices', kind: 'EndpointSlice' },
  { groupVersion: 'coordination.k8s.io/v1', plural: 'leases', kind: 'Lease' },
  { groupVersion: 'autoscaling/v2', plural: 'horizontalpodautoscalers', kind: 'HorizontalPodAutoscaler' },
];

function matches({ metadata }: KubeObject, namespace: string | null, selector: string | null): boolean {
  if (namespace !== null && metadata.namespace !== namespace) return false;
  return selector === null || metadata.labels?.[selector] !== undefined;
}

/** What an API server says of a path it does not know: no Status. */
function sendNotServed(response: ServerResponse): void {
  response.writeHead(404, { 'Content-Type': 'text/plain' }).end('404 page not found\n');
}

export async function fakeApi(served: readonly FakeKind[] = fluidKinds): Promise<FakeApi> {
  const kinds = new Map(served.map((kind) => [kind.plural, kind]));
  const forbidden = new Set<string>();
  const failing = new Map<string, number>();
  const objects = new Map<string, KubeObject>();
  const watchers = new Set<Watcher>();
  const events: Event[] = [];
  let version = 1_000;

  function discovery(groupVersion: string, response: ServerResponse): void {
    const status = failing.get(groupVersion);
    if (status !== undefined) {
      sendFailure(response, status, 'Broken');
      return;
    }
    const found = [...kinds.values()].filter((kind) => kind.groupVersion === groupVersion);
    if (found.length === 0) {
      sendNotServed(response);
      return;
    }
    const resources = found.flatMap(({ plural, kind, scale }) => {
      const namespaced = plural !== 'thinruntimeprofiles';
      const own = { name: plural, kind, namespaced, verbs: ['list', 'watch'] };
      return scale ? [own, { name: `${plural}/scale`, kind: 'Scale', namespaced }] : [own];
    });
    sendJson(response, 200, { kind: 'APIResourceList', groupVersion, resources });
  }

  function collection(
    plural: string,
    namespace: string | null,
    asked: Asked,
    response: ServerResponse,
  ): void {
    const kind = kinds.get(plural);
    if (!kind || forbidden.has(plural)) {
      if (kind) sendFailure(response, 403, 'Forbidden', `${plural} is forbidden`);
      else sendNotServed(response);
      return;
    }
    const selector = asked.query.get('labelSelector');
    if (asked.query.get('watch') === 'true') {
      const watcher = { plural, namespace, selector, response };
      watchers.add(watcher);
      response.on('close', () => watchers.delete(watcher));
      response.writeHead(200).flushHeaders();
      // What happened between the list and now.
      const from = Number(asked.query.get('resourceVersion'));
      for (const event of events) if (event.version > from) send(watcher, event);
      return;
    }
    const items = [...objects]
      .filter(([key, object]) => key.startsWith(`${plural} `) && matches(object, namespace, selector))
      .map(([, object]) => object);
    sendJson(response, 200, { kind: `${kind.kind}List`, metadata: { resourceVersion: `${version}` }, items });
  }

  function send({ plural, namespace, selector, response }: Watcher, event: Event): void {
    if (event.plural !== plural || !matches(event.object, namespace, selector)) return;
    response.write(`${JSON.stringify({ type: event.type, object: event.object })}\n`);
  }
  function tell(plural: string, type: string, object: KubeObject): void {
    const event = { version, plural, type, object };
    events.push(event);
    for (const watcher of watchers) send(watcher, event);
  }

  const server = await playServer((asked, response) => {
    const match = /^\/(?:api|apis)\/((?:[^/]+\/)?v\w+)(?:\/namespaces\/([^/]+))?(?:\/([^/]+))?$/.exec(
      asked.path,
    );
    const [, groupVersion = '', namespace, plural] = match ?? [];
    if (!match) sendNotServed(response);
    else if (plural === undefined) discovery(groupVersion, response);
    else collection(plural, namespace ?? null, asked, response);
  });

  return {
    server,
    serve: (kind) => kinds.set(kind.plural, kind),
    unserve(plural) {
      kinds.delete(plural);
      for (const watcher of watchers) if (watcher.plural === plural) watcher.response.end();
    },
    forbid: (plural) => forbidden.add(plural),
    allow: (plural) => forbidden.delete(plural),
    failGroup(groupVersion, status) {
      if (status === null) failing.delete(groupVersion);
      else failing.set(groupVersion, status);
    },
    put(plural, made) {
      const kind = kinds.get(plural);
      if (!kind) throw new Error(`${plural} are not served`);
      version += 1;
      const key = `${plural} ${made.metadata.namespace}/${made.metadata.name}`;
      const before = objects.get(key);
      const uid = before?.metadata.uid ?? `uid-${version}`;
      const object: KubeObject = {
        apiVersion: kind.groupVersion,
        kind: kind.kind,
        ...made,
        metadata: { uid, ...made.metadata, resourceVersion: `${version}` },
      };
      objects.set(key, object);
      tell(plural, before ? 'MODIFIED' : 'ADDED', object);
      return object;
    },
    remove(plural, namespace, name) {
      const key = `${plural} ${namespace}/${name}`;
      const object = objects.get(key);
      if (!object) throw new Error(`there is no ${key}`);
      version += 1;
      objects.delete(key);
      tell(plural, 'DELETED', { ...object, metadata: { ...object.metadata, resourceVersion: `${version}` } });
    },
    watching: () =>
      [...watchers].map(({ plural, selector }) => (selector ? `${plural}?${selector}` : plural)).sort(),
  };
}
