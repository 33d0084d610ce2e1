/** One line in the manner of `kubectl get dataset` and `kubectl get hpa`. Pure. */
import type { DatasetStatus } from '../../daemon/ports.ts';
import { type Observation, sees } from '../../model/observation.ts';
import { describeReason } from '../../model/reasons/index.ts';
import { shareOf } from '../../units/share.ts';
import { formatSize } from '../../units/size.ts';

export const HEADER = row(
  'TIME',
  'NAME',
  'UFS TOTAL',
  'CACHED',
  'CAPACITY',
  'UTILIZATION',
  'REPLICAS',
  'LAST REASON',
);

/** @param threshold what the policy compares with, `90%`; `-` without */
export function statusLine(status: DatasetStatus, threshold: string, elapsed: string): string {
  const { observation, decision, reason } = status;
  const name = status.plan.dataset;
  if (observation === null) return row(elapsed, name, '-', '-', '-', '-', '-', describeReason(reason));
  const { cached, capacity, utilization } = figures(observation);
  const size = observation.dataset.sizeBytes;
  const wanted = decision?.target ?? observation.replicas;
  return row(
    elapsed,
    name,
    size === null ? 'unknown' : formatSize(size),
    cached,
    capacity,
    `${utilization}/${threshold}`,
    `${observation.replicas}/${wanted}`,
    describeReason(reason),
  );
}

function figures({ reading }: Observation): { cached: string; capacity: string; utilization: string } {
  if (!sees(reading)) return { cached: '-', capacity: '-', utilization: 'unknown' };
  const { usedBytes, capacityBytes } = reading;
  const utilization = `${(shareOf(usedBytes, capacityBytes) / 1000).toFixed(1)}%`;
  return { cached: formatSize(usedBytes), capacity: formatSize(capacityBytes), utilization };
}

function row(...cells: readonly string[]): string {
  const widths = [7, 8, 10, 11, 10, 12, 9];
  return cells.map((cell, i) => (i < widths.length ? cell.padEnd(widths[i] as number) : cell)).join(' ');
}
