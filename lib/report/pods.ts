/** What each pod said by itself, in words. */
import type { PodFigures } from '../model/observation.ts';
import { describeReason } from '../model/reasons/index.ts';
import { readableShare, shareOf } from '../units/share.ts';
import { formatSize } from '../units/size.ts';

/** One pod: `spark-worker-0 57.00MiB of 128.00MiB (45%)`. */
export function podLine(figures: PodFigures): string {
  if ('why' in figures) return `${figures.pod}: ${describeReason(figures.why)}`;
  const { pod, usedBytes, capacityBytes } = figures;
  if (capacityBytes === null) return `${pod} ${formatSize(usedBytes)}`;
  const share = readableShare(shareOf(usedBytes, capacityBytes));
  return `${pod} ${formatSize(usedBytes)} of ${formatSize(capacityBytes)} (${share})`;
}
