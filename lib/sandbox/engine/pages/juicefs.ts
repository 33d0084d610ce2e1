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
    values: ({ usedBytes }) => new Map([[USED, usedBytes]]),
    write(values) {
      text ??= labelled();
      return text.replace(
        /^(juicefs_blockcache_bytes)(\{.*\}) .*$/gm,
        (line, metric: string, labels: string) => {
          const value = values.get(metric);
          return value === undefined ? line : `${metric}${labels} ${plain(value)}`;
        },
      );
    },
  };
}

/** `.stats` of one worker of the enterprise edition, as documented: `name: value` lines. */
export function enterpriseStats({ usedBytes }: Figures, blockBytes: number): string {
  const blocks = Math.ceil(usedBytes / blockBytes);
  const values = {
    'blockcache.blocks': blocks,
    'blockcache.bytes': usedBytes,
    'blockcache.evict': 0,
    'blockcache.hitBytes': 0,
    'blockcache.hits': 0,
    'blockcache.miss': blocks,
    'blockcache.missBytes': usedBytes,
    'blockcache.readDuration': 0,
    'blockcache.write': 0,
    'blockcache.writeBytes': 0,
  };
  return Object.entries(values)
    .map(([name, value]) => `${name}: ${value}\n`)
    .join('');
}
