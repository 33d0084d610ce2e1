/** The datasets of the measured cluster: number `i` is the same everywhere, in every process. */
export type Kind = 'alluxio' | 'jindo' | 'juicefs';

export interface Member {
  readonly index: number;
  readonly namespace: string;
  readonly name: string;
  readonly kind: Kind;
  /** Where its engine listens: an address of its own inside 127.0.0.0/8, so that nothing is shared between engines. */
  readonly address: string;
  readonly port: number;
}

/** Of ten datasets so many have an engine of a kind; they are dealt out in turn. */
export const MIX: readonly Kind[] = ['alluxio'];

/** @param namespaces among which the datasets are dealt out */
export function memberOf(index: number, namespaces: number): Member {
  return {
    index,
    namespace: `team-${String(index % namespaces).padStart(3, '0')}`,
    name: `data-${String(index).padStart(5, '0')}`,
    kind: MIX[index % MIX.length] as Kind,
    address: `127.20.${Math.floor(index / 250)}.${1 + (index % 250)}`,
    port: 20_000 + (index % 6000),
  };
}

export const GIB = 2 ** 30;
/** Workers of each dataset at the start, and what each of them holds. */
export const WORKERS = 2;
export const PER_WORKER = GIB;

/** How full a cache is at the start: from a fifth to seven tenths, far from the threshold. */
export function fillOf(index: number): number {
  return 0.2 + ((index * 7919) % 500) / 1000;
}
