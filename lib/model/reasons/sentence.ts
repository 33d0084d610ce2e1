import { formatDuration } from '../../units/duration.ts';
import { formatShare } from '../../units/share.ts';
import { formatSize } from '../../units/size.ts';
import type { Reason } from '../observation.ts';
import type { CatalogueEntry } from './catalogue.ts';

const UNITS: Readonly<Record<string, (value: number) => string>> = {
  share: formatShare,
  duration: (ms) => formatDuration(ms < 60_000 ? ms : Math.round(ms / 1000) * 1000),
  size: formatSize,
};

/** The reason's sentence with its numbers filled in; a number that is not there prints as `?`. */
export function fillSentence(entry: CatalogueEntry, reason: Reason): string {
  return entry.says.replaceAll(/\{(\w+)(?::(\w+))?\}/g, (_, name: string, unit: string | undefined) => {
    const value = reason.numbers?.[name];
    if (value === undefined || value === null) return '?';
    const format = unit === undefined ? undefined : UNITS[unit];
    return format !== undefined && typeof value === 'number' ? format(value) : String(value);
  });
}
