/** Rows in the manner of `kubectl get dataset` and `kubectl get hpa`. Pure. */
import { type Observation, type Reason, sees } from '../../model/observation.ts';
import { describeReason } from '../../model/reasons/index.ts';
import { formatDuration } from '../../units/duration.ts';
import { formatShare, readableShare, shareOf } from '../../units/share.ts';
import { formatSize } from '../../units/size.ts';

/** What one row shows. */
export interface Seen {
  /** Virtual ms since the demo began. */
  readonly elapsedMs: number;
  readonly observation: Observation | null;
  /** Workers wanted; null: as many as are asked for. */
  readonly wanted: number | null;
  readonly reason: Reason;
}

export interface Table {
  readonly header: string;
  row(seen: Seen): string;
}

const WIDTHS = [7, 0, 10, 10, 9, 12, 9];

/**
 * @param dataset its name
 * @param threshold what the policy compares utilization with, thousandths of a percent; null: with nothing
 */
export function createTable(dataset: string, threshold: number | null): Table {
  const name = dataset.length;
  const line = (...cells: readonly string[]) => layOut(cells, Math.max(name, 'NAME'.length));
  return {
    header: line('TIME', 'NAME', 'UFS TOTAL', 'CACHED', 'CAPACITY', 'UTILIZATION', 'REPLICAS', 'LAST REASON'),
    row: ({ elapsedMs, observation, wanted, reason }) => {
      const time = elapsedText(elapsedMs);
      const why = `${reason.code}: ${describeReason(reason)}`;
      if (observation === null) return line(time, dataset, '-', '-', '-', '-', '-', why);
      const { cached, capacity, utilization } = figures(observation, threshold);
      const size = observation.dataset.sizeBytes;
      const { replicas } = observation;
      const count = `${replicas}/${wanted ?? replicas}`;
      const total = size === null ? 'unknown' : formatSize(size);
      return line(time, dataset, total, cached, capacity, utilization, count, why);
    },
  };
}

/** `1m41s`. @param ms virtual time since the demo began */
export function elapsedText(ms: number): string {
  return formatDuration(Math.round(ms / 1000) * 1000);
}

interface Figures {
  readonly cached: string;
  readonly capacity: string;
  readonly utilization: string;
}

function figures({ reading }: Observation, threshold: number | null): Figures {
  const against = threshold === null ? '-' : formatShare(threshold);
  if (!sees(reading)) return { cached: '-', capacity: '-', utilization: `unknown/${against}` };
  const { usedBytes, capacityBytes } = reading;
  const share = shareOf(usedBytes, capacityBytes);
  const shown = readableShare(share, threshold === null || threshold === share ? [] : [threshold]);
  return {
    cached: formatSize(usedBytes),
    capacity: formatSize(capacityBytes),
    utilization: `${threshold === share ? formatShare(share) : shown}/${against}`,
  };
}

function layOut(cells: readonly string[], name: number): string {
  const widths = WIDTHS.map((width) => width || name);
  return cells.map((cell, i) => (i < widths.length ? cell.padEnd(widths[i] as number) : cell)).join(' ');
}
