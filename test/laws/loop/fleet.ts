/** Several datasets in one daemon on a stepped clock, each with its own trouble, or none. */
import { createDaemon } from '../../../lib/daemon/daemon.ts';
import type { KeeperPorts } from '../../../lib/daemon/desk.ts';
import type { Sight } from '../../../lib/daemon/ports.ts';
import type { Plan } from '../../../lib/decide/plan.ts';
import type { DatasetObjects, KubeObject } from '../../../lib/kube/objects.ts';
import { observation, plan } from '../../lib/decide/make.ts';
import { steppedClock } from '../../support/stepped-clock.ts';

export const TROUBLES = [
  'the look never answers',
  'the look fails',
  'the observation fails',
  'the objects cannot be read',
  'the patch never answers',
  'the patch fails',
  'a sizer fails',
  'a limiter fails',
] as const;

export type Trouble = (typeof TROUBLES)[number];

export interface Member {
  readonly name: string;
  readonly trouble: Trouble | null;
  /** The look, counted from 0, at which the trouble begins. */
  readonly from: number;
}

/** Where a variant differs from the daemon. */
export type Wrap = (ports: KeeperPorts) => KeeperPorts;

export interface Fleet {
  take(members: readonly Member[]): Promise<void>;
  advance(ms: number): Promise<void>;
  /** Ends everything; what never answers, answers now. */
  stop(): Promise<void>;
  /** Instants, ms since the start. */
  looksOf(name: string): readonly number[];
  patchesOf(name: string): readonly number[];
  /** How often its trouble came about. */
  suffered(name: string): number;
}

interface Log {
  readonly member: Member;
  readonly looks: number[];
  readonly patches: number[];
  suffered: number;
}

export function makeFleet(wrap: Wrap): Fleet {
  const { clock, advance } = steppedClock();
  const logs = new Map<string, Log>();
  const ending = new AbortController();
  const logOf = (name: string): Log => {
    const log = logs.get(name);
    if (log === undefined) throw new Error(`no dataset ${name}`);
    return log;
  };
  /** Whether this is where the dataset suffers now. */
  const suffers = (name: string, trouble: Trouble) => {
    const log = logOf(name);
    const { member, looks } = log;
    // A patch is sent at the first look only.
    const from = trouble.startsWith('the patch') ? 0 : member.from;
    if (member.trouble !== trouble || looks.length <= from) return false;
    log.suffered++;
    return true;
  };
  const failing = (name: string, trouble: Trouble) => {
    if (suffers(name, trouble)) throw new Error(trouble);
  };
  const never = () =>
    new Promise<void>((resolve) => {
      if (ending.signal.aborted) resolve();
      ending.signal.addEventListener('abort', () => resolve(), { once: true });
    });

  const open = (): Sight => ({
    look: async ({ name }) => {
      logOf(name).looks.push(clock.now());
      failing(name, 'the look fails');
      if (suffers(name, 'the look never answers')) await never();
    },
    observe: (objects, at) => {
      const { name } = objects;
      failing(name, 'the observation fails');
      return { observation: full(name, at) };
    },
  });
  const ports: KeeperPorts = wrap({
    clock,
    cluster: {
      synced: () => true,
      objects: (_, name) => {
        failing(name, 'the objects cannot be read');
        return objectsOf(name);
      },
      unseen: () => [],
      onDatasetChange: () => undefined,
      patch: async ({ name }) => {
        logOf(name).patches.push(clock.now());
        failing(name, 'the patch fails');
        if (suffers(name, 'the patch never answers')) await never();
        return { result: 'applied', text: '' };
      },
    },
    sight: { open },
    ledger: { append: async (entries) => entries.map((_, seq) => ({ seq, hash: '' })) },
    leadership: { holds: () => true, term: () => 1 },
    log: { info() {}, warn() {}, error() {}, debug() {} },
    hashes: new Map(),
    version: 'test',
    namespace: null,
  });
  const daemon = createDaemon(ports, { pace: { slowMs: 5000, fastestMs: 1000 }, dryRun: false }, () => null);

  return {
    advance,
    take: async (members) => {
      for (const member of members) logs.set(member.name, { member, looks: [], patches: [], suffered: 0 });
      const plans = members.map(({ name }) => planFor(name, failing));
      const inForce = plans.map(
        (plan) => [`${plan.namespace}/${plan.dataset}`, { plan, file: '', text: '' }] as const,
      );
      await daemon.setPolicies(new Map(inForce));
    },
    stop: async () => {
      const stopped = daemon.stop();
      ending.abort();
      await stopped;
    },
    looksOf: (name) => logOf(name).looks,
    patchesOf: (name) => logOf(name).patches,
    suffered: (name) => logOf(name).suffered,
  };
}

const growing = plan({ policies: { threshold: { up: '90%' }, step: { up: [{ pods: 2, per: '1h' }] } } });

/** The same document for each, in which a sizer or a limiter may fail. */
function planFor(name: string, failing: (name: string, trouble: Trouble) => void): Plan {
  const sizers = growing.sizers.map((sizer) => ({
    ...sizer,
    size: (...given: Parameters<typeof sizer.size>) => {
      failing(name, 'a sizer fails');
      return sizer.size(...given);
    },
  }));
  const limiters = growing.limiters.map((limiter) => ({
    ...limiter,
    limit: (...given: Parameters<typeof limiter.limit>) => {
      failing(name, 'a limiter fails');
      return limiter.limit(...given);
    },
  }));
  return { ...growing, dataset: name, hash: name, sizers, limiters };
}

function full(name: string, at: number) {
  const runtime = { kind: 'AlluxioRuntime', namespace: 'default', name };
  return observation({ at, runtime, uid: `uid-of-${name}`, reading: { used: 0.97 } });
}

function objectsOf(name: string): DatasetObjects {
  const metadata = {
    name,
    namespace: 'default',
    uid: `uid-of-${name}`,
    resourceVersion: '1',
    managedFields: [],
  };
  const runtime: KubeObject = { apiVersion: 'data.fluid.io/v1alpha1', kind: 'AlluxioRuntime', metadata };
  const none = { dataset: null, workerSet: null, workerPods: [], slices: [], operations: [], owners: [] };
  return { namespace: 'default', name, runtime, ...none };
}
