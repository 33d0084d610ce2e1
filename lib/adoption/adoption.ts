/** What adopting one document would mean for its dataset, out of what was found. Pure. */
import type { Inspected } from '../inspect/inspected.ts';
import { describeReason } from '../model/reasons/index.ts';
import { whyDecided } from '../report/ladder.ts';
import type { InForce } from '../spec/folder-state.ts';
import type { LoadedDocument } from '../spec/load.ts';
import type { Rehearsal } from './rehearse.ts';

/** `scales`: at its first look. `holds`: nothing to do, or not allowed to. `blocked`: it cannot be looked after. */
export type Verdict = 'scales' | 'would scale' | 'stays' | 'blocked' | 'unknown';

export interface Adoption {
  /** `namespace/name`. */
  readonly dataset: string;
  readonly file: string;
  readonly hash: string;
  readonly verdict: Verdict;
  /** `AlluxioRuntime/spark`, or null where there is none. */
  readonly runtime: string | null;
  readonly current: number | null;
  readonly bounds: { readonly min: number; readonly max: number };
  /** Where it goes, or would go; null where nobody can tell. */
  readonly target: number | null;
  /** Why it is so, as a sentence. */
  readonly why: string;
  /** What stands in the way whoever decides: other autoscalers, an obstacle, a count outside the bounds. */
  readonly inTheWay: readonly string[];
  /** What the document does not say and will be. */
  readonly defaults: readonly string[];
  readonly notes: readonly string[];
  /** Null for a document that is an object already. */
  readonly object: Rehearsal | null;
}

export function adoptionOf(
  entry: InForce<LoadedDocument>,
  seen: Inspected,
  object: Rehearsal | null,
): Adoption {
  const { key: dataset, file, plan, document } = entry;
  const { observation, decision, reason } = seen;
  return {
    ...{ dataset, file, hash: plan.hash, object },
    verdict: verdictOf(seen),
    runtime: observation === null ? null : `${observation.runtime.kind}/${observation.runtime.name}`,
    current: observation?.replicas ?? null,
    bounds: plan.bounds,
    target: decision?.target ?? null,
    why: decision === null ? describeReason(reason) : whyDecided(decision),
    inTheWay: inTheWay(entry, seen),
    defaults: plan.defaults,
    notes: document.notes.map(({ text }) => text),
  };
}

function verdictOf({ observation, decision }: Inspected): Verdict {
  if (observation === null || observation.obstacle !== null) return 'blocked';
  if (decision === null) return 'unknown';
  if (decision.outcome === 'move') return 'scales';
  if (decision.outcome === 'would') return 'would scale';
  return heldByOthers(decision.reason.code) ? 'blocked' : 'stays';
}

function heldByOthers(code: string): boolean {
  return (
    code === 'OwnedByOther' || code === 'TugOfWar' || code === 'SetDoesNotFollow' || code === 'AnotherDaemon'
  );
}

function inTheWay({ plan }: InForce, { observation }: Inspected): readonly string[] {
  if (observation === null) return [];
  const { obstacle, owners, replicas } = observation;
  const { min, max } = plan.bounds;
  const ignored = plan.otherAutoscalers === 'ignore';
  const outside = replicas < min || replicas > max;
  return [
    ...(obstacle === null ? [] : [describeReason(obstacle)]),
    ...owners.map((owner) =>
      ignored
        ? `${owner} also scales it, and the document says to ignore that`
        : `${owner} also scales it: held until it is gone, or the document says otherAutoscalers: ignore`,
    ),
    ...(outside ? [outsideText(replicas, plan)] : []),
  ];
}

function outsideText(replicas: number, { bounds, adopt, semantics }: InForce['plan']): string {
  const what = `its ${replicas} workers are outside ${bounds.min} to ${bounds.max}`;
  if (semantics === 'hpa') return `${what}: it jumps to the bound, as the HPA does`;
  return adopt === 'move'
    ? `${what}: it moves toward them`
    : `${what}: held, unless the document says adopt: move`;
}
