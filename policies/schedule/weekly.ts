/** The form people write: `Mon-Fri 08:00-20:00`, as the two patterns it stands for. */

const NAMES = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
const DAY = '([Mm]on|[Tt]ue|[Ww]ed|[Tt]hu|[Ff]ri|[Ss]at|[Ss]un)';
const TIME = '([01]\\d|2[0-3]):[0-5]\\d';
const END = `(${TIME}|24:00)`;
const LIST = `${DAY}(-${DAY})?(, ?${DAY}(-${DAY})?)*`;

/**
 * `Mon-Fri 08:00-20:00`, `Sat,Sun 10:00-14:00`, `Fri-Mon 22:00-06:00`, `daily 00:00-24:00`, or from one day to another:
 * `Fri 18:00 - Mon 06:00`. No flags and no look-ahead: the API server reads the same expression.
 */
export const WEEKLY = new RegExp(`^((${LIST}|daily) ${TIME}-${END}|${DAY} ${TIME} - ${DAY} ${END})$`);

export interface Weekly {
  readonly start: string;
  readonly end: string;
}

/**
 * Each day opens by itself, and closes at the first such time after: on the next day where the end is not after the start.
 * @returns two patterns of five fields; null where the text is no such form
 */
export function parseWeekly(text: string): Weekly | null {
  if (!WEEKLY.test(text)) return null;
  const across = /^(\w+) ([\d:]+) - (\w+) ([\d:]+)$/.exec(text);
  if (across !== null) {
    const [, first = '', opens = '', last = '', closes = ''] = across;
    const end = closes === '24:00' ? (numberOf(last) + 1) % 7 : numberOf(last);
    return { start: cron(opens, String(numberOf(first))), end: cron(closes, String(end)) };
  }
  const space = text.lastIndexOf(' ');
  const [days, times] = [text.slice(0, space), text.slice(space + 1)];
  const [opens = '', closes = ''] = times.split('-');
  return { start: cron(opens, days === 'daily' ? '*' : daysOf(days).join(',')), end: cron(closes, '*') };
}

function cron(time: string, days: string): string {
  const [hours, minutes] = time.split(':').map(Number) as [number, number];
  return `${minutes} ${hours % 24} * * ${days}`;
}

function daysOf(list: string): readonly number[] {
  const days = list.split(/, ?/).flatMap((part) => {
    const [first = 0, last = first] = part.split('-').map(numberOf);
    // `Fri-Mon` runs over the end of the week.
    return Array.from({ length: ((last - first + 7) % 7) + 1 }, (_, i) => (first + i) % 7);
  });
  return [...new Set(days)].sort((a, b) => a - b);
}

function numberOf(day: string): number {
  return NAMES.indexOf(day.slice(0, 3).toLowerCase() as (typeof NAMES)[number]);
}
