/** A ladder in the HPA's words: its reasons of the conditions ScalingLimited and AbleToScale. */
import type { Decision, Rung } from '../../lib/model/decision.ts';

const STEPS = ['step', 'scaleUp', 'scaleDown', 'compatibility.step'];

/** The reason of ScalingLimited: who had the last word on the number after stabilization. */
export function limitReason({ rungs, current }: Decision): string {
  const last = rungs.findLast(
    ({ by, from, to, reason }) =>
      reason.code === 'BoundsJump' || (from !== to && (by === 'bounds' || STEPS.includes(by))),
  );
  if (last === undefined) return 'DesiredWithinRange';
  if (last.reason.code === 'BoundsJump') {
    return current > (last.high ?? current) ? 'TooManyReplicas' : 'TooFewReplicas';
  }
  const down = last.to < last.from;
  if (last.by === 'bounds') return down ? 'TooManyReplicas' : 'TooFewReplicas';
  return down ? 'ScaleUpLimit' : 'ScaleDownLimit';
}

/** The count up to which, or down to which, the rules of one direction let it move. */
export function limitOf({ rungs }: Decision, direction: 'up' | 'down'): number {
  const limits = rungs.filter(({ by }) => STEPS.includes(by));
  return direction === 'up'
    ? Math.min(...limits.map(({ high }) => high ?? Number.POSITIVE_INFINITY))
    : Math.max(...limits.map(({ low }) => low ?? Number.NEGATIVE_INFINITY));
}

/** What stabilization made of the wish, and the reason of AbleToScale if it changed it. */
export function stabilizedBy({ rungs, wish, current }: Decision): {
  replicas: number | null;
  reason: string;
} {
  const rung: Rung | undefined = rungs.find(({ by }) => /^(compatibility\.)?stabilization$/.test(by));
  const [from, to] = [rung?.from ?? wish, rung?.to ?? wish];
  if (from === null || from === to) return { replicas: to, reason: 'ReadyForNewScale' };
  return { replicas: to, reason: from >= current ? 'ScaleUpStabilized' : 'ScaleDownStabilized' };
}
