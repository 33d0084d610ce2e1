/** How long before it opens a window asks for its workers, so that they serve when it does. */
import type { Context } from '../../lib/decide/contract.ts';
import { growthsTo, type Pace } from '../../lib/decide/pace.ts';
import { DEFAULT_START_UP_MS, startUpOf } from '../../lib/decide/start-up.ts';
import type { Reason } from '../../lib/model/observation.ts';

/** What a lead needs to know of the document and of the window. */
export interface LeadSetting {
  readonly lead: number | 'measured';
  /** The workers to be ready. */
  readonly to: number;
  readonly pace: Pace;
  /** It goes there in one go. */
  readonly immediately: boolean;
}

export interface Lead {
  /** How long before the opening it begins, ms. */
  readonly ms: number;
  readonly reason: (numbers: Record<string, number | string>) => Reason;
}

/** @param opens when the window opens, ms */
export function leadOf(setting: LeadSetting, opens: number, context: Context): Lead {
  const { lead } = setting;
  if (lead === 'measured') return measuredLead(setting, opens, context);
  return { ms: lead, reason: (numbers) => ({ code: 'WindowLead', numbers: { ...numbers, lead } }) };
}

/**
 * The steps from the count there is, and the time a worker takes to serve. Once the count has begun to climb, it is reckoned from
 * where it climbed from, so that what the first steps brought is not given back before the last are taken.
 */
function measuredLead(setting: LeadSetting, opens: number, context: Context): Lead {
  const start = startUpOf(context.history);
  const from = baseOf(setting, opens, context);
  // The first of them to start may show that starts are short; what has begun is not put off for that.
  const serve = from < context.current ? Math.max(start.ms, DEFAULT_START_UP_MS) : start.ms;
  const steps = stepsOf(setting, from, serve);
  const climb = steps.at(-1)?.after ?? 0;
  const code = start.measured === 0 ? 'WindowLeadDefault' : 'WindowLeadMeasured';
  const own = { from, steps: steps.length, climb, start: start.ms, measured: start.measured };
  return {
    ms: climb + serve,
    reason: (numbers) => ({ code, numbers: { ...numbers, ...own } }),
  };
}

/** The lowest count since the earliest instant at which a lead to this opening could have begun. */
function baseOf(setting: LeadSetting, opens: number, { current, history }: Context): number {
  const earliest = opens - longestLead(setting);
  return history.changes.reduce(
    (least, { at, from }) => (at >= earliest ? Math.min(least, from) : least),
    current,
  );
}

/** No lead that is measured is longer, as long as no worker takes more than ten minutes to serve, ms. */
export function longestLead(setting: LeadSetting): number {
  if (setting.lead !== 'measured') return setting.lead;
  const slow = 5 * DEFAULT_START_UP_MS;
  return (stepsOf(setting, 0, slow).at(-1)?.after ?? 0) + slow;
}

function stepsOf({ immediately, pace, to }: LeadSetting, from: number, rest: number) {
  return growthsTo(from, to, immediately ? { ...pace, rules: [] } : pace, rest);
}
