/** A cron trigger of KEDA as the metric that the HPA makes of it: the workers wished for while it is open, else none. */
import { KEDA } from '../../lib/cron/dialect.ts';
import { isOpen, type KedaWindow, nextEdge } from '../../lib/cron/keda.ts';
import type { Answer, Context, NextChange, Sizer } from '../../lib/decide/contract.ts';
import type { Tolerance } from '../../lib/spec/hpa/average.ts';
import { scheduleOf, zoneNamed } from './cron.ts';
import type { Trigger } from './schema.ts';

export interface TriggerParts {
  readonly sizer: Sizer;
  readonly nextChange: (context: Context) => NextChange | null;
}

export function triggerParts(trigger: Trigger, tolerance: Tolerance): TriggerParts {
  const zone = zoneNamed(trigger.timezone);
  const window = { start: scheduleOf(trigger.start, KEDA), end: scheduleOf(trigger.end, KEDA), zone };
  const spanAt = remembered((now) => spanOf(window, now));
  return {
    sizer: {
      policy: 'compatibility.keda',
      size: (context) => size(trigger, spanAt(context.now).open, tolerance, context),
    },
    nextChange: ({ now }) => {
      const { until } = spanAt(now);
      const what = `the cron trigger ${trigger.start} to ${trigger.end} may open or close`;
      return until === Number.POSITIVE_INFINITY ? null : { at: until, what };
    },
  };
}

interface Span {
  readonly from: number;
  readonly until: number;
  readonly open: boolean;
}

function spanOf(window: KedaWindow, now: number): Span {
  return { from: now, until: nextEdge(window, now) ?? Number.POSITIVE_INFINITY, open: isOpen(window, now) };
}

/** Between two edges nothing changes, so the walk over the calendar is made once for each. */
function remembered(spanOf: (now: number) => Span): (now: number) => Span {
  let span: Span | null = null;
  return (now) => {
    if (span === null || now < span.from || now >= span.until) span = spanOf(now);
    return span;
  };
}

/** The HPA's law of an External metric of type AverageValue and target 1 (hpa-semantics, section 5.2). */
function size(trigger: Trigger, open: boolean, { up, down }: Tolerance, { observation }: Context): Answer {
  const desired = open ? trigger.desiredReplicas : 0;
  const workers = observation.workers.asked;
  const ratio = (desired * 1000) / (1000 * workers);
  const tolerated = 1 - down <= ratio && ratio <= 1 + up;
  const code = !open ? 'KedaClosed' : tolerated && workers !== desired ? 'KedaTolerated' : 'KedaOpen';
  const { start, end, timezone } = trigger;
  const numbers = { start, end, timezone, desired: trigger.desiredReplicas, workers };
  return { says: 'wish', wish: tolerated ? workers : desired, reason: { code, numbers } };
}
