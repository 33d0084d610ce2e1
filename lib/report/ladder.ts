/** A decision's wishes and rungs as lines, and why it came out as it did as one. */
import type { Wish } from '../model/decision.ts';
import { describeReason } from '../model/reasons/index.ts';
import type { DecisionRecord } from '../model/records.ts';

/** Wide enough for every policy and rule there is; a longer name of a user's own pushes its row aside. */
const NAME = 18;

/** Every sizer's answer. */
export function wishLines(wishes: readonly Wish[]): string[] {
  if (wishes.length === 0) return ['  none: no policy wishes for a size'];
  return wishes.map(({ policy, says, wish, reason }) => {
    const what = says === 'wish' ? `wishes for ${wish}` : says === 'blind' ? 'is blind' : 'abstains';
    return row([policy, NAME], [`${what}: ${describeReason(reason)}`, 0]);
  });
}

/** Every rung: who may have changed the number, from what to what, between which limits, and why. */
export function ladderLines({ rungs, current }: Pick<DecisionRecord, 'rungs' | 'current'>): string[] {
  const rows = rungs.map(({ by, low, high, from, to, reason }) => {
    const change = from === to ? `${to}` : `${from} -> ${to}`;
    const limits = `[${low ?? '-'}, ${high ?? '-'}]`;
    return row([by, NAME], [change, 10], [limits, 12], [describeReason(reason), 0]);
  });
  return [row(['rung', NAME], ['number', 10], ['may move', 12], [`reason (current ${current})`, 0]), ...rows];
}

/** Cells side by side, never without a space between them. */
function row(...cells: readonly (readonly [text: string, width: number])[]): string {
  return `  ${cells.map(([text, width]) => (width === 0 ? text : `${text} `.padEnd(width))).join('')}`;
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

/** What people said since the decision recorded before, then why it came out as it did. */
export function whyTold(record: DecisionRecord): string {
  return [...(record.saidNews ?? []).map(describeReason), whyDecided(record)].join('; ');
}

function winningWish(wishes: readonly Wish[]): Wish | null {
  return wishes.reduce<Wish | null>(
    (best, wish) => (wish.wish !== null && wish.wish > (best?.wish ?? -1) ? wish : best),
    null,
  );
}

/** The ladder in one short line: what won, then each rung that changed the number: `threshold 4, step 4 -> 3`. */
export function shortLadder({
  wishes,
  rungs,
  current,
}: Pick<DecisionRecord, 'wishes' | 'rungs' | 'current'>): string {
  const winner = winningWish(wishes);
  const wish = winner === null ? `stay ${current}` : `${winner.policy} ${winner.wish}`;
  const changes = rungs
    .filter(({ from, to }) => from !== to)
    .map(({ by, from, to }) => `${by} ${from} -> ${to}`);
  return [wish, ...changes].join(', ');
}
