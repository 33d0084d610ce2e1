/** Rows in the manner of `kubectl get dataset` and `kubectl get hpa`. Pure. */
import { type Observation, type Reason, sees } from '../../model/observation.ts';
import { describeReason } from '../../model/reasons/index.ts';
import { layOut, type Table } from '../../report/columns.ts';
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

/**
 * @param dataset its name
 * @param threshold what the policy compares utilization with, thousandths of a percent; null: with nothing
 */
export function createTable(dataset: string, threshold: number | null): Table<Seen> {
  const figure = (of: (figures: Figures) => string) => (seen: Seen) =>
    seen.observation === null ? '-' : of(figuresOf(seen.observation, threshold));
  return layOut<Seen>([
    { header: 'TIME', least: 6, cell: ({ elapsedMs }) => elapsedText(elapsedMs) },
    { header: 'NAME', least: dataset.length, cell: () => dataset },
    { header: 'UFS TOTAL', cell: figure(({ total }) => total) },
    { header: 'CACHED', least: 10, cell: figure(({ cached }) => cached) },
    { header: 'CAPACITY', cell: figure(({ capacity }) => capacity) },
    { header: 'UTILIZATION', cell: figure(({ utilization }) => utilization) },
    { header: 'REPLICAS', cell: replicasText },
    { header: 'LAST REASON', cell: ({ reason }) => `${reason.code}: ${describeReason(reason)}` },
  ]);
}

/** `1m41s`. @param ms virtual time since the demo began */
export function elapsedText(ms: number): string {
  return formatDuration(Math.round(ms / 1000) * 1000);
}

function replicasText({ observation, wanted }: Seen): string {
  if (observation === null) return '-';
  return `${observation.replicas}/${wanted ?? observation.replicas}`;
}

interface Figures {
  readonly total: string;
  readonly cached: string;
  readonly capacity: string;
  readonly utilization: string;
}

function figuresOf({ reading, dataset }: Observation, threshold: number | null): Figures {
  const against = threshold === null ? '-' : formatShare(threshold);
  const total = dataset.sizeBytes === null ? 'unknown' : formatSize(dataset.sizeBytes);
  if (!sees(reading)) return { total, cached: '-', capacity: '-', utilization: `unknown/${against}` };
  const { usedBytes, capacityBytes } = reading;
  const share = shareOf(usedBytes, capacityBytes);
  const shown = readableShare(share, threshold === null || threshold === share ? [] : [threshold]);
  return {
    total,
    cached: formatSize(usedBytes),
    capacity: formatSize(capacityBytes),
    utilization: `${threshold === share ? formatShare(share) : shown}/${against}`,
  };
}
