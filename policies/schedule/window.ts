/** One window of a schedule, from what the document says to when it holds. */
import { bounded } from '../../lib/units/bounded.ts';
import { DAY_MS, instantOf } from '../../lib/units/zone.ts';
import { daysOf } from './days.ts';
import { excludedDays } from './exclude.ts';
import { nextWall, openingsOf } from './openings.ts';
import type { WindowConfig } from './schema.ts';
import { type Closes, chained, clipped, fromOpenings, type Link, remembering, type Times } from './times.ts';
import { parseWeekly } from './weekly.ts';

export interface Window {
  /** How messages call it: its name, else what it says of its times. */
  readonly name: string;
  /** Its place in the list, from 0. */
  readonly index: number;
  readonly config: WindowConfig;
  readonly times: Times;
}

/** The windows of a schedule but those that are suspended. */
export function windowsOf(schedule: readonly WindowConfig[]): readonly Window[] {
  const active = schedule
    .map((config, index) => ({ name: nameOf(config), index, config }))
    .filter(({ config }) => config.suspend !== true);
  const links = active.filter(({ config }) => config.end === 'next');
  const chain =
    links.length === 0 ? [] : chainOf(links.map(({ config }) => JSON.stringify(timesOnly(config))));
  return active.map((window) => {
    const link = links.indexOf(window);
    const times = link === -1 ? own(JSON.stringify(timesOnly(window.config))) : (chain[link] as Times);
    return { ...window, times };
  });
}

export function nameOf({ name, weekly, start }: WindowConfig): string {
  return name ?? weekly ?? start ?? '';
}

export const zoneOf = ({ zone = 'UTC' }: Pick<WindowConfig, 'zone'>): string => zone;

type TimesConfig = Pick<
  WindowConfig,
  'weekly' | 'start' | 'end' | 'duration' | 'zone' | 'exclude' | 'validFrom' | 'validUntil'
>;

/** What decides when it holds, and nothing else: windows alike in that share their times, in however many documents they stand. */
function timesOnly(config: WindowConfig): TimesConfig {
  const { weekly, start, end, duration, zone, exclude, validFrom, validUntil } = config;
  return { weekly, start, end, duration, zone, exclude, validFrom, validUntil };
}

const own = bounded(2048, (key): Times => {
  const config = JSON.parse(key) as TimesConfig;
  const { openings, from, until } = linkOf(config);
  return remembering(clipped(fromOpenings(openings, closesOf(config)), from, until));
});

const chains = bounded(512, (key): readonly Times[] => {
  const links = (JSON.parse(key) as readonly string[]).map((link) => linkOf(JSON.parse(link) as TimesConfig));
  return chained(links).map(remembering);
});

const chainOf = (links: readonly string[]) => chains(JSON.stringify(links));

function linkOf(config: TimesConfig): Link {
  const zone = zoneOf(config);
  const start = config.start ?? parseWeekly(config.weekly ?? '')?.start ?? '';
  const { from, until } = validityOf(config);
  return { openings: openingsOf(start, zone, daysOf(excludedDays(config.exclude ?? []))), from, until };
}

/** The instants between which it may hold; a day begins in the window's zone, and the last one counts whole. */
export function validityOf({ validFrom, validUntil, zone = 'UTC' }: TimesConfig): {
  from: number;
  until: number;
} {
  const instant = (text: string, days: number) =>
    text.length > 10 ? Date.parse(text) : instantOf(zone, Date.parse(text) + days * DAY_MS);
  return {
    from: validFrom === undefined ? Number.NEGATIVE_INFINITY : instant(validFrom, 0),
    until: validUntil === undefined ? Number.POSITIVE_INFINITY : instant(validUntil, 1),
  };
}

function closesOf({ weekly, end, duration, zone = 'UTC' }: TimesConfig): Closes {
  if (duration !== undefined) return ({ at }) => at + duration;
  const pattern = end ?? parseWeekly(weekly ?? '')?.end ?? '';
  // By what the wall's clock shows, so that a window inside a gap has no length.
  return ({ wall }) => {
    const closes = nextWall(pattern, wall);
    return closes === null ? Number.POSITIVE_INFINITY : instantOf(zone, closes);
  };
}
