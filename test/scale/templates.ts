/** What a cluster holds for one dataset of each kind, called `spark`: recorded from real Fluid controllers, else as the sandbox makes it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { realClock } from '../../lib/clock/clock.ts';
import { projectRoot } from '../../lib/root.ts';
import type { Stored } from '../../lib/sandbox/api/json.ts';
import { behaviours } from '../../lib/sandbox/kinds/table.ts';
import { startSandbox } from '../../lib/sandbox/start.ts';
import { type Kind, PER_WORKER, WORKERS } from './member.ts';

/** Each as JSON text. */
export interface Templates {
  readonly dataset: string;
  readonly runtime: string;
  readonly workerSet: string;
  /** Of worker 0. */
  readonly pod: string;
  /** Masters, and by what they are found. */
  readonly others: readonly string[];
  /** Of the whole cluster, by kind. */
  readonly shared: readonly Stored[];
}

const folder = join(projectRoot, 'test/fixtures/fluid/4-scaled-out-settled');

function recorded(file: string): readonly Stored[] {
  const { items, ...object } = parse(readFileSync(join(folder, file), 'utf8')) as Stored & {
    items?: Stored[];
  };
  return items ?? [object as Stored];
}

function pick(objects: readonly Stored[], name: RegExp): string {
  const found = objects.find(({ metadata }) => name.test(metadata.name));
  if (found === undefined) throw new Error(`nothing is called ${name}`);
  return JSON.stringify(found);
}

function alluxio(): Templates {
  const pods = recorded('all-pods.yaml');
  return {
    dataset: pick(recorded('dataset-spark.yaml'), /^spark$/),
    runtime: pick(recorded('alluxioruntime-spark.yaml'), /^spark$/),
    workerSet: pick(recorded('sts-spark-worker.yaml'), /^spark-worker$/),
    pod: pick(pods, /^spark-worker-\d+$/),
    others: [pick(pods, /^spark-master-0$/), pick(recorded('all-endpointslices.yaml'), /^spark-master-0-/)],
    shared: [],
  };
}

const OTHERS = ['StatefulSet', 'AdvancedStatefulSet', 'Pod', 'EndpointSlice'];
const SHARED = ['CacheRuntimeClass'];

async function fromSandbox(runtime: Kind): Promise<Templates> {
  const { kind, workers, infix } = behaviours[runtime];
  const options = { namespace: 'default', name: 'spark', runtime, sizeBytes: 10 * PER_WORKER };
  const sandbox = await startSandbox({
    clock: realClock,
    tickMs: 3_600_000,
    datasets: [{ ...options, perWorkerBytes: PER_WORKER, replicas: WORKERS }],
  });
  try {
    const list = (of: string) =>
      sandbox.api.list(of, null).map((object) => ({ ...object, kind: of })) as unknown as Stored[];
    const worker = new RegExp(`^spark${infix}-worker(-\\d+)?$`);
    return {
      dataset: pick(list('Dataset'), /^spark$/),
      runtime: pick(list(kind), /^spark$/),
      workerSet: pick(list(workers.set), worker),
      pod: pick(list('Pod'), new RegExp(`^spark${infix}-worker-0$`)),
      others: OTHERS.flatMap(list)
        .filter(({ metadata }) => !worker.test(metadata.name))
        .map((object) => JSON.stringify(object)),
      shared: SHARED.flatMap(list),
    };
  } finally {
    await sandbox.stop();
  }
}

export async function templatesOf(kind: Kind): Promise<Templates> {
  return kind === 'alluxio' ? alluxio() : await fromSandbox(kind);
}
