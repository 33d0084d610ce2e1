/** Whether, and for how long, nobody has used a dataset. */
import type { History, Use } from '../model/history.ts';
import type { Observation } from '../model/observation.ts';
import type { Context, PolicyConfigs } from './contract.ts';

/** The ladder's word for idleness in force: a shrink under it is one that is given back. */
export const IDLE_FLOOR = 'IdleFloor';

/** So long after the first use the size from before is claimed; whoever wants it later says so by other means, ms. */
export const RESTORE_MS = 3_600_000;

/** What pods and data operations tell now; null where nothing is told yet, which changes nothing. */
export function useSeen({ users, operations }: Observation): Use['state'] | null {
  if (users === undefined) return 'unknown';
  // A running data operation is use, with or without a pod that has the volume.
  if (operations.length > 0) return 'used';
  if (users.pods !== null) return users.pods > 0 ? 'used' : 'unused';
  return users.why.code === 'UsersNotListed' ? null : 'unknown';
}

/** For how long nobody has used it, ms; null: somebody does, or nobody knows. */
export function unusedFor({
  observation,
  history: { use },
  now,
}: Pick<Context, 'observation' | 'history' | 'now'>): number | null {
  if (use?.state !== 'unused' || useSeen(observation) !== 'unused') return null;
  return Math.max(0, now - use.since);
}

/** After how long a document takes a dataset for idle, ms; null: never. */
export function idleAfterOf({ idle }: PolicyConfigs): number | null {
  const { after } = (idle ?? {}) as { readonly after?: number };
  return after ?? null;
}

/** The workers that are owed since it is used again, or null. */
export function owed({ use }: History, now: number): number | null {
  if (use?.state !== 'used' || use.before === undefined || now - use.since >= RESTORE_MS) return null;
  return use.before;
}
