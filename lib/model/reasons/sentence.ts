import { formatDuration } from '../../units/duration.ts';
import { printable } from '../../units/printable.ts';
import { readableShare } from '../../units/share.ts';
import { formatSize } from '../../units/size.ts';
import type { Reason } from '../observation.ts';
import type { CatalogueEntry } from './catalogue.ts';

const UNITS: Readonly<Record<string, (value: number) => string>> = {
  duration: (ms) => formatDuration(ms < 60_000 ? ms : Math.round(ms / 1000) * 1000),
  size: formatSize,
};

/**
 * The reason's sentence with its numbers filled in; a number that is not there prints as `?`. Shares are shortened as far as
 * each still compares with the others of the sentence as it does. Texts among the numbers come from outside: they come out
 * printable.
 */
export function fillSentence(entry: CatalogueEntry, reason: Reason): string {
  return entry.says.replaceAll(/\{(\w+)(?::(\w+))?\}/g, (_, name: string, unit: string | undefined) => {
    const value = reason.numbers?.[name];
    if (value === undefined || value === null) return '?';
    if (unit === 'share' && typeof value === 'number')
      return readableShare(value, otherShares(name, entry, reason));
    const format = unit === undefined ? undefined : UNITS[unit];
    return format !== undefined && typeof value === 'number' ? format(value) : printable(String(value));
  });
}

function otherShares(name: string, { says }: CatalogueEntry, { numbers }: Reason): number[] {
  const names = [...says.matchAll(/\{(\w+):share\}/g)].map(([, other]) => other as string);
  const others = names.filter((other) => other !== name).map((other) => numbers?.[other]);
  return others.filter((other) => typeof other === 'number');
}
