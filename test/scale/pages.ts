/** What stub engines print: whole pages, recorded where an engine could be had, with figures of their own. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../lib/root.ts';
import { mountPath } from '../../lib/sandbox/engine/pages/juicefs.ts';
import type { Kind, Member } from './member.ts';

export interface Figures {
  readonly usedBytes: number;
  readonly capacityBytes: number;
  readonly workers: number;
  /** Read from the under-store since the engine began. */
  readonly ufsBytes: number;
}

type Series = Readonly<Record<string, (figures: Figures) => number>>;

const used = ({ usedBytes }: Figures) => usedBytes;
const capacity = ({ capacityBytes }: Figures) => capacityBytes;
const workers = (figures: Figures) => figures.workers;
const ufs = ({ ufsBytes }: Figures) => ufsBytes;

/** Where the recorded engine printed these figures of its own, ours are put in; everything else stays as recorded. */
const ALLUXIO: Series = {
  Cluster_CapacityTotal: capacity,
  Cluster_CapacityUsed: used,
  Cluster_CapacityTotalTierMEM: capacity,
  Cluster_CapacityUsedTierMEM: used,
  Cluster_Workers: workers,
  Cluster_BytesReadUfsAll: ufs,
};
const JINDO: Series = {
  jindofsx_ns_total_mem_cap: capacity,
  jindofsx_ns_total_used_mem_cap: used,
  jindofsx_ns_total_stsnodes_num: workers,
  jindofsx_ns_backend_read_bytes_total: ufs,
};
const JUICEFS: Series = { juicefs_blockcache_bytes: used, juicefs_blockcache_miss_bytes: ufs };
const VINEYARD: Series = {
  cache_used_bytes: used,
  cache_capacity_bytes: capacity,
  cache_workers: workers,
};

export type Piece = Buffer | ((figures: Figures) => number);

/** The page cut at the numbers that change, so that answering costs the stub next to nothing. */
export function piecesOf(page: string, series: Series): readonly Piece[] {
  const pieces: Piece[] = [];
  let held = '';
  for (const line of page.split(/(?<=\n)/)) {
    const [head = '', name = ''] = /^([A-Za-z_]\w*)(?:\{[^\n]*\})? /.exec(line) ?? [];
    const figure = series[name];
    if (figure === undefined) held += line;
    else {
      pieces.push(Buffer.from(held + head, 'latin1'), figure);
      held = '\n';
    }
  }
  return [...pieces, Buffer.from(held, 'latin1')];
}

const fixture = (file: string) => readFileSync(join(projectRoot, 'test/fixtures', file), 'latin1');
const alluxio = piecesOf(fixture('alluxio/08-right-after-kill.prom'), ALLUXIO);
const goosefs = piecesOf(fixture('goosefs/master.prom'), ALLUXIO);
const jindo = piecesOf(fixture('jindo/mem.prom'), JINDO);
const juicefs = readFileSync(join(projectRoot, 'lib/sandbox/assets/juicefs-worker.prom'), 'latin1');
const vineyard = piecesOf(
  Object.keys(VINEYARD)
    .map((name) => `# TYPE ${name} gauge\n${name} 0\n`)
    .join(''),
  VINEYARD,
);
const efc: readonly Piece[] = [
  Buffer.from('{"cache":{"usedBytes":'),
  used,
  Buffer.from(',"capacityBytes":'),
  capacity,
  Buffer.from(',"workers":'),
  workers,
  Buffer.from('}}\n'),
];

/** Its labels name the mount on each of its lines, so every cache has pieces of its own. */
function juicefsPieces({ namespace, name }: Member): readonly Piece[] {
  const page = juicefs
    .replaceAll('mp="/data"', `mp="${mountPath(namespace, name)}"`)
    .replaceAll('vol_name="labvol"', `vol_name="${name}"`);
  return piecesOf(page, JUICEFS);
}

const none = (): readonly Piece[] => [];
const PAGES: Readonly<Record<Kind, readonly [path: string, pieces: (of: Member) => readonly Piece[]]>> = {
  alluxio: ['/metrics/prometheus/', () => alluxio],
  goosefs: ['/metrics/prometheus/', () => goosefs],
  jindo: ['/jindometrics/prometheus', () => jindo],
  'juicefs-community': ['/metrics', juicefsPieces],
  efc: ['/usage', () => efc],
  vineyard: ['/metrics', () => vineyard],
  juicefs: ['', none],
  cache: ['', none],
};

export interface Page {
  readonly path: string;
  /** The whole answer with its head, as bytes. */
  write(figures: Figures): Buffer;
}

/** @returns the page of a dataset's engine, or of each of its workers */
export function pageOf(member: Member): Page {
  const [path, of] = PAGES[member.kind];
  const pieces = of(member);
  const type = member.kind === 'efc' ? 'application/json' : 'text/plain; version=0.0.4; charset=utf-8';
  return {
    path,
    write(figures) {
      const body = pieces.map((piece) => (Buffer.isBuffer(piece) ? piece : Buffer.from(`${piece(figures)}`)));
      const length = body.reduce((sum, piece) => sum + piece.length, 0);
      const head = `HTTP/1.1 200 OK\r\nContent-Type: ${type}\r\nContent-Length: ${length}\r\n\r\n`;
      return Buffer.concat([Buffer.from(head), ...body]);
    },
  };
}
