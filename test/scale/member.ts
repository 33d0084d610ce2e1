/** The datasets of the measured cluster: number `i` is the same everywhere, in every process. */
import type { RuntimeName } from '../../lib/sandbox/kinds/contract.ts';

export type Kind = Exclude<RuntimeName, 'thin'>;
/** Which kinds a cluster is of: those read over HTTP, or those read by commands in pods. */
export type MixName = 'http' | 'exec';

export interface Member {
  readonly index: number;
  readonly namespace: string;
  readonly name: string;
  readonly kind: Kind;
  /** Where its engine listens: an address of its own inside 127.0.0.0/8, so that nothing is shared between engines. */
  readonly address: string;
  readonly port: number;
}

/** How many datasets, and of which kinds. */
export interface Cast {
  readonly datasets: number;
  /** Among which the datasets are dealt out. */
  readonly namespaces: number;
  readonly mix: MixName;
}

function dealt(shares: Readonly<Partial<Record<Kind, number>>>): readonly Kind[] {
  const places = Object.entries(shares).flatMap(([kind, share]) =>
    Array.from({ length: share }, (_, nth) => ({ kind: kind as Kind, at: (nth + 0.5) / share })),
  );
  return places.sort((a, b) => a.at - b.at).map(({ kind }) => kind);
}

/** Of twenty datasets so many are of a kind; they are dealt out in turn. */
export const MIXES: Readonly<Record<MixName, readonly Kind[]>> = {
  http: dealt({ alluxio: 10, jindo: 3, 'juicefs-community': 4, goosefs: 1, efc: 1, vineyard: 1 }),
  exec: dealt({ juicefs: 1, cache: 1 }),
};

export function memberOf(index: number, { namespaces, mix }: Omit<Cast, 'datasets'>): Member {
  const kinds = MIXES[mix];
  return {
    index,
    namespace: `team-${String(index % namespaces).padStart(3, '0')}`,
    name: `data-${String(index).padStart(5, '0')}`,
    kind: kinds[(index + Math.floor(index / namespaces)) % kinds.length] as Kind,
    address: `127.20.${Math.floor(index / 250)}.${1 + (index % 250)}`,
    port: 20_000 + (index % 6000),
  };
}

/** Where a worker with a page of its own listens, when its engine's address is this one. */
export function workerAddress({ address }: Member, ordinal: number): string {
  return address.replace('127.20.', `127.${20 + ordinal}.`);
}

/** Whether each worker has a page of its own. */
export const tellsByPod = ({ kind }: Member): boolean => kind === 'juicefs-community';

/** All numbers in an order that has nothing to do with kinds and namespaces; the same in every run. */
export function shuffled(datasets: number): readonly number[] {
  return Array.from({ length: datasets }, (_, index) => index).sort((a, b) => rank(a) - rank(b));
}

/** The finalizer of MurmurHash3: no two numbers below 2^32 have the same. */
function rank(index: number): number {
  let hash = Math.imul(index ^ (index >>> 16), 0x85_eb_ca_6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2_b2_ae_35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

export const GIB = 2 ** 30;
/** Workers of each dataset at the start, and what each of them holds. */
export const WORKERS = 2;
export const PER_WORKER = GIB;

/** How full a cache is at the start: from a fifth to seven tenths, far from the threshold. */
export function fillOf(index: number): number {
  return 0.2 + ((index * 7919) % 500) / 1000;
}
