/**
 * Cron once more, without looking at lib/cron: every second of a UTC day is held against the expression, field by field. Slow, and
 * for expressions of six plain fields (stars, numbers, lists) only.
 */

/** Whether the calendar day (UTC) of an instant holds a match. */
export function matchesOnDay(expression: string, instant: string): boolean {
  const [second = '', minute = '', hour = '', day = '', month = '', weekday = '*'] = expression.split(/\s+/);
  const date = new Date(instant);
  const days = [day, weekday].map((field, index) =>
    holds(field, index === 0 ? date.getUTCDate() : date.getUTCDay()),
  );
  const either = day !== '*' && weekday !== '*';
  const onDay = either ? days.some(Boolean) : days.every(Boolean);
  if (!holds(month, date.getUTCMonth() + 1) || !onDay) return false;
  const any = (field: string, until: number) =>
    Array.from({ length: until }, (_, n) => n).some((n) => holds(field, n));
  return any(hour, 24) && any(minute, 60) && any(second, 60);
}

function holds(field: string, value: number): boolean {
  return field === '*' || field.split(',').map(Number).includes(value);
}
