/** A cron trigger of KEDA: when it is open (facts: cron-semantics, section 2). It remembers nothing: each look asks anew. */
import { KEDA } from './dialect.ts';
import { nextFire } from './next.ts';
import { type CronSchedule, parseCron } from './parse.ts';
import type { Zone } from './zone.ts';

export interface KedaWindow {
  readonly start: CronSchedule;
  readonly end: CronSchedule;
  readonly zone: Zone;
}

/**
 * Open unless the next start comes before the next end; never where it has no end, always where it has no start. So a weekday on
 * one side alone keeps it open over the weekend, and of several starts before one end only the last opens it.
 */
export function isOpen({ start, end, zone }: KedaWindow, now: number): boolean {
  const next = { start: nextFire(start, now, zone), end: nextFire(end, now, zone) };
  if (next.end === null) return false;
  return next.start === null || next.start >= next.end;
}

/** The soonest instant after `now` at which it may open or close; null when it never will. */
export function nextEdge({ start, end, zone }: KedaWindow, now: number): number | null {
  const edges = [nextFire(start, now, zone), nextFire(end, now, zone)].filter((edge) => edge !== null);
  return edges.length === 0 ? null : Math.min(...edges);
}

export interface CronTrigger {
  readonly timezone: string;
  readonly start: string;
  readonly end: string;
  readonly desiredReplicas: number;
}

export type ParsedTrigger =
  | { readonly ok: true; readonly trigger: CronTrigger }
  | { readonly ok: false; readonly error: string };

/**
 * The `metadata` of a trigger, as KEDA checks it when the ScaledObject is made. The zone's name is not looked at then: one that is
 * none fails at every poll.
 */
export function parseTrigger(metadata: Readonly<Record<string, unknown>>): ParsedTrigger {
  const text = (name: string) => {
    const value = metadata[name];
    return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
  };
  const [timezone, start, end, desired] = ['timezone', 'start', 'end', 'desiredReplicas'].map(text) as [
    string,
    string,
    string,
    string,
  ];
  const error =
    missing({ timezone, start, end, desiredReplicas: desired }) ??
    faulty('start', start) ??
    faulty('end', end) ??
    (start === end ? 'start and end can not have exactly same time input' : null) ??
    (/^[+-]?\d{1,15}$/.test(desired)
      ? null
      : `error parsing desiredReplicas: "${desired}" is no whole number`);
  if (error !== null) return { ok: false, error };
  const desiredReplicas = Number(desired);
  // KEDA takes a 0 for a number that was not given.
  if (desiredReplicas === 0) return { ok: false, error: 'no desiredReplicas specified' };
  return { ok: true, trigger: { timezone, start, end, desiredReplicas } };
}

function missing(given: Readonly<Record<string, string>>): string | null {
  const name = Object.keys(given).find((key) => given[key] === '');
  return name === undefined ? null : `no ${name} specified`;
}

function faulty(which: string, text: string): string | null {
  const parsed = parseCron(text, KEDA);
  return parsed.ok ? null : `error parsing ${which} schedule: ${parsed.error}`;
}
