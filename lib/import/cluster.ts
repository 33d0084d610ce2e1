/** Objects read from a cluster, with the rights of whoever asks. Reads, and writes nothing. */
import type { KubeClient } from '../kube/client.ts';
import { discover, type ServedResource } from '../kube/discovery.ts';
import { describeError } from '../kube/errors.ts';
import { listAll } from '../kube/listing.ts';
import type { KubeObject } from '../kube/objects.ts';
import { CLUSTER, type SourceObject } from './object.ts';
import { objectOf } from './read.ts';
import { datasetOf, targetOf } from './target.ts';

const PAGE = 500;

export interface ClusterObjects {
  /** Those that scale the runtime of a dataset. */
  readonly objects: readonly SourceObject[];
  /** How many scale something else. */
  readonly elsewhere: number;
  /** What could not be read, and so may be missing. */
  readonly problems: readonly string[];
}

/** @param namespace null for all */
export async function objectsOfCluster(
  client: KubeClient,
  namespace: string | null,
): Promise<ClusterObjects> {
  const problems: string[] = [];
  const list = async (resource: ServedResource): Promise<readonly KubeObject[]> => {
    try {
      return (await listAll(client, { resource, namespace }, PAGE)).objects;
    } catch (error) {
      const where = namespace === null ? 'in all namespaces' : `in namespace ${namespace}`;
      problems.push(`${resource.plural} ${where} cannot be listed: ${describeError(error)}`);
      return [];
    }
  };
  const { runtimes, owners, failures } = await discover(client);
  for (const { groupVersion, why } of failures)
    problems.push(`${groupVersion} cannot be asked for its kinds: ${why}`);
  const datasets = new Set(
    (await Promise.all(runtimes.map(list)))
      .flat()
      .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`),
  );
  const found = (await Promise.all(owners.map(list))).flat();
  const all = found.map((object) =>
    objectOf(object as unknown as Record<string, unknown>, CLUSTER, () => null),
  );
  const objects = all.filter((object) => scalesOneOf(datasets, object, all));
  return { objects, elsewhere: all.length - objects.length, problems };
}

/** A CronHPA may be aimed at an HPA that is. */
function scalesOneOf(
  datasets: ReadonlySet<string>,
  object: SourceObject,
  all: readonly SourceObject[],
): boolean {
  const target = targetOf(object.fields.spec);
  if (target.kind === 'HorizontalPodAutoscaler' && object.kind !== 'HorizontalPodAutoscaler') {
    const behind = all.find(
      ({ kind, namespace, name }) =>
        kind === 'HorizontalPodAutoscaler' && namespace === object.namespace && name === target.name,
    );
    return behind !== undefined && scalesOneOf(datasets, behind, all);
  }
  const aimed = datasetOf(target);
  return 'dataset' in aimed && datasets.has(`${object.namespace}/${aimed.dataset}`);
}
