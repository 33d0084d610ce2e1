import { Agent, request } from 'undici';
import { arrayAt, at, isObject, type JsonObject, objectAt } from '../../../../lib/sandbox/api/json.ts';
import type { DatasetOptions, SandboxOptions } from '../../../../lib/sandbox/options.ts';
import { type Sandbox, startSandbox } from '../../../../lib/sandbox/start.ts';
import { type ManualClock, manualClock } from '../manual-clock.ts';

export const GIB = 2 ** 30;
export const MIB = 2 ** 20;
/** The article's dataset. */
export const ARTICLE = 2_909_879_074;
const START = Date.parse('2026-01-05T08:00:00Z');

export const spark: DatasetOptions = {
  namespace: 'default',
  name: 'spark',
  sizeBytes: ARTICLE,
  perWorkerBytes: GIB,
  replicas: 1,
};

/** A sandbox on a clock that only the test moves. */
export interface Lab {
  readonly sandbox: Sandbox;
  readonly clock: ManualClock;
  /** Moves the clock on and everything with it. */
  pass(ms: number): Promise<void>;
  /** Writes the runtime's count as a client does. */
  scale(replicas: number, name?: string): void;
  /** Writes a count anywhere, as a client does. */
  count(kind: string, name: string, path: readonly string[], value: number): void;
  /** A field of an object, by a dotted path. */
  read(kind: string, name: string, path: string): unknown;
  /** Worker pods as `ordinal:phase`, `R` for ready, `T` for terminating. */
  workers(name?: string): string[];
  /** The engine's page: the series by name, or the error's code. */
  page(name?: string): Promise<Map<string, number> | string>;
  stop(): Promise<void>;
}

function podLine(pod: object): string {
  const name = String(at(pod, 'metadata', 'name'));
  const ready = arrayAt(pod, 'status', 'conditions').some(
    (c) => isObject(c) && c.type === 'Ready' && c.status === 'True',
  );
  const terminating = at(pod, 'metadata', 'deletionTimestamp') !== undefined;
  return `${name.slice(name.lastIndexOf('-') + 1)}:${at(pod, 'status', 'phase')}${ready ? ' R' : ''}${terminating ? ' T' : ''}`;
}

export async function startLab(options: Partial<SandboxOptions> = {}): Promise<Lab> {
  const clock = manualClock(START);
  const sandbox = await startSandbox({ clock, datasets: [spark], ...options });
  const agent = new Agent({ pipelining: 0 });
  const user = sandbox.api.as('kubectl');
  return {
    sandbox,
    clock,
    async pass(ms) {
      clock.advance(ms);
      await sandbox.catchUp();
    },
    scale(replicas, name = 'spark') {
      const ref = { kind: 'AlluxioRuntime', namespace: 'default', name };
      user.change(ref, (object) => ({ ...object, spec: { ...(object.spec as object), replicas } }));
    },
    count(kind, name, path, value) {
      const written = (object: JsonObject, [field, ...rest]: readonly string[]): JsonObject =>
        field === undefined
          ? object
          : { ...object, [field]: rest.length === 0 ? value : written(objectAt(object, field), rest) };
      user.change({ kind, namespace: 'default', name }, (object) => written(object, path));
    },
    read: (kind, name, path) => at(sandbox.api.get(kind, 'default', name), ...path.split('.')),
    workers: (name = 'spark') =>
      sandbox.api
        .list('Pod', 'default')
        .filter((pod) => pod.metadata.name.startsWith(`${name}-worker-`))
        .map(podLine),
    async page(name = 'spark') {
      try {
        const { url } = sandbox.dataset('default', name).engine;
        const { body } = await request(`${url}/metrics/prometheus/`, { dispatcher: agent });
        const text = await body.text();
        const lines = text.split('\n').filter((line) => line.startsWith('Cluster_'));
        return new Map(
          lines.map((line) => line.split(' ') as [string, string]).map(([k, v]) => [k, Number(v)]),
        );
      } catch (error) {
        return (error as { code?: string }).code ?? 'unknown';
      }
    },
    async stop() {
      await agent.destroy();
      await sandbox.stop();
    },
  };
}
