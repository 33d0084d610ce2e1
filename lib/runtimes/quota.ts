import { parseSize } from '../units/size.ts';

/** A Kubernetes quantity of bytes, as text or number; null: none, or none that we read. */
export function quotaBytes(quota: unknown): number | null {
  const bytes = typeof quota === 'string' ? parseSize(quota) : quota;
  return typeof bytes === 'number' && bytes > 0 && Number.isFinite(bytes) ? bytes : null;
}

/** null as soon as one of them is not known, and for none at all. */
export function sumOfKnown(sizes: readonly (number | null)[]): number | null {
  if (sizes.length === 0) return null;
  return sizes.reduce((sum, bytes) => (sum === null || bytes === null ? null : sum + bytes), 0);
}
