import { boundsShown } from '../decide/bounds.ts';
import type { DatasetStatus } from './shown.ts';

/** What a sizer says when the cache is too full for the workers there are. `FullNotNeeded` and its like are not among them. */
const TOO_FULL: ReadonlySet<string> = new Set([
  'AboveThreshold',
  'AboveThresholdSizeUnknown',
  'GrowUnproven',
  'PlateauFull',
  'AboveTarget',
  'AveragePerWorker',
]);

/**
 * Whether all workers that the document allows are asked for and a sizer still calls the cache too full: nothing will help
 * but a larger `replicas.max`. Null while nothing is decided.
 */
export function fullAtMax({ decision, observation, plan }: DatasetStatus): boolean | null {
  if (decision === null || observation === null) return null;
  const { current, wishes, rungs } = decision;
  if (current < boundsShown(plan, decision).max || current === 0) return false;
  const cut = rungs.some(({ by, from, to }) => by === 'bounds' && from > to && to >= current);
  // A threshold asks for no more than the document allows, so there may be nothing to cut.
  const all = wishes.some(
    ({ wish, reason }) => wish !== null && wish >= current && TOO_FULL.has(reason.code),
  );
  return cut || all;
}
