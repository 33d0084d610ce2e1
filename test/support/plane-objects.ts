import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { KubeObject } from '../../lib/kube/objects.ts';
import { projectRoot } from '../../lib/root.ts';
import { type AdminRequest, succeeded } from './plane-request.ts';
import { waitFor } from './wait-for.ts';

/** An object to be written; the server fills in the rest. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly [field: string]: unknown;
  };
  readonly [field: string]: unknown;
}

/** Takes YAML (one or many documents), one manifest or several. */
export type Manifests = string | Manifest | readonly Manifest[];

export function readManifests(from: Manifests): readonly Manifest[] {
  if (typeof from !== 'string') return [from].flat() as Manifest[];
  const objects = parseAllDocuments(from).map((document) => document.toJS() as Manifest | null);
  return objects.filter((object) => object !== null);
}

interface Resource {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

function groupPath(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

async function resourcesOf(request: AdminRequest, apiVersion: string): Promise<readonly Resource[]> {
  const answer = await request('GET', groupPath(apiVersion));
  return answer.status === 200 ? (answer.body as { resources: Resource[] }).resources : [];
}

async function applyOne(request: AdminRequest, manifest: Manifest, namespace: string): Promise<KubeObject> {
  const { apiVersion, kind, metadata } = manifest;
  const what = `apply ${kind} ${metadata.name}`;
  const resources = await resourcesOf(request, apiVersion);
  const resource = resources.find((one) => one.kind === kind && !one.name.includes('/'));
  if (!resource) throw new Error(`${what}: the server has no ${kind} in ${apiVersion}`);
  const folder = resource.namespaced ? `/namespaces/${metadata.namespace ?? namespace}` : '';
  const path = `${groupPath(apiVersion)}${folder}/${resource.name}/${metadata.name}`;
  const patch = async (target: string): Promise<KubeObject> =>
    succeeded(
      await request(
        'PATCH',
        `${target}?fieldManager=test&force=true`,
        manifest,
        'application/apply-patch+yaml',
      ),
      what,
    );
  const written = await patch(path);
  const hasStatus = resources.some((one) => one.name === `${resource.name}/status`);
  return 'status' in manifest && hasStatus ? patch(`${path}/status`) : written;
}

/**
 * Writes objects by server-side apply, in their order, each with its `status` where it has one: no controllers run here, so
 * tests write what those would. Returns the objects as the server now has them.
 * @param namespace for those that name none
 */
export async function applyManifests(
  request: AdminRequest,
  from: Manifests,
  namespace: string,
): Promise<readonly KubeObject[]> {
  const written: KubeObject[] = [];
  for (const manifest of readManifests(from)) written.push(await applyOne(request, manifest, namespace));
  return written;
}

/** Fluid's own definitions of its kinds, as released; see the README there. */
export const fluidCrdFolder: string = join(projectRoot, 'test/fixtures/fluid-crds');

/** CacheRuntime, CacheRuntimeClass and AdvancedStatefulSet, which that release has not; see the README there. */
export const cacheCrdFolder: string = join(projectRoot, 'test/fixtures/cache-crds');

interface Crd {
  readonly spec: { readonly group: string; readonly names: { readonly plural: string } };
}

/** Installs the kinds defined in a folder of YAML files and waits until every one of them is served. */
export async function applyCrds(request: AdminRequest, folder: string): Promise<void> {
  const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
  const crds = files.flatMap((name) => readManifests(readFileSync(join(folder, name), 'utf8')));
  await applyManifests(request, crds, 'default');
  for (const crd of crds) {
    const { group, names } = (crd as unknown as Crd).spec;
    const versions = (crd.spec as { versions: { name: string }[] }).versions;
    const path = `/apis/${group}/${versions[0]?.name}`;
    await waitFor(
      async () => {
        const listed = await resourcesOf(request, `${group}/${versions[0]?.name}`);
        if (!listed.some((one) => one.name === names.plural)) return false;
        return (await request('GET', `${path}/${names.plural}?limit=1`)).status === 200;
      },
      { what: `${names.plural} to be served` },
    );
  }
}
