/** What a plug-in gave, in few and printable words: it may be anything. */
import { printable } from '../../units/printable.ts';

const LONGEST = 200;

/** At most so many characters of a text from a plug-in. */
export function brief(text: string, most = LONGEST): string {
  const start = printable(text.slice(0, most));
  return text.length > most ? `${start}...` : start;
}

/** What kind of value it is; a number or text as it is. */
export function described(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return `the text "${brief(value, 60)}"`;
  if (typeof value === 'bigint') return `the bigint ${brief(String(value), 30)}`;
  if (typeof value === 'number' || typeof value === 'boolean' || value === undefined) return String(value);
  if (typeof value !== 'object') return `a ${typeof value}`;
  if (isPromise(value)) return 'a Promise';
  return Array.isArray(value) ? 'a list' : 'an object';
}

export function isPromise(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

/** The message of whatever was thrown. */
export function errorText(error: unknown): string {
  try {
    return brief(error instanceof Error ? `${error.name}: ${error.message}` : `${described(error)}`);
  } catch {
    return 'something that cannot be told';
  }
}
