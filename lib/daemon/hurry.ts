/** How soon a keeper wants to look again, by what it saw and decided. */
import { actsAt, crossingsOf } from '../decide/crossings.ts';
import { heldUntil } from '../decide/foresee.ts';
import { fullness } from '../decide/fullness.ts';
import { soonestChange } from '../decide/next-change.ts';
import { type Observation, sees } from '../model/observation.ts';
import { follow, lookAfter, NO_TRAIL, type Pace } from './cadence.ts';
import type { Desk } from './desk.ts';

/** Remembers how full the cache was at this look. */
export function noteFullness(desk: Desk, observation: Observation): void {
  const { reading, replicas } = observation;
  const full = fullness(observation);
  if (full === null || !sees(reading)) return;
  desk.trail = follow(desk.trail, {
    at: reading.at,
    fullness: full,
    room: (reading.capacityBytes / reading.workers) * replicas,
  });
}

/** As if looked again and again until then, and seen the same. */
export function noteStill(desk: Desk, until: number): void {
  const { room, stretches } = desk.trail;
  const newest = stretches.at(-1);
  if (newest !== undefined) desk.trail = follow(desk.trail, { at: until, fullness: newest.fullness, room });
}

/** @returns how soon after the last look the next one is wanted, ms: from the fastest to the slow interval */
export function wantedAfter(desk: Desk, pace: Pace): number {
  const { trail, newsAt, status, ports } = desk;
  const { observation, history, decision, plan } = status;
  if (observation === null || history === null || decision === null) return pace.slowMs;
  // An answer that failed to come leaves it as it was, for as long as what was seen may still be so.
  if (!sees(observation.reading)) return decision.at - lastOf(desk) < pace.slowMs ? desk.wanted : pace.slowMs;
  const levels = crossingsOf(plan, observation, history, decision.at);
  const acts = (level: number, inMs: number) =>
    actsAt(plan, observation, history, { level, at: decision.at + Math.round(inMs) });
  const sinceNewsMs = ports.clock.monotonic() - newsAt;
  desk.wanted = lookAfter({ now: decision.at, trail, levels, acts, sinceNewsMs }, pace);
  return desk.wanted;
}

function lastOf({ trail }: Desk): number {
  return trail.stretches.at(-1)?.until ?? Number.NEGATIVE_INFINITY;
}

/** When something changes by the clock alone that may move the count: in the document, or the end of what holds a wish back; ms. */
export function dueAt({ status }: Desk): number {
  const { decision, history } = status;
  const held =
    decision === null || history === null ? Number.POSITIVE_INFINITY : heldUntil(decision, history);
  return Math.min(held, soonestChange(status));
}

/** What is known of a filling is of one cache. */
export const nothingFollowed = { trail: NO_TRAIL, newsAt: Number.NEGATIVE_INFINITY, wanted: 0 } as const;
