/** An instant as a person near the clock would say it. */
import { instantOf, wallOf } from '../../lib/units/zone.ts';

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;

/** `Fri 2026-11-27 20:00 Europe/Berlin`, with seconds only where there are some; `ever` for an instant that never comes. */
export function wallText(at: number, zone: string): string {
  if (!Number.isFinite(at)) return 'ever';
  return `${wallTime(at, zone)} ${zone}`;
}

/** The same without the zone; a time that the clock shows for the second time that day has `(again)`. */
export function wallTime(at: number, zone: string): string {
  const wall = wallOf(zone, at);
  const shown = new Date(wall);
  const [date = '', time = ''] = shown.toISOString().split('T');
  const seconds =
    shown.getUTCSeconds() + shown.getUTCMilliseconds() > 0 ? time.slice(0, 8) : time.slice(0, 5);
  const again = instantOf(zone, wall) < at ? ' (again)' : '';
  return `${DAYS[shown.getUTCDay()]} ${date} ${seconds}${again}`;
}
