import { parseSize } from '../../units/size.ts';
import { arrayAt, at, isObject, type JsonObject, type Stored } from '../api/json.ts';
import type { DatasetOptions } from '../options.ts';
import type { Count, Workers } from './contract.ts';

export const MIB = 2 ** 20;
const GIB = 2 ** 30;

/** A whole quantity: `1Gi`, `512Mi`, or bytes. */
export function quantity(bytes: number): string {
  if (bytes % GIB === 0) return `${bytes / GIB}Gi`;
  return bytes % MIB === 0 ? `${bytes / MIB}Mi` : String(bytes);
}

export function webMount({ name }: DatasetOptions): JsonObject {
  return { mountPoint: `https://data.example/${name}/`, name };
}

/** Most kinds: the runtime's `spec.replicas`, followed always, told of. */
export const replicas: Count = {
  path: ['spec', 'replicas'],
  follows: 'always',
  told: true,
  watched: false,
  shownAs: 'counters',
};

/** A StatefulSet whose pods come and go all at once, and the selector Fluid writes for it. */
export function workers(app: string, containers: readonly string[], more: Partial<Workers> = {}): Workers {
  return {
    set: 'StatefulSet',
    ordered: false,
    containers,
    selector: (name) => `app=${app},release=${name},role=${app}-worker`,
    ...more,
  };
}

export function tieredStore(level: JsonObject, { perWorkerBytes }: DatasetOptions): JsonObject {
  return { tieredstore: { levels: [{ ...level, quota: quantity(perWorkerBytes) }] } };
}

function quotas(levels: readonly unknown[], ...path: readonly string[]): number | null {
  const sizes = levels.filter(isObject).map((level) => {
    const quota = at(level, ...path);
    return typeof quota === 'string' ? (parseSize(quota) ?? 0) : 0;
  });
  return sizes.reduce((sum, bytes) => sum + bytes, 0) || null;
}

/** The quotas of all tiers, or of the first that counts. */
export function quotaOf(runtime: Stored, tiers: 'all' | 'first' = 'all'): number | null {
  const levels = arrayAt(runtime, 'spec', 'tieredstore', 'levels');
  return quotas(tiers === 'all' ? levels : levels.slice(0, 1), 'quota');
}

/** A CacheRuntime says it of its workers, in another form. */
export function workerQuotaOf(runtime: Stored): number | null {
  return quotas(arrayAt(runtime, 'spec', 'worker', 'tieredStore', 'levels'), 'processMemory', 'quota');
}
