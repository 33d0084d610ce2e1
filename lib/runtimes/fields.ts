/** Reading objects that come from elsewhere: nothing about their shape is trusted, nothing throws. */
import { printable } from '../units/printable.ts';

/** The value at `path`, or undefined where the path ends early. */
export function pick(value: unknown, ...path: readonly string[]): unknown {
  let here = value;
  for (const step of path) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, step)) return undefined;
    here = (here as Record<string, unknown>)[step];
  }
  return here;
}

/** The text at `path`, or null when there is none. */
export function pickText(value: unknown, ...path: readonly string[]): string | null {
  const found = pick(value, ...path);
  return typeof found === 'string' ? found : null;
}

/** The list at `path`; empty when absent or not a list. */
export function pickList(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = pick(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** The whole number, 0 or more, at `path`, or null. */
export function pickCount(value: unknown, ...path: readonly string[]): number | null {
  const found = pick(value, ...path);
  return typeof found === 'number' && Number.isSafeInteger(found) && found >= 0 ? found : null;
}

/** What stands where something else should, short. An object is not looked into: it may be nested deeper than any stack. */
export function shownValue(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  return printable(JSON.stringify(value) ?? 'nothing').slice(0, 60);
}
