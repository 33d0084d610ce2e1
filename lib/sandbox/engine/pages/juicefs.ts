import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../../root.ts';
import type { Figures } from '../../model/figures.ts';
import { lines, type PageForm, plain } from './form.ts';

const USED = 'juicefs_blockcache_bytes';

/** Where Fluid mounts it in each pod. */
export function mountPath(namespace: string, name: string): string {
  return `/runtime-mnt/juicefs/${namespace}/${name}/juicefs-fuse`;
}

let recorded: string | undefined;

/** The page of a real JuiceFS 1.3.1 (community), all but its cached bytes as it was recorded. */
function template(): string {
  recorded ??= readFileSync(join(projectRoot, 'lib/sandbox/assets/juicefs-worker.prom'), 'utf8');
  return recorded;
}

/** The page of one worker of the community edition: it says what is cached, and of capacity nothing. */
export function juicefsPage(namespace: string, name: string): PageForm {
  const labelled = () =>
    template()
      .replaceAll('mp="/data"', `mp="${mountPath(namespace, name)}"`)
      .replaceAll('vol_name="labvol"', `vol_name="${name}"`);
  let text: string | undefined;
  return {
    ...lines,
    path: '/metrics',
    used: USED,
    capacity: null,
    values: (figures) =>
      new Map([
        [USED, figures.usedBytes],
        ['juicefs_blockcache_hit_bytes', hitBytes(figures)],
        ['juicefs_blockcache_miss_bytes', figures.readUfsBytes],
      ]),
    write(values) {
      text ??= labelled();
      return text.replace(
        /^(juicefs_blockcache_\w*bytes)(\{.*\}) .*$/gm,
        (line, metric: string, labels: string) => {
          const value = values.get(metric);
          return value === undefined ? line : `${metric}${labels} ${plain(value)}`;
        },
      );
    },
  };
}

/** Bytes that readers got from the cache, past what had to be fetched first. */
function hitBytes({ readRemoteBytes, readUfsBytes }: Figures): number {
  return Math.max(0, readRemoteBytes - readUfsBytes);
}

/** `.stats` of one worker of the enterprise edition, as documented: `name: value` lines. */
export function enterpriseStats(figures: Figures, blockBytes: number): string {
  const { usedBytes, readUfsBytes } = figures;
  const blocks = (bytes: number) => Math.ceil(bytes / blockBytes);
  const values = {
    'blockcache.blocks': blocks(usedBytes),
    'blockcache.bytes': usedBytes,
    'blockcache.evict': 0,
    'blockcache.hitBytes': hitBytes(figures),
    'blockcache.hits': blocks(hitBytes(figures)),
    'blockcache.miss': blocks(readUfsBytes),
    'blockcache.missBytes': readUfsBytes,
    'blockcache.readDuration': 0,
    'blockcache.write': 0,
    'blockcache.writeBytes': 0,
  };
  return Object.entries(values)
    .map(([name, value]) => `${name}: ${value}\n`)
    .join('');
}
