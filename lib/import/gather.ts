/** Where objects come from: files, the standard input, a cluster. */
import type { Sources } from '../spec/sources.ts';
import { version } from '../version.ts';
import type { SourceObject } from './object.ts';
import { readObjects } from './read.ts';

export interface Gathered {
  readonly objects: readonly SourceObject[];
  /** What could not be read, each a line. */
  readonly problems: readonly string[];
  /** Autoscalers of the cluster that scale no dataset's runtime. */
  readonly elsewhere: number;
}

export interface Access {
  /** Null: all; undefined: the context's own. */
  readonly namespace: string | null | undefined;
  readonly kubeconfig: string | undefined;
  readonly context: string | undefined;
}

/** @param cluster null: not looked at */
export async function gather(sources: Sources, cluster: Access | null): Promise<Gathered> {
  const { objects, faults } = readObjects(sources);
  const found = cluster === null ? NOTHING : await fromCluster(cluster);
  return {
    objects: [...objects, ...found.objects],
    problems: [...faults, ...found.problems],
    elsewhere: found.elsewhere,
  };
}

const NOTHING: Gathered = { objects: [], problems: [], elsewhere: 0 };

/** The Kubernetes client is loaded only by whoever asks a cluster. */
async function fromCluster({ namespace, ...access }: Access): Promise<Gathered> {
  const { connect } = await import('../kube/connect.ts');
  const { objectsOfCluster } = await import('./cluster.ts');
  const client = connect({ ...access, userAgent: `fluid-autoscaler/${version}` });
  try {
    return await objectsOfCluster(client, namespace === undefined ? client.namespace : namespace);
  } finally {
    await client.close();
  }
}
