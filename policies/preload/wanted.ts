/** How much data operations bring: the whole dataset, or the paths whose size a person says. */
import type { Task } from '../../lib/model/observation.ts';

export interface Wanted {
  readonly bytes: number;
  readonly copies: number;
  /** `the dataset` or the paths, in words. */
  readonly what: string;
}

/** Bytes by path. */
export type PathSizes = ReadonlyMap<string, number>;

/**
 * Paths whose sizes are all known count alone (each as often as copies of it are wanted), at most as the dataset; else the whole
 * dataset does, of which a part is no larger.
 * @returns null where the size is not known either way
 */
export function wantedBy(
  tasks: readonly Task[],
  sizes: PathSizes,
  dataset: { readonly sizeBytes: number | null; readonly copies: number },
): Wanted | null {
  const { sizeBytes, copies } = dataset;
  const paths = new Map<string, number>();
  let most = copies;
  let whole = false;
  for (const task of tasks) {
    whole ||= task.paths.length === 0;
    for (const { path, copies: wanted } of task.paths) {
      paths.set(path, Math.max(paths.get(path) ?? copies, wanted));
      most = Math.max(most, wanted);
    }
  }
  const all = sizeBytes === null ? null : { bytes: sizeBytes, copies: most, what: 'the dataset' };
  const parts = whole ? null : sumOf(paths, sizes);
  if (parts === null || (sizeBytes !== null && parts >= sizeBytes * most)) return all;
  return { bytes: parts, copies: 1, what: [...paths.keys()].join(', ') };
}

function sumOf(paths: ReadonlyMap<string, number>, sizes: PathSizes): number | null {
  let sum = 0;
  for (const [path, copies] of paths) {
    const bytes = sizes.get(path);
    if (bytes === undefined) return null;
    sum += bytes * copies;
  }
  return sum;
}
