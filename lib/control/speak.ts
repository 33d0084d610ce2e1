/** The annotations on one Dataset: read, changed, written back. */
import { type KubeClient, resourcePath } from '../kube/client.ts';
import { ApiError } from '../kube/errors.ts';
import type { KubeObject } from '../kube/objects.ts';
import { ANNOTATIONS } from '../model/control.ts';

export const DATASETS = { group: 'data.fluid.io', version: 'v1alpha1', plural: 'datasets' };
/** Not the daemon's: what is written here is a person's. */
export const MANAGER = 'fluid-autoscaler-cli';

/** Ours alone, by their names; null: take it away. */
export type Annotations = Readonly<Record<string, string>>;
export type Changes = Readonly<Record<string, string | null>>;

export interface Speech {
  readonly client: KubeClient;
  readonly namespace: string;
  readonly name: string;
  /** The API server checks it and keeps nothing. */
  readonly dryRun: boolean;
  /** From our annotations as they are to what is to be changed; nothing: then nothing is written. */
  change(before: Annotations): Changes;
}

export interface Spoken {
  readonly before: Annotations;
  readonly after: Annotations;
}

/** Fluid writes a status every few seconds, so a version is soon outdated. */
const TRIES = 10;

/** @throws ApiError, ConnectionError */
export async function speak({ client, namespace, name, dryRun, change }: Speech): Promise<Spoken> {
  const path = resourcePath(DATASETS, namespace, name);
  for (let tried = 1; ; tried++) {
    const dataset = await client.request<KubeObject>({ method: 'GET', path });
    const before = oursOf(dataset);
    const annotations = change(before);
    if (Object.keys(annotations).length === 0) return { before, after: before };
    const { resourceVersion } = dataset.metadata;
    try {
      const written = await client.request<KubeObject>({
        method: 'PATCH',
        path,
        query: { fieldManager: MANAGER, dryRun: dryRun ? 'All' : null },
        contentType: 'application/merge-patch+json',
        body: { metadata: { resourceVersion, annotations } },
      });
      return { before, after: oursOf(written) };
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 409) || tried === TRIES) throw error;
    }
  }
}

function oursOf({ metadata: { annotations = {} } }: KubeObject): Annotations {
  return Object.fromEntries(Object.entries(annotations).filter(([key]) => key.startsWith(ANNOTATIONS)));
}
