/** What stub engines print: whole real pages with figures of their own. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../lib/root.ts';
import type { Kind } from './member.ts';

export interface Figures {
  readonly usedBytes: number;
  readonly capacityBytes: number;
  readonly workers: number;
  /** Read from the under-store since the engine began. */
  readonly ufsBytes: number;
}

/** Where a real Alluxio 2.9.4 printed these figures of its own, ours are put in; everything else stays as recorded. */
const SERIES: Readonly<Record<string, (figures: Figures) => number>> = {
  Cluster_CapacityTotal: ({ capacityBytes }) => capacityBytes,
  Cluster_CapacityUsed: ({ usedBytes }) => usedBytes,
  Cluster_CapacityTotalTierMEM: ({ capacityBytes }) => capacityBytes,
  Cluster_CapacityUsedTierMEM: ({ usedBytes }) => usedBytes,
  Cluster_Workers: ({ workers }) => workers,
  Cluster_BytesReadUfsAll: ({ ufsBytes }) => ufsBytes,
};

type Piece = Buffer | ((figures: Figures) => number);

/** The page cut at the numbers that change, so that answering costs the stub next to nothing. */
function piecesOf(page: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let held = '';
  for (const line of page.split(/(?<=\n)/)) {
    const [name = ''] = line.split(/[\s{]/, 1);
    const series = SERIES[name];
    if (series === undefined) held += line;
    else {
      pieces.push(Buffer.from(`${held}${name} `, 'latin1'), series);
      held = '\n';
    }
  }
  return [...pieces, Buffer.from(held, 'latin1')];
}

const alluxio = piecesOf(
  readFileSync(join(projectRoot, 'test/fixtures/alluxio/08-right-after-kill.prom'), 'latin1'),
);

const PIECES: Readonly<Record<Kind, readonly Piece[]>> = { alluxio, jindo: alluxio, juicefs: alluxio };

export const PATHS: Readonly<Record<Kind, string>> = {
  alluxio: '/metrics/prometheus/',
  jindo: '/jindometrics/prometheus',
  juicefs: '/metrics',
};

/** A page in the Prometheus text format, as bytes. */
export function pageOf(kind: Kind, figures: Figures): readonly Buffer[] {
  return PIECES[kind].map((piece) =>
    Buffer.isBuffer(piece) ? piece : Buffer.from(String(piece(figures)), 'latin1'),
  );
}
