/** Figures as text. */
import { formatDuration } from '../../units/duration.ts';
import { formatSize } from '../../units/size.ts';
import type { Price } from '../price.ts';
import type { ReplayError } from '../what-if.ts';

export function hours(value: number): string {
  return fixed(value, 2);
}

/** To the second below an hour, to the minute above. */
export function span(ms: number): string {
  const unit = ms < 3_600_000 ? 1000 : 60_000;
  return formatDuration(Math.round(ms / unit) * unit);
}

/** A part of a whole, or a dash where there is none. */
export function part(of: number, whole: number): string {
  return whole > 0 ? `${fixed((100 * of) / whole, 1)}%` : '–';
}

export function bytes(value: number | null): string {
  return value === null ? 'not recorded' : formatSize(value);
}

export function money(value: number | null, { currency }: Price): string {
  if (value === null) return '–';
  return `${fixed(value, value < 10 ? 4 : 2)}${currency === '' ? '' : ` ${currency}`}`;
}

/** `2026-11-22 14:05:00`, UTC. */
export function instant(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
}

/** Never minus zero. */
function fixed(value: number, digits: number): string {
  return (Number(value.toFixed(digits)) + 0).toFixed(digits);
}

/** The replay's error in one sentence. */
export function errorSentence(error: ReplayError): string {
  const { recorded, replayed, same, shiftMs, replicas, utilization, ufs } = error;
  const shift =
    shiftMs === null ? '' : `, ${span(shiftMs.mean)} apart on average and ${span(shiftMs.most)} at most`;
  const fill = utilization === null ? '' : `, ${fixed(utilization, 2)} points of utilization`;
  const read =
    ufs === null
      ? ''
      : `, and ${fixed(100 * Math.abs(ufs), 1)}% ${ufs < 0 ? 'fewer' : 'more'} bytes from the under-store`;
  const changes = recorded === 1 ? '1 recorded change' : `${recorded} recorded changes`;
  return `${same} of ${changes} of the count come about the same (${replayed} replayed)${shift}; on average off by ${fixed(replicas, 3)} workers${fill}${read}`;
}
