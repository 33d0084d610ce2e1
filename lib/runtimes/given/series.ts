import { type Labels, parseLabels } from '../labels.ts';

/** One series of a metrics page, as it stands there: `cache_used_bytes{tier="all"}`. Labels that are not named may be any. */
export interface Series {
  readonly name: string;
  readonly labels: Labels;
}

/** The form of one; what stands between the braces is checked by {@link parseSeries}. */
export const SERIES = /^[a-zA-Z_:][a-zA-Z0-9_:]*(\{[^{}]*\})?$/;

/** @returns null when the text is none */
export function parseSeries(text: string): Series | null {
  const match = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})?$/.exec(text);
  const labels = match === null ? null : parseLabels(match[2] ?? '');
  return match === null || labels === null ? null : { name: match[1] as string, labels };
}

/** Whether a line has every label of the series. */
export function isOf(labels: Labels, series: Series): boolean {
  return [...series.labels].every(([name, value]) => (labels.get(name) ?? '') === value);
}
