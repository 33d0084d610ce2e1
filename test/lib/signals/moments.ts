import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { DatasetObjects, KubeObject } from '../../../lib/kube/objects.ts';
import { projectRoot } from '../../../lib/root.ts';
import type { EngineFigures } from '../../../lib/runtimes/contract.ts';

const FOLDER = join(projectRoot, 'test/fixtures/fluid');

function load(moment: string, file: string): unknown {
  const path = join(FOLDER, moment, file);
  return existsSync(path) ? parse(readFileSync(path, 'utf8')) : null;
}

function items(moment: string, file: string): KubeObject[] {
  return (load(moment, file) as { items: KubeObject[] } | null)?.items ?? [];
}

/**
 * What the watches would hold of `default/spark` at a recorded moment.
 * `8-six-on-four-nodes` was recorded without its Dataset; it gets the one of `4-scaled-out-settled`.
 */
export function momentOf(moment: string): DatasetObjects {
  const pods = items(moment, 'all-pods.yaml');
  return {
    namespace: 'default',
    name: 'spark',
    dataset: (load(moment, 'dataset-spark.yaml') ??
      load('4-scaled-out-settled', 'dataset-spark.yaml')) as KubeObject,
    runtime: load(moment, 'alluxioruntime-spark.yaml') as KubeObject,
    workerSet: load(moment, 'sts-spark-worker.yaml') as KubeObject,
    workerPods: pods.filter((pod) => pod.metadata.name.startsWith('spark-worker-')),
    slices: items(moment, 'all-endpointslices.yaml'),
    operations: [],
    owners: [],
  };
}

/** A copy of the object with some fields of spec, status or metadata put over it; `undefined` takes a field away. */
export function altered(
  object: KubeObject,
  change: { spec?: object; status?: object; metadata?: object },
): KubeObject {
  const over = (part: 'spec' | 'status' | 'metadata') => {
    const merged = { ...(object[part] as object), ...change[part] } as Record<string, unknown>;
    return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== undefined));
  };
  return { ...object, spec: over('spec'), status: over('status'), metadata: over('metadata') as never };
}

const GIB = 2 ** 30;

/** Figures of one worker of 1 GiB, half full, at the instant 0, with what differs. */
export function figures(change: Partial<EngineFigures> = {}): EngineFigures {
  return {
    source: 'alluxio-master',
    at: 0,
    capacityBytes: GIB,
    usedBytes: GIB / 2,
    workers: 1,
    lostWorkers: 0,
    ufsReadBytes: 0,
    servedBytes: 0,
    evictions: null,
    ...change,
  };
}
