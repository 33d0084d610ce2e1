/** Everything around the daemon: stub engines, API server, policy documents, and the life in them. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeKubeconfig } from '../../lib/sandbox/kubeconfig.ts';
import { tempFolder } from '../support/temp.ts';
import { type Cast, memberOf } from './member.ts';
import { policyOf } from './policies.ts';
import { type Peer, startPeer } from './talk.ts';

export interface Stage {
  readonly folder: string;
  readonly kubeconfig: string;
  readonly policies: string;
  /** Process ids of what is not the daemon. */
  readonly engines: readonly number[];
  readonly apiServer: number;
  health(of: readonly number[], health: 'hung' | 'flapping'): Promise<void>;
  /** Begins or ends all that happens by itself. @param spare datasets that are left alone */
  live(moving: number, spare: readonly number[]): Promise<void>;
  rest(): Promise<void>;
  cross(of: readonly number[]): Promise<void>;
  /** How many engines have been asked, and when the last of them was for the first time, ms. */
  asked(): Promise<{ readonly engines: number; readonly last: number }>;
  /** When each engine first showed that it is full, and when each count was changed, ms. */
  reactions(): Promise<{
    readonly shown: ReadonlyMap<number, number>;
    readonly patched: ReadonlyMap<number, number>;
  }>;
  /** Calls to the API server so far, by `VERB resource`. */
  calls(): Promise<ReadonlyMap<string, number>>;
  /** What engines printed so far, and what happened to objects. */
  done(): Promise<Readonly<Record<string, number>>>;
  stop(): Promise<void>;
}

/** No process may have more than 20,000 files open; listeners and connections both count. */
const ENGINES_A_PROCESS = 5000;
/** Fluid writes a status this often, s. */
const ROUND_SECONDS = 90;

/** One file a namespace, as somebody would keep them. */
function writePolicies(folder: string, cast: Cast): void {
  const { datasets, namespaces } = cast;
  mkdirSync(folder);
  for (let space = 0; space < namespaces; space++) {
    const documents: string[] = [];
    for (let index = space; index < datasets; index += namespaces)
      documents.push(policyOf(memberOf(index, cast)));
    writeFileSync(join(folder, `${memberOf(space, cast).namespace}.yaml`), documents.join('---\n'));
  }
}

export async function openStage(cast: Cast): Promise<Stage> {
  const folder = tempFolder('scale');
  const policies = join(folder, 'policies');
  writePolicies(policies, cast);
  const engines: Peer[] = [];
  const { datasets, namespaces, mix } = cast;
  for (let from = 0; mix === 'http' && from < datasets; from += ENGINES_A_PROCESS) {
    const peer = startPeer('engines.js');
    engines.push(peer);
    await peer.ask('start', { from, to: Math.min(datasets, from + ENGINES_A_PROCESS), namespaces, mix });
  }
  const cluster = startPeer('cluster.js');
  const url = await cluster.ask<string>('start', cast);
  /** Where caches live: what is asked by commands is answered by the API server's process. */
  const tellers = mix === 'http' ? engines : [cluster];
  cluster.onNews((news) => {
    for (const peer of tellers) void peer.ask('workers', news);
  });
  const everywhere = (what: string, given?: unknown) =>
    Promise.all(tellers.map((peer) => peer.ask(what, given)));
  let rounds: NodeJS.Timeout | null = null;
  let second = 0;
  const round = async () => {
    const part = { nth: second++ % ROUND_SECONDS, of: ROUND_SECONDS };
    for (const peer of tellers) await cluster.ask('status', { figures: await peer.ask('figures', part) });
  };
  const rest = async () => {
    if (rounds !== null) clearInterval(rounds);
    rounds = null;
    await everywhere('move', { share: 0 });
    await cluster.ask('churn', { on: false, spare: [] });
  };
  return {
    folder,
    kubeconfig: writeKubeconfig(join(folder, 'kubeconfig'), url),
    policies,
    engines: engines.map(({ pid }) => pid),
    apiServer: cluster.pid,
    health: async (of, health) => void (await everywhere('health', { of, health })),
    live: async (moving, spare) => {
      await everywhere('move', { share: moving });
      await cluster.ask('churn', { on: true, spare });
      rounds ??= setInterval(() => void round().catch(() => undefined), 1000);
    },
    rest,
    cross: async (of) => void (await everywhere('cross', { of })),
    asked: async () => {
      const all = await Promise.all(
        tellers.map((peer) => peer.ask<{ engines: number; last: number }>('asked')),
      );
      return {
        engines: all.reduce((sum, one) => sum + one.engines, 0),
        last: Math.max(...all.map(({ last }) => last)),
      };
    },
    reactions: async () => {
      const shown = await Promise.all(tellers.map((peer) => peer.ask<Map<number, number>>('shown')));
      return { shown: new Map(shown.flatMap((one) => [...one])), patched: await cluster.ask('patched') };
    },
    calls: () => cluster.ask('calls'),
    done: async () => {
      const counted = await Promise.all(tellers.map((peer) => peer.ask<Record<string, number>>('counts')));
      const sums: Record<string, number> = await cluster.ask('done');
      for (const one of counted)
        for (const [name, value] of Object.entries(one)) sums[name] = (sums[name] ?? 0) + value;
      return sums;
    },
    stop: async () => {
      if (rounds !== null) clearInterval(rounds);
      await Promise.all([...engines, cluster].map((peer) => peer.stop()));
    },
  };
}
