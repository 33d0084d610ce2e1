import type { Blind } from '../../model/observation.ts';
import type { HttpSource } from '../../model/source.ts';
import { parseShare, WHOLE } from '../../units/share.ts';
import { parseSize } from '../../units/size.ts';
import { isBlind } from '../blind.ts';
import { shownValue } from '../fields.ts';
import { gatherPage } from '../page.ts';
import { parseValue } from '../prometheus.ts';
import { FIGURES, type Figure, failedAt, HTTP } from './figures.ts';
import type { PageReader } from './http.ts';
import { valueAt } from './pointer.ts';

/** All of it is kept until it is parsed, so it is no larger than this, bytes. */
const MAX_BYTES = 2 ** 20;

/** Figures out of JSON: each the number, or the text of one, at its place. */
export function jsonReader({ figures, at: time }: HttpSource): PageReader {
  const page = gatherPage();
  return {
    accept: 'application/json',
    maxBytes: MAX_BYTES,
    take: page.take,
    end: (address) => {
      const document = parse(page.text(), address);
      if (isBlind(document)) return document;
      const numbers: Partial<Record<Figure, number>> = {};
      for (const figure of FIGURES) {
        const pointer = figures[figure];
        if (pointer === undefined) continue;
        const number = numberAt(document.value, { figure, pointer }, address);
        if (isBlind(number)) return number;
        numbers[figure] = number.value;
      }
      if (time === null) return { numbers, at: null };
      const at = instantOf(valueAt(document.value, time));
      return at === null ? wrong('at', valueAt(document.value, time), time, address) : { numbers, at };
    },
  };
}

function parse(text: string, address: string): { readonly value: unknown } | Blind {
  if (text.trim() === '') return failedAt(HTTP, 'SourceEmpty', { address });
  try {
    return { value: JSON.parse(text) };
  } catch {
    return failedAt(HTTP, 'SourceNotJson', { address });
  }
}

function numberAt(
  document: unknown,
  { figure, pointer }: { readonly figure: Figure; readonly pointer: string },
  address: string,
): { readonly value: number } | Blind {
  const found = valueAt(document, pointer);
  const value = typeof found === 'number' ? found : typeof found === 'string' ? READERS[figure](found) : null;
  return value === null ? wrong(figure, found, pointer, address) : { value };
}

/** A number in text, or with a unit: `500GiB`, `87.5%`. */
const READERS: Readonly<Record<Figure, (text: string) => number | null>> = {
  used: parseSize,
  capacity: parseSize,
  ratio: (text) => {
    const share = parseShare(text);
    return share === null ? parseValue(text) : share / WHOLE;
  },
  workers: parseSize,
};

/** Seconds or milliseconds since the epoch (which can be told apart for the next thousand years), or an RFC 3339 text. */
function instantOf(value: unknown): number | null {
  const number = typeof value === 'string' ? Date.parse(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) return null;
  return typeof value === 'number' && value < 1e11 ? number * 1000 : number;
}

function wrong(figure: Figure | 'at', found: unknown, pointer: string, address: string): Blind {
  if (found === undefined) return failedAt(HTTP, 'SourceLacks', { address, figure, what: pointer });
  return failedAt(HTTP, 'SourceMalformed', { address, figure, text: shownValue(found) });
}
