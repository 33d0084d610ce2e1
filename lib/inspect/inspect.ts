/** Looks at a cluster as the daemon would, now, and tells what it would decide. Writes nothing. */
import type { Budget } from '../budget/budget.ts';
import { createRounds, GATHER_MS } from '../budget/rounds.ts';
import type { Clock } from '../clock/clock.ts';
import type { PolicyInForce } from '../daemon/daemon.ts';
import { engineSight, staleAfter } from '../daemon/engine-sight.ts';
import { createSchedule, type Scheduled } from '../daemon/schedule.ts';
import { waysIn } from '../daemon/ways-in.ts';
import type { KubeClient } from '../kube/client.ts';
import type { BlindSpot } from '../kube/cluster.ts';
import type { DatasetMemory } from '../ledger/replay.ts';
import type { Allowance } from '../model/allowance.ts';
import type { Plugins } from '../plugins/load.ts';
import { closeAgents, engineAgents } from '../runtimes/agents.ts';
import type { FetchPage } from '../runtimes/contract.ts';
import { fromOutside, overNetwork, throughApiServer } from '../runtimes/reach.ts';
import { type Followed, followCluster } from './follow.ts';
import type { Inspected } from './inspected.ts';
import { createOnlooker } from './onlooker.ts';

export interface InspectOptions {
  /** Stays open when the inspection ends. */
  readonly client: KubeClient;
  /** One namespace, or null for all. */
  readonly namespace: string | null;
  /** The way to the engines: `outside` is the network, seen from a machine that is not in the cluster. */
  readonly way: 'network' | 'outside' | 'apiserver';
  /** What is allowed beyond the default; absent: nothing. */
  readonly allowed?: ReadonlySet<Allowance> | undefined;
  /** Folder of credentials that sources of policy documents may name; absent: they may name none. */
  readonly credentials?: string | undefined;
  /** Between two looks at a dataset when they are watched, ms; decides how old a look may be. */
  readonly intervalMs: number;
  readonly clock: Clock;
  readonly random: () => number;
  readonly version: string;
  readonly plugins?: Plugins | undefined;
  /** What a ledger knows of a dataset (`namespace/name`). Default: nothing, as a fresh daemon. */
  readonly memoryOf?: ((dataset: string) => DatasetMemory | null) | undefined;
  /** A look that failed for no reason of the catalogue; the next may succeed. */
  readonly onError: (text: string) => void;
}

/** By `namespace/name` of the dataset. */
export type Policies = ReadonlyMap<string, PolicyInForce>;

export interface LookOptions {
  readonly policies: Policies;
  /** Budgets over them: shared out after a first look at all they may be over. Not where looking goes on (`watch`). */
  readonly budgets?: readonly Budget[] | undefined;
  /** Only this dataset, `namespace/name`; default: every dataset there is and every one that a policy names. */
  readonly only?: string | undefined;
  /** Told after each dataset. */
  readonly onProgress?: ((done: number, all: number) => void) | undefined;
}

export interface Inspection extends Pick<Followed, 'cluster'> {
  /** One look at all of them at once, through the daemon's own gate; sorted by namespace and name. */
  look(options: LookOptions): Promise<readonly Inspected[]>;
  /**
   * Goes on looking as the daemon does, on its interval and at once when something changed, at what there is and what comes,
   * until the signal aborts.
   * @param onLook told of each look
   */
  watch(
    options: LookOptions & { readonly signal: AbortSignal },
    onLook: (seen: Inspected) => void,
  ): Promise<void>;
  /** Kinds that cannot be seen, and why. */
  blindSpots(): readonly BlindSpot[];
  close(): Promise<void>;
}

/** How long one look waits for the pods of a namespace to be listed, and how often it sees whether they are, ms. */
const USERS_MS = 10_000;
const USERS_LOOK_MS = 20;

/** @throws {ClusterError} when the cluster cannot be looked at; then nothing is left open */
export async function openInspection(options: InspectOptions): Promise<Inspection> {
  const { client, namespace, clock, random, intervalMs } = options;
  const { cluster, close } = await followCluster({ client, namespace, clock, random });
  const agents = engineAgents({ anywhere: options.allowed?.has('link-local') === true });
  const sight = engineSight({
    clock,
    agents,
    staleAfterMs: staleAfter(intervalMs),
    allowed: options.allowed,
    credentials: options.credentials,
    ...waysIn(client, clock),
    fetch: wayOf(options),
  });
  const { memoryOf = () => null } = options;
  const rounds = createRounds();
  const onlooker = createOnlooker({
    ...options,
    budgets: { of: rounds.of, seen: (seen) => rounds.seen(seen, clock.monotonic()) },
    plugins: options.plugins?.port(clock),
    cluster,
    sight,
    memoryOf,
  });

  const lookAt = (dataset: string, { policies }: LookOptions, signal: AbortSignal) => {
    const slash = dataset.indexOf('/');
    const [space, name] = [dataset.slice(0, slash), dataset.slice(slash + 1)];
    return onlooker.look(space, name, policies.get(dataset) ?? null, signal);
  };
  /** Whoever is asked for is listed before the look; a list that does not come in time is told as such. */
  const listUsers = async ({ policies }: LookOptions) => {
    for (const [key, { plan }] of policies) cluster.wantUsers(key, plan.needs.has('users'));
    for (let waited = 0; !cluster.usersListed() && waited < USERS_MS; waited += USERS_LOOK_MS)
      await clock.sleep(USERS_LOOK_MS, new AbortController().signal);
  };
  const namesNow = ({ policies, only }: LookOptions): readonly string[] => {
    if (only !== undefined) return [only];
    const there = cluster.datasets().map((dataset) => `${dataset.namespace}/${dataset.name}`);
    const wanted = [...policies.keys()].filter(
      (key) => namespace === null || key.startsWith(`${namespace}/`),
    );
    return [...new Set([...there, ...wanted])].sort();
  };

  return {
    cluster,
    look: async (look) => {
      const { budgets = [], policies } = look;
      const names = namesNow(look);
      await listUsers(look);
      const asked = new Set(names);
      // Who shares a budget with them is looked at too.
      const looked = budgets.length === 0 ? names : [...new Set([...names, ...policies.keys()])].sort();
      rounds.setBudgets(budgets, clock.monotonic());
      rounds.setDatasets(policies.keys(), clock.monotonic());
      let done = 0;
      const lookOnce = (name: string) =>
        // A signal each: one for all would be listened to by every read under way.
        lookAt(name, look, new AbortController().signal);
      const first = await Promise.all(
        looked.map(async (name) => {
          const seen = await lookOnce(name);
          look.onProgress?.(++done, looked.length);
          return seen;
        }),
      );
      const changed = new Set(rounds.round(clock.monotonic() + GATHER_MS).changed);
      const all = looked.map((name, i) => (changed.has(name) ? lookOnce(name) : (first[i] as Inspected)));
      return (await Promise.all(all)).filter((_, i) => asked.has(looked[i] as string));
    },
    watch: async (look, onLook) => {
      const { signal } = look;
      const watched = new Map<string, Scheduled>();
      const schedule = createSchedule<string>(clock, {
        pace: () => ({ slowMs: intervalMs, fastestMs: intervalMs }),
        tick: async (key, ticking) => {
          const seen = await lookAt(key, look, ticking);
          if (!ticking.aborted) onLook(seen);
        },
      });
      const take = (key: string) => watched.set(key, schedule.add(key, key));
      for (const key of namesNow(look)) take(key);
      const ignore = cluster.onDatasetChange((space, name) => {
        const key = `${space}/${name}`;
        if (signal.aborted || (look.only !== undefined && look.only !== key)) return;
        if (!watched.has(key)) take(key);
        watched.get(key)?.poke();
      });
      await new Promise<void>((resolve) => {
        if (signal.aborted) resolve();
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
      ignore();
      await Promise.all([...watched.values()].map((scheduled) => scheduled.stop()));
    },
    blindSpots: () => cluster.blindSpots(),
    close: async () => {
      await close();
      closeAgents(agents);
    },
  };
}

/** From inside the cluster the network tells of the engines; from anywhere else a missing connection tells nothing. */
export function wayFrom(
  server: string,
  env: Readonly<Record<string, string | undefined>>,
): 'network' | 'outside' {
  const inside = env.KUBERNETES_SERVICE_HOST;
  if (inside === undefined || inside === '') return 'outside';
  const host = inside.includes(':') ? `[${inside}]` : inside;
  return new URL(server).hostname === host ? 'network' : 'outside';
}

function wayOf({ way, client }: InspectOptions): FetchPage {
  if (way === 'apiserver') return throughApiServer(client);
  return way === 'outside' ? fromOutside : overNetwork;
}
