import type { Figures } from '../../model/figures.ts';

/** A page that tells how full a cache is: where it is, what it says, and which of its lines matter. */
export interface PageForm {
  /** Where it is. With a slash at its end: who asks without is sent there. */
  readonly path: string;
  readonly contentType: string;
  /** Names on the page that a reader needs; what goes wrong with a page goes wrong there. Null: it does not say. */
  readonly used: string;
  readonly capacity: string | null;
  /** What the figures come to on the page, by the names there. */
  values(figures: Figures): Map<string, number>;
  write(values: ReadonlyMap<string, number>): string;
  /** The text without the line of this name; with a second one. */
  without(text: string, name: string): string;
  twice(text: string, name: string): string;
}

/** The Prometheus text format, version 0.0.4: `name{labels} value` a line. */
export const lines: Pick<PageForm, 'contentType' | 'without' | 'twice'> = {
  contentType: 'text/plain;version=0.0.4;charset=utf-8',
  without: (text, name) => text.replace(lineOf(name), ''),
  twice: (text, name) => `${text}${lineOf(name).exec(text)?.[0] ?? ''}`,
};

/** Where a name begins on a page, or -1: not where it is only part of another or within a label. */
export function placeOf(text: string, name: string): number {
  return text.search(new RegExp(`^"?${name}["{ ]|"${name}"`, 'm'));
}

function lineOf(name: string): RegExp {
  return new RegExp(`^${name}(\\{[^\\n]*\\})? [^\\n]*\\n`, 'm');
}

/** A number as the text format writes it, also one that is none. */
export function plain(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (Number.isFinite(value)) return String(value);
  return value > 0 ? '+Inf' : '-Inf';
}
