import { formatSize } from '../../units/size.ts';
import type { JsonObject } from '../api/json.ts';
import type { Look } from './contract.ts';

/** The texts of `cacheStates` as Fluid writes them. */

export const KEYS = [
  'cacheCapacity',
  'cached',
  'cachedPercentage',
  'cacheHitRatio',
  'localHitRatio',
  'remoteHitRatio',
  'cacheThroughputRatio',
  'localThroughputRatio',
  'remoteThroughputRatio',
] as const;

export function percent(part: number, whole: number): string {
  if (whole > 0) return `${((100 * part) / whole).toFixed(1)}%`;
  return part > 0 ? '+Inf%' : 'NaN%';
}

/** Every key with the same text. */
export function all(keys: readonly string[], text: string): JsonObject {
  return Object.fromEntries(keys.map((key) => [key, text]));
}

function hitRatio({ last, figures: { readRemoteBytes, readUfsBytes } }: Look): string {
  if (last === null) return '';
  const remote = Math.max(0, readRemoteBytes - last.remote);
  const ufs = Math.max(0, readUfsBytes - last.ufs);
  return remote + ufs === 0 ? '0.0%' : percent(remote, remote + ufs);
}

/** Alluxio's nine: the hit ratios are of the time since the last look, and empty at the first; `cachedPercentage` is of the dataset. */
export function alluxioStates(look: Look): JsonObject {
  const { figures, sizeBytes } = look;
  const remote = hitRatio(look);
  const local = remote === '' ? '' : '0.0%';
  return {
    cacheCapacity: formatSize(figures.capacityBytes),
    cached: formatSize(figures.usedBytes),
    cachedPercentage: sizeBytes === null ? '' : percent(figures.usedBytes, sizeBytes),
    cacheHitRatio: remote,
    localHitRatio: local,
    remoteHitRatio: remote,
    cacheThroughputRatio: remote,
    localThroughputRatio: local,
    remoteThroughputRatio: remote,
  };
}
