import { formatDuration } from '../units/duration.ts';
import { printable } from '../units/printable.ts';
import type { Troubled } from './observation.ts';

/** `spark-worker-5 does not serve for 12m: Unschedulable (0/4 nodes are available)`. @param now instant, ms; null: without how long */
export function describeTrouble({ pod, why, says, since }: Troubled, now: number | null): string {
  const seconds = since === null || now === null ? null : Math.max(0, Math.round((now - since) / 1000));
  const how = seconds === null ? '' : ` for ${formatDuration(seconds * 1000)}`;
  return printable(`${pod} does not serve${how}: ${why}${says === '' ? '' : ` (${says})`}`);
}
