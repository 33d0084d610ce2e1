import { parseDuration } from './duration.ts';

/**
 * A point in time as people type it: RFC 3339 (`2026-11-22T14:05:00Z`), `HH:MM` or `HH:MM:SS` today in the local time zone,
 * or `-10m` before now.
 * @param now instant, ms
 * @returns instant in ms, or null when the text is none of these
 */
export function parseInstant(text: string, now: number): number | null {
  const trimmed = text.trim();
  if (trimmed === 'now') return now;
  if (trimmed.startsWith('-')) {
    const back = parseDuration(trimmed.slice(1));
    return back === null ? null : now - back;
  }
  const clock = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(trimmed);
  if (clock) return today(Number(clock[1]), Number(clock[2]), Number(clock[3] ?? 0), now);
  if (!/^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}/.test(trimmed)) return null;
  const at = Date.parse(trimmed);
  return Number.isNaN(at) ? null : at;
}

function today(hours: number, minutes: number, seconds: number, now: number): number | null {
  if (hours > 23 || minutes > 59 || seconds > 59) return null;
  return new Date(now).setHours(hours, minutes, seconds, 0);
}

/** `2026-11-22T14:05:00Z`, with milliseconds only where there are some. */
export function formatInstant(ms: number): string {
  return new Date(ms).toISOString().replace('.000Z', 'Z');
}
