/** Time zones by their IANA names: from instants to the wall clock and back, as Go's `time` does it. */
import { offsetAt } from '../units/zone.ts';

export interface Zone {
  readonly name: string;
  /** What to add to UTC for the wall clock at an instant, ms. */
  offsetAt(instant: number): number;
}

/** A wall clock's reading as fields. */
export interface Wall {
  readonly year: number;
  /** 1..12 */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** 0 is Sunday. */
  readonly weekday: number;
}

const zones = new Map<string, Zone | null>();
const MOST_ZONES = 1000;

/** @returns null when there is no zone of that name */
export function zoneOf(name: string): Zone | null {
  let zone = zones.get(name);
  if (zone === undefined) {
    if (zones.size >= MOST_ZONES) zones.clear();
    zone = makeZone(name);
    zones.set(name, zone);
  }
  return zone;
}

function makeZone(name: string): Zone | null {
  // Node also takes offsets such as +05:30 for a zone; Go does not.
  if (!/^[A-Za-z]/.test(name)) return null;
  if (name === 'UTC') return { name, offsetAt: () => 0 };
  try {
    offsetAt(name, 0);
    return { name, offsetAt: remembering((instant) => offsetAt(name, instant)) };
  } catch {
    return null;
  }
}

type OffsetAt = (instant: number) => number;

const QUARTER_MS = 900_000;
const MOST_QUARTERS = 4096;

/** Clocks have changed at quarters of an hour only for as long as there has been cron, so one answer serves a quarter. */
function remembering(ask: OffsetAt): OffsetAt {
  const known = new Map<number, number>();
  return (instant) => {
    const quarter = Math.floor(instant / QUARTER_MS);
    let offset = known.get(quarter);
    if (offset === undefined) {
      if (known.size >= MOST_QUARTERS) known.clear();
      offset = ask(quarter * QUARTER_MS);
      known.set(quarter, offset);
    }
    return offset;
  };
}

export function wallAt(instant: number, zone: Zone): Wall {
  const local = new Date(instant + zone.offsetAt(instant));
  return {
    year: local.getUTCFullYear(),
    month: local.getUTCMonth() + 1,
    day: local.getUTCDate(),
    hour: local.getUTCHours(),
    minute: local.getUTCMinutes(),
    second: local.getUTCSeconds(),
    weekday: local.getUTCDay(),
  };
}

/**
 * The instant of a reading of the wall clock; fields may lie outside their range (day 32). Of a reading that comes twice, or
 * never, the one that Go's `time.Date` gives.
 */
export function instantOf(
  zone: Zone,
  year: number,
  month: number,
  day: number,
  hour = 0,
  minute = 0,
): number {
  const reading = Date.UTC(year, month - 1, day, hour, minute);
  // The reading is taken for an instant first, and its offset corrected by what holds at the instant so found.
  return reading - zone.offsetAt(reading - zone.offsetAt(reading));
}

const HOUR_MS = 3_600_000;

/** The first instant of the day an instant lies in, and of the day after. */
export function dayOf(instant: number, zone: Zone): { readonly from: number; readonly until: number } {
  const { year, month, day } = wallAt(instant, zone);
  return { from: startOfDay(zone, year, month, day), until: startOfDay(zone, year, month, day + 1) };
}

/** Where clocks go forward at midnight, Go's midnight may lie an hour before the day. */
function startOfDay(zone: Zone, year: number, month: number, day: number): number {
  const midnight = instantOf(zone, year, month, day);
  const { hour } = wallAt(midnight, zone);
  return hour > 12 ? midnight + (24 - hour) * HOUR_MS : midnight;
}
