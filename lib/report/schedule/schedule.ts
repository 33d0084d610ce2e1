/** From policy documents to what the verb `schedule` tells of each. */

import type { WindowConfig } from '../../../policies/schedule/schema.ts';
import type { Policy } from '../../decide/contract.ts';
import { formatFault } from '../../spec/fault.ts';
import { faultsOf } from '../../spec/folder-faults.ts';
import type { LoadedDocument } from '../../spec/load.ts';
import { readOnce } from '../../spec/read-once.ts';
import type { Sources } from '../../spec/sources.ts';
import { parseInstant } from '../../units/instant.ts';
import { DAY_MS, dayOf, instantOf, isZone, wallOf } from '../../units/zone.ts';
import { stretchesOf } from './gather.ts';
import type { Scheduled } from './text.ts';
import { edgesOf } from './windows.ts';

export interface Span {
  /** As typed: a day, an instant, or undefined: today. */
  readonly from: string | undefined;
  /** Undefined: a week after. */
  readonly to: string | undefined;
  /** Undefined: that of the first window. */
  readonly zone: string | undefined;
}

/** The documents of files, in force as the daemon would put them, and what is wrong with the others, in words. */
export function documentsIn(
  files: Sources,
  registry: readonly Policy[],
  now: number,
): { readonly documents: readonly LoadedDocument[]; readonly faults: readonly string[] } {
  const rules = { registry, title: (file: string) => file, graceMs: 0 };
  const { state, inForce } = readOnce({ at: now, files }, rules);
  const faults = faultsOf(state, rules.title).map(({ follows: _, ...fault }) => formatFault(fault));
  return { documents: [...inForce.values()].map(({ document }) => document), faults };
}

const LONGEST_MS = 400 * DAY_MS;

/**
 * @param now instant, ms
 * @throws {Error} saying what is wrong with the span
 */
export function scheduleOf({ key, document, plan }: LoadedDocument, span: Span, now: number): Scheduled {
  const windows = (document.spec.policies.schedule ?? []) as readonly WindowConfig[];
  const zone = span.zone ?? windows[0]?.zone ?? 'UTC';
  if (!isZone(zone))
    throw new Error(`--tz ${zone}: no such time zone; give an IANA name such as Europe/Berlin`);
  const from = span.from === undefined ? today(zone, now) : instantOfText(span.from, 'from', zone, now);
  const to = span.to === undefined ? weekAfter(zone, from) : instantOfText(span.to, 'to', zone, now);
  if (to <= from) throw new Error('--to must be after --from');
  if (to - from > LONGEST_MS) throw new Error('--from and --to must be at most 400 days apart');
  const at = now >= from && now < to ? now : from;
  const { min, max } = plan.bounds;
  const stretches = stretchesOf(plan, from, to);
  return {
    dataset: key,
    replicas: { min, max },
    from,
    to,
    zone,
    at,
    windows: edgesOf(windows, at),
    stretches,
  };
}

function today(zone: string, now: number): number {
  return instantOf(zone, dayOf(wallOf(zone, now)) * DAY_MS);
}

function weekAfter(zone: string, from: number): number {
  return instantOf(zone, wallOf(zone, from) + 7 * DAY_MS);
}

/** A day begins in the zone that is shown. */
function instantOfText(text: string, option: 'from' | 'to', zone: string, now: number): number {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  const at = Number.isNaN(day) ? parseInstant(text, now) : instantOf(zone, day);
  if (at === null)
    throw new Error(`--${option} ${text}: give a day (2026-10-24), RFC 3339, HH:MM today, or -10m`);
  return at;
}
