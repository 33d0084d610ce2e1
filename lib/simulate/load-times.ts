/** When DataLoads run, and when their objects are there: by the scenario, or by a schedule of their own. */
import { CRONJOB } from '../cron/dialect.ts';
import { nextFire } from '../cron/next.ts';
import { parseCron } from '../cron/parse.ts';
import { zoneOf } from '../cron/zone.ts';
import type { Repeated } from './document.ts';
import { instantOf, instantsOf, MOST_HAPPENINGS, type Stretch } from './instants.ts';
import type { Happening } from './scenario.ts';

/** One entry of `loads`, as far as it says when. */
type LoadEntry = Repeated & { readonly pending: number; readonly schedule?: string | undefined };

/** Its object is there before its data flows. */
export function announces({ pending, schedule }: LoadEntry): boolean {
  return pending > 0 || schedule !== undefined;
}

export function nameOf(index: number): string {
  return `load-${index}`;
}

/** When the data of a load begins to flow. */
export function flowsOf(one: LoadEntry, spec: Stretch): number[] {
  const end = spec.start + spec.duration;
  if (one.schedule === undefined)
    return instantsOf(one, spec)
      .map((at) => at + one.pending)
      .filter((at) => at < end);
  const parsed = parseCron(one.schedule, CRONJOB);
  const zone = zoneOf('UTC');
  const found: number[] = [];
  if (!parsed.ok || zone === null) return found;
  const last = one.until === undefined ? end - 1 : Math.min(end - 1, instantOf(one.until, spec));
  let at = nextFire(parsed.schedule, Math.max(spec.start, instantOf(one.at, spec)) - 1, zone);
  for (
    ;
    at !== null && at <= last && found.length <= MOST_HAPPENINGS;
    at = nextFire(parsed.schedule, at, zone)
  )
    found.push(at + one.pending);
  return found.filter((flows) => flows < end);
}

/** When the objects of loads are made that are there before their data flows: one that recurs, once. */
export function announcements(spec: Stretch & { readonly loads: readonly LoadEntry[] }): Happening[] {
  return spec.loads.flatMap((one, index): Happening[] => {
    if (!announces(one)) return [];
    const made = { what: 'load is made', load: nameOf(index), schedule: one.schedule ?? null } as const;
    const end = spec.start + spec.duration;
    const first = Math.max(spec.start, instantOf(one.at, spec));
    if (one.schedule !== undefined) return first < end ? [{ at: first, ...made }] : [];
    return instantsOf(one, spec).map((at) => ({ at, ...made }));
  });
}
