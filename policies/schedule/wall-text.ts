/** An instant as a person near the clock would say it. */
import { wallOf } from '../../lib/units/zone.ts';

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;

/** `Fri 2026-11-27 20:00 Europe/Berlin`, with seconds only where there are some; `ever` for an instant that never comes. */
export function wallText(at: number, zone: string): string {
  if (!Number.isFinite(at)) return 'ever';
  return `${wallTime(at, zone)} ${zone}`;
}

/** The same without the zone. */
export function wallTime(at: number, zone: string): string {
  const shown = new Date(wallOf(zone, at));
  const [date = '', time = ''] = shown.toISOString().split('T');
  const seconds =
    shown.getUTCSeconds() + shown.getUTCMilliseconds() > 0 ? time.slice(0, 8) : time.slice(0, 5);
  return `${DAYS[shown.getUTCDay()]} ${date} ${seconds}`;
}
