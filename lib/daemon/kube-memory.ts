/** What travels with the datasets on a real cluster: one ConfigMap a dataset, beside the Lease. */
import { createHash } from 'node:crypto';
import { type KubeClient, patchTimeoutMs, resourcePath } from '../kube/client.ts';
import { ApiError, describeError } from '../kube/errors.ts';
import type { MemoryStore, StoredMemory } from './memory.ts';
import type { MemoryText } from './travelling.ts';

const CONFIG_MAPS = { group: '', version: 'v1', plural: 'configmaps' };
/** The longest an object's name may be: a DNS subdomain (RFC 1123), as the API server checks it. */
const LONGEST_NAME = 253;

export interface KubeMemoryOptions {
  readonly client: KubeClient;
  /** Where the ConfigMaps lie: the Lease's namespace. */
  readonly namespace: string;
  /** Ours on the Lease; for people. */
  readonly identity: string;
}

interface ConfigMap {
  readonly metadata?: { readonly resourceVersion?: unknown };
  readonly data?: Readonly<Record<string, string>>;
}

/** Needs get, create and update on configmaps in that namespace, and nothing else. */
export function kubeMemoryStore({ client, namespace: home, identity }: KubeMemoryOptions): MemoryStore {
  return {
    get: async (namespace, dataset) => {
      const path = resourcePath(CONFIG_MAPS, home, memoryName(namespace, dataset));
      try {
        return stored(await client.request<ConfigMap>({ method: 'GET', path, timeoutMs: patchTimeoutMs }));
      } catch (error) {
        if (isStatus(error, 404)) return null;
        throw error;
      }
    },
    put: async (namespace, dataset, data, version) => {
      const name = memoryName(namespace, dataset);
      const body = configMap({ name, home, identity, dataset: `${namespace}/${dataset}`, data, version });
      const path = resourcePath(CONFIG_MAPS, home, version === null ? undefined : name);
      const method = version === null ? 'POST' : 'PUT';
      try {
        const answer = await client.request<ConfigMap>({ method, path, body, timeoutMs: patchTimeoutMs });
        return stored(answer).version;
      } catch (error) {
        // 409: another version, or it exists already. 404: deleted meanwhile.
        if (isStatus(error, 409) || (version !== null && isStatus(error, 404))) return null;
        throw error;
      }
    },
    describe: (error) => {
      const text = `ConfigMaps in ${home}: ${describeError(error)}`;
      if (!isStatus(error, 403)) return text;
      return `${text}; give the daemon get, create and update on configmaps in ${home}, or start it with --no-memory`;
    },
  };
}

/** A name that every namespace and dataset can have: the two as they are, or a hash where they would be too long. */
export function memoryName(namespace: string, dataset: string): string {
  const name = `fluid-autoscaler.${namespace}.${dataset}`;
  if (name.length <= LONGEST_NAME) return name;
  const hash = createHash('sha256').update(`${namespace}/${dataset}`).digest('hex');
  return `fluid-autoscaler-hashed.${namespace}.${hash}`;
}

interface Content {
  readonly name: string;
  readonly home: string;
  readonly identity: string;
  readonly dataset: string;
  readonly data: MemoryText;
  readonly version: string | null;
}

function configMap({ name, home, identity, dataset, data, version }: Content) {
  const labels = {
    'app.kubernetes.io/managed-by': 'fluid-autoscaler',
    'fluid-autoscaler.dev/part': 'memory',
    'fluid-autoscaler.dev/dataset-namespace': dataset.split('/')[0],
  };
  const annotations = {
    'fluid-autoscaler.dev/dataset': dataset,
    'fluid-autoscaler.dev/written-by': identity,
  };
  const resourceVersion = version === null ? {} : { resourceVersion: version };
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: home, labels, annotations, ...resourceVersion },
    data,
  };
}

function stored({ metadata, data }: ConfigMap): StoredMemory {
  const version = metadata?.resourceVersion;
  return { data: data ?? {}, version: typeof version === 'string' ? version : '' };
}

function isStatus(error: unknown, status: number): boolean {
  return error instanceof ApiError && error.status === status && error.reason !== '';
}
