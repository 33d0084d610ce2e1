/** Whether the writes that were made kept to the step. */
import { MINUTE } from '../../lib/decide/make.ts';
import type { Stage } from './stage.ts';

export interface StepRule {
  readonly pods: number;
  readonly minutes: number;
}

/** Workers by which our writes moved the count in one direction within `per` up to each of them are at most `pods`. */
export function keepsStep(stage: Pick<Stage, 'sent'>, { pods, minutes }: StepRule): boolean {
  const made = stage.sent.filter(({ found }) => found !== null);
  return made.every((last, i) => {
    const sign = Math.sign(last.request.to - last.request.from);
    const spent = made
      .slice(0, i + 1)
      .filter(({ at, request }) => request.uid === last.request.uid && last.at - at < minutes * MINUTE)
      .reduce((sum, { request: { from, to } }) => sum + Math.max(0, sign * (to - from)), 0);
    return spent <= pods;
  });
}
