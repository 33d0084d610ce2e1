import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../../root.ts';
import type { Figures } from '../../model/figures.ts';
import { lines, type PageForm } from './form.ts';

/** The page of a real Alluxio 2.9.4 master; its `Cluster_` figures are replaced, all else stays as it was recorded. */
const template = readFileSync(join(projectRoot, 'lib/sandbox/assets/alluxio-master.prom'), 'utf8');

/** A number as Java prints a double, which is how the page has them: `0.0`, `133169.0`, `1.34217728E8`, `NaN`. */
export function javaDouble(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e7 || size < 1e-3)) {
    const [digits, exponent] = value.toExponential().split('e') as [string, string];
    return `${digits.includes('.') ? digits : `${digits}.0`}E${Number(exponent)}`;
  }
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

/** Which tier the capacity is in; the other two are 0, as on the page. */
export type Tier = 'MEM' | 'SSD' | 'HDD';
const tiers: readonly Tier[] = ['MEM', 'SSD', 'HDD'];

/** The `Cluster_` series of the figures, by name. */
export function series(figures: Figures, tier: Tier = 'MEM'): Map<string, number> {
  const { capacityBytes, usedBytes, workers, lostWorkers, readUfsBytes, readRemoteBytes } = figures;
  const capacity = { Total: capacityBytes, Used: usedBytes, Free: capacityBytes - usedBytes };
  const named = new Map<string, number>([
    ['Cluster_Workers', workers],
    ['Cluster_LostWorkers', lostWorkers],
    ['Cluster_BytesReadUfsAll', readUfsBytes],
    ['Cluster_BytesReadPerUfs_UFS:_2Fdata', readUfsBytes],
    ['Cluster_BytesReadRemote', readRemoteBytes],
    ['Cluster_BytesReadUfsThroughput', figures.ufsBytesPerSecond * 60],
    ['Cluster_BytesReadRemoteThroughput', figures.ufsBytesPerSecond * 60],
    // As Alluxio computes it: no rate of hits that one could act on.
    ['Cluster_CacheHitRate', readRemoteBytes > 0 ? 1 - readUfsBytes / readRemoteBytes : 0],
  ]);
  for (const [what, bytes] of Object.entries(capacity)) {
    named.set(`Cluster_Capacity${what}`, bytes);
    for (const each of tiers) named.set(`Cluster_Capacity${what}Tier${each}`, each === tier ? bytes : 0);
  }
  return named;
}

/** The whole page, 97 kB. Series that are not given keep the recorded value. */
export function page(values: ReadonlyMap<string, number>): string {
  return template.replace(/^(Cluster_\S+) .*$/gm, (line, name: string) => {
    const value = values.get(name);
    return value === undefined ? line : `${name} ${javaDouble(value)}`;
  });
}

/** The master's page; GooseFS, which comes from it, prints the same. */
export function alluxioPage(tier: Tier = 'MEM'): PageForm {
  return {
    ...lines,
    path: '/metrics/prometheus/',
    used: 'Cluster_CapacityUsed',
    capacity: 'Cluster_CapacityTotal',
    values: (figures) => series(figures, tier),
    write: page,
  };
}
