/** What the schema has found to be readable, read. */
import type { Dialect } from '../../lib/cron/dialect.ts';
import { type CronSchedule, parseCron } from '../../lib/cron/parse.ts';
import { type Zone, zoneOf } from '../../lib/cron/zone.ts';

/** @throws {Error} with what is wrong */
export function scheduleOf(text: string, dialect: Dialect): CronSchedule {
  const parsed = parseCron(text, dialect);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.schedule;
}

/** @throws {Error} naming a zone that is none */
export function zoneNamed(name: string): Zone {
  const zone = zoneOf(name);
  if (zone === null) throw new Error(`there is no time zone ${name}`);
  return zone;
}
