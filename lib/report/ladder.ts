/** A decision's wishes and rungs as lines, and why it came out as it did as one. */
import type { Wish } from '../model/decision.ts';
import { describeReason } from '../model/reasons/index.ts';
import type { DecisionRecord } from '../model/records.ts';

/** Every sizer's answer. */
export function wishLines(wishes: readonly Wish[]): string[] {
  if (wishes.length === 0) return ['  none: no policy wishes for a size'];
  return wishes.map(({ policy, says, wish, reason }) => {
    const what = says === 'wish' ? `wishes for ${wish}` : says === 'blind' ? 'is blind' : 'abstains';
    return `  ${policy.padEnd(16)}${what}: ${describeReason(reason)}`;
  });
}

/** Every rung: who may have changed the number, from what to what, between which limits, and why. */
export function ladderLines({ rungs, current }: Pick<DecisionRecord, 'rungs' | 'current'>): string[] {
  const rows = rungs.map(({ by, low, high, from, to, reason }) => {
    const change = from === to ? `${to}` : `${from} -> ${to}`;
    return `  ${by.padEnd(16)}${change.padEnd(10)}${`[${low ?? '-'}, ${high ?? '-'}]`.padEnd(12)}${describeReason(reason)}`;
  });
  return [
    `  ${'rung'.padEnd(16)}${'number'.padEnd(10)}${'may move'.padEnd(12)}reason (current ${current})`,
    ...rows,
  ];
}

/**
 * Why the count moved, or would have: the wish that won, and what narrowed it. Why it stayed: the reason that decided, alone.
 */
export function whyDecided({
  outcome,
  wishes,
  reason,
}: Pick<DecisionRecord, 'outcome' | 'wishes' | 'reason'>): string {
  const winner = winningWish(wishes);
  if (outcome === 'hold' || winner === null || winner.reason.code === reason.code)
    return describeReason(reason);
  return `${describeReason(winner.reason)}; ${describeReason(reason)}`;
}

function winningWish(wishes: readonly Wish[]): Wish | null {
  return wishes.reduce<Wish | null>(
    (best, wish) => (wish.wish !== null && wish.wish > (best?.wish ?? -1) ? wish : best),
    null,
  );
}
