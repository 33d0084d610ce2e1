import type { ClusterIndex } from './cluster-index.ts';
import type { DatasetUsers } from './objects.ts';
import { createReflector, type Reflector, type ReflectorOptions } from './reflector.ts';
import { trimUser } from './users.ts';

/** What every reflector of a cluster is made with. */
export type Making = Pick<ReflectorOptions, 'client' | 'clock' | 'random' | 'relistMs' | 'idleMs' | 'log'>;

export interface UsersWatchOptions {
  readonly making: Making;
  /** The one namespace that may be watched, or null for all. */
  readonly namespace: string | null;
  readonly index: ClusterIndex;
  /** Told `namespace/name` of each dataset of whose users more, or less, is known now. */
  readonly onChange: (key: string) => void;
}

/**
 * Watches the pods of just those namespaces in which a dataset that was asked for can be used: its own, and those of the
 * Datasets that refer to it. Where nobody asks there is no watch and no cost.
 */
export interface UsersWatch {
  /** @param wanted whether somebody asks from now on who uses this dataset (`namespace/name`) */
  want(key: string, wanted: boolean): void;
  /** The references of a dataset may be others now. */
  follow(key: string): void;
  /** Null: nobody asked. */
  of(namespace: string, name: string): DatasetUsers | null;
  /** Every list that was asked for has come, or is refused. */
  listed(): boolean;
  /** Watches until the signal aborts, and resolves when nothing is left open. Call once. */
  run(signal: AbortSignal): Promise<void>;
}

interface Scope {
  readonly reflector: Reflector;
  readonly stop: AbortController;
}

const PODS = { group: '', version: 'v1', plural: 'pods', kind: 'Pod' };
/** The API server leaves those out that are done, so that years of finished jobs cost nothing. */
const NOT_DONE = 'status.phase!=Succeeded,status.phase!=Failed';

export function createUsersWatch({ making, namespace, index, onChange }: UsersWatchOptions): UsersWatch {
  /** Of each dataset asked for, the namespaces it can be used in. */
  const wanted = new Map<string, ReadonlySet<string>>();
  const scopes = new Map<string, Scope>();
  const ending = new Set<Promise<void>>();
  let life: AbortSignal | null = null;

  const watchable = (space: string) => namespace === null || namespace === space;
  const split = (key: string): [string, string] => {
    const slash = key.indexOf('/');
    return [key.slice(0, slash), key.slice(slash + 1)];
  };
  const spacesOf = (key: string) => new Set(index.claims(...split(key)).map((claim) => split(claim)[0]));

  function tell(space: string): void {
    for (const [key, spaces] of wanted) if (spaces.has(space)) onChange(key);
  }
  function open(space: string): void {
    if (life === null || life.aborted || scopes.has(space) || !watchable(space)) return;
    const stop = new AbortController();
    const reflector = createReflector({
      ...making,
      resource: PODS,
      namespace: space,
      fieldSelector: NOT_DONE,
      transform: trimUser,
      onChange: (type, object, previous) => index.apply('user', type, object, previous),
      onState: () => tell(space),
    });
    scopes.set(space, { reflector, stop });
    const done = reflector.run(stop.signal);
    ending.add(done);
    void done.finally(() => ending.delete(done));
  }
  function close(space: string, { reflector, stop }: Scope): void {
    scopes.delete(space);
    stop.abort();
    for (const object of reflector.objects.values()) index.apply('user', 'deleted', object, object);
  }
  function settle(): void {
    const needed = new Set([...wanted.values()].flatMap((spaces) => [...spaces]));
    for (const [space, scope] of scopes) if (!needed.has(space)) close(space, scope);
    for (const space of needed) open(space);
  }

  function stateOf(space: string): DatasetUsers['unseen'][number]['why'] | null {
    if (!watchable(space)) return 'elsewhere';
    const state = scopes.get(space)?.reflector.state();
    if (state?.access === 'forbidden' || state?.access === 'absent') return 'forbidden';
    return state?.synced ? null : 'unlisted';
  }

  return {
    want(key, asked) {
      if (wanted.has(key) === asked) return;
      if (asked) wanted.set(key, spacesOf(key));
      else wanted.delete(key);
      settle();
    },
    follow(key) {
      const before = wanted.get(key);
      if (before === undefined) return;
      const now = spacesOf(key);
      if (now.size === before.size && [...now].every((space) => before.has(space))) return;
      wanted.set(key, now);
      settle();
    },
    of(space, name) {
      if (!wanted.has(`${space}/${name}`)) return null;
      const claims = index.claims(space, name);
      const spaces = [...new Set(claims.map((claim) => split(claim)[0]))].sort();
      const unseen = spaces.flatMap((one) => {
        const why = stateOf(one);
        return why === null ? [] : [{ namespace: one, why }];
      });
      return { pods: index.users(claims), unseen };
    },
    listed: () =>
      [...wanted.values()].every((spaces) => [...spaces].every((space) => stateOf(space) !== 'unlisted')),
    async run(signal) {
      life = signal;
      const over = () => {
        for (const { stop } of scopes.values()) stop.abort();
      };
      signal.addEventListener('abort', over, { once: true });
      settle();
      if (!signal.aborted)
        await new Promise<void>((resolve) =>
          signal.addEventListener('abort', () => resolve(), { once: true }),
        );
      await Promise.all(ending);
    },
  };
}
