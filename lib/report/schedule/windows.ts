/** Every window of a schedule as one line: what it says, how it stands, and its edges before and after. */
import type { WindowConfig } from '../../../policies/schedule/schema.ts';
import { nameOf, type Window, windowsOf, zoneOf } from '../../../policies/schedule/window.ts';
import { formatDuration } from '../../units/duration.ts';

export interface WindowEdges {
  readonly name: string;
  readonly zone: string;
  /** Its times, as written. */
  readonly times: string;
  /** What it does while it holds. */
  readonly says: string;
  readonly state: 'open' | 'closed' | 'suspended';
  /** ms; null: there is none, or it is too long ago to be known. */
  readonly previous: { readonly at: number; readonly what: 'opened' | 'closed' } | null;
  /** ms; null: never again. */
  readonly next: { readonly at: number; readonly what: 'opens' | 'closes' } | null;
}

/** @param at the instant before and after which the edges are, ms */
export function edgesOf(config: readonly WindowConfig[], at: number): readonly WindowEdges[] {
  const active = new Map(windowsOf(config).map((window) => [window.index, window]));
  return config.map((one, index) => {
    const about = { name: nameOf(one), zone: zoneOf(one), times: timesOf(one), says: effectOf(one) };
    const window = active.get(index);
    if (window === undefined) return { ...about, state: 'suspended', previous: null, next: null };
    return { ...about, ...standing(window, at) };
  });
}

function standing({ times }: Window, at: number): Pick<WindowEdges, 'state' | 'previous' | 'next'> {
  const { open, from, until } = times.at(at);
  return {
    state: open ? 'open' : 'closed',
    previous: Number.isFinite(from) ? { at: from, what: open ? 'opened' : 'closed' } : null,
    next: Number.isFinite(until) ? { at: until, what: open ? 'closes' : 'opens' } : null,
  };
}

function timesOf({ weekly, start, end, duration }: WindowConfig): string {
  if (weekly !== undefined) return weekly;
  if (duration !== undefined) return `${start} for ${formatDuration(duration)}`;
  return end === 'next' ? `${start} until the next` : `${start} until ${end}`;
}

function effectOf({
  atLeast,
  atMost,
  exactly,
  replicas,
  scaleDown,
  lead,
  immediately,
}: WindowConfig): string {
  return [
    ...(atLeast === undefined ? [] : [`at least ${atLeast}`]),
    ...(atMost === undefined ? [] : [`at most ${atMost}`]),
    ...(exactly === undefined ? [] : [`exactly ${exactly}`]),
    ...(replicas === undefined ? [] : [`${replicas.min} to ${replicas.max} in place of replicas`]),
    ...(scaleDown === undefined ? [] : [`scaling down ${scaleDown}`]),
    ...(lead === undefined ? [] : [lead === 'measured' ? 'lead measured' : `lead ${formatDuration(lead)}`]),
    ...(immediately ? ['immediately'] : []),
  ].join(', ');
}
