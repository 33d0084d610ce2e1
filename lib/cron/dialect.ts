/**
 * The dialects of cron in which other autoscalers' schedules are written (facts: cron-semantics, section 1). They agree on most
 * things (`?` is `*`, names in any case, no `L` `W` `#`, no range that wraps, empty list items ignored); what differs is here.
 */
export interface Dialect {
  /** Whether expressions begin with the seconds. */
  readonly seconds: boolean;
  /** Whether the day of the week, the last field, may be left out. */
  readonly dayOfWeekOptional: boolean;
  /** Whether `@daily`, `@every 5m` and the like are understood. */
  readonly descriptors: boolean;
  /** Whether `@date 2026-10-27 21:54:00` is. */
  readonly dates: boolean;
  /** Whether an expression may begin with `TZ=Zone` or `CRON_TZ=Zone`. */
  readonly zonePrefix: boolean;
  /**
   * Whether a day field of `*` with a step counts as restricted. If one of the two day fields is unrestricted both must match, else
   * either may.
   */
  readonly stepRestricts: boolean;
  /** Whether a day that begins at 01:00, because clocks go forward at midnight, is found whole. */
  readonly repairsMidnight: boolean;
  /** Whether its error messages begin with a capital letter. */
  readonly capital: boolean;
}

/** robfig/cron v3 as KEDA configures it: exactly minute, hour, day, month, day of week. */
export const KEDA: Dialect = {
  seconds: false,
  dayOfWeekOptional: false,
  descriptors: false,
  dates: false,
  zonePrefix: true,
  stepRestricts: true,
  repairsMidnight: true,
  capital: false,
};

/** robfig/cron v3 as Kubernetes' CronJob uses it (`ParseStandard`); the CronJob that Fluid makes of a data operation is one. */
export const CRONJOB: Dialect = { ...KEDA, descriptors: true };

/** ringtail/go-cron, a fork of robfig v1, as kubernetes-cronhpa-controller uses it: seconds first, day of week optional. */
export const CRONHPA: Dialect = {
  seconds: true,
  dayOfWeekOptional: true,
  descriptors: true,
  dates: true,
  zonePrefix: false,
  stepRestricts: false,
  repairsMidnight: false,
  capital: true,
};

/** A complaint in the words of the library that would have made it. */
export class CronError extends Error {
  override readonly name = 'CronError';
}

export function complain({ capital }: Dialect, text: string): never {
  throw new CronError(capital ? text.charAt(0).toUpperCase() + text.slice(1) : text);
}
