/** Telling our own changes of the count from everybody else's. Pure. */
import type { DatasetObjects, KubeObject, ManagedField } from '../kube/objects.ts';
import { MANAGER } from '../ledger/replay.ts';
import type { Actor } from '../model/history.ts';
import { pick } from '../runtimes/fields.ts';
import { countField, countHolder } from '../runtimes/holder.ts';

export interface Writer {
  readonly manager: string;
  /** When it wrote, ms; null where the API server does not date it (writes through `/scale` carry no time). */
  readonly at: number | null;
}

/**
 * Who last wrote the count, by the `managedFields` of the object in which it stands; null when nobody is named.
 * @param holder the runtime, or the StatefulSet of its workers
 */
export function countWriter(holder: KubeObject): Writer | null {
  const path = ['spec', ...countField(holder)].map((name) => `f:${name}`);
  const fields = (holder.metadata.managedFields ?? []).filter(
    ({ fieldsV1 }) => pick(fieldsV1, ...path) !== undefined,
  );
  const latest = fields.reduce<ManagedField | null>(
    (best, field) => (best === null || isNewer(field, best) ? field : best),
    null,
  );
  if (latest === null) return null;
  const at = latest.time === undefined ? Number.NaN : Date.parse(latest.time);
  return { manager: latest.manager ?? 'unknown', at: Number.isNaN(at) ? null : at };
}

/** The field belongs to one manager, or to several that agree; then the scale writer is the later one. */
function isNewer(a: ManagedField, b: ManagedField): boolean {
  if (a.subresource === 'scale' && b.subresource !== 'scale') return true;
  return (a.time ?? '') > (b.time ?? '');
}

/** What is needed to say who changed the count. */
export interface ChangeSeen {
  readonly to: number;
  readonly writer: Writer | null;
  /** The target of an intent of ours whose outcome is unknown, or null. */
  readonly unknownTo: number | null;
  /** Whether we have seen the count before this change while we held the Lease. */
  readonly watching: boolean;
  readonly now: number;
  /** When we last saw the count as it was before, or null. */
  readonly since: number | null;
}

/**
 * Writes through `/scale` carry no time, so whether another daemon wrote behind our back (law 7) is told by whether we were
 * watching as leader when the count changed.
 * @returns by whom, or null when it is our own write whose outcome was unknown and is already counted
 */
export function whoChanged(change: ChangeSeen): { by: Actor; manager: string; changedAt: number } | null {
  const manager = change.writer?.manager ?? 'unknown';
  // Our clock may be wrong, or the API server's: a change lies between our last look and this one.
  const earliest = change.since ?? Number.NEGATIVE_INFINITY;
  const changedAt = Math.min(Math.max(change.writer?.at ?? change.now, earliest), change.now);
  // Some writes through /scale leave no name at all (to 0, or where no count stood before).
  if (change.unknownTo === change.to && (change.writer === null || manager === MANAGER)) return null;
  if (manager !== MANAGER) return { by: 'other', manager, changedAt };
  return { by: change.watching ? 'twin' : 'peer', manager, changedAt };
}

/** Whether the watch's copy of the object in which the count stands is older than what our last patch returned: then it must not be acted on. */
export function isOlderThan(objects: DatasetObjects, resourceVersion: string | null): boolean {
  const seen = countHolder(objects)?.metadata.resourceVersion;
  if (resourceVersion === null || seen === undefined) return false;
  return /^\d+$/.test(seen) && /^\d+$/.test(resourceVersion)
    ? BigInt(seen) < BigInt(resourceVersion)
    : seen !== resourceVersion;
}
