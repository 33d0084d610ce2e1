import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { decide } from '../../lib/decide/decide.ts';
import type { Plan } from '../../lib/decide/plan.ts';
import { OVERRIDE } from '../../lib/model/control.ts';
import type { Observation } from '../../lib/model/observation.ts';
import { planOf, situations } from './arbitraries.ts';
import { type Decide, expectCaught, expectHolds, type Law } from './law.ts';
import { reference } from './reference.ts';

/** A pause, of the document or by an annotation, is over at its `until`; what nobody understands is not over. */
function quiet(plan: Plan, { control }: Observation, now: number): boolean {
  const lasts = (until: number | null) => until === null || now < until;
  const doubt = control?.unclear?.some(({ annotation }) => annotation !== OVERRIDE) ?? false;
  const annotated = control?.pause !== undefined && lasts(control.pause.until);
  const paused = plan.mode === 'paused' && lasts(plan.pause?.until ?? null);
  return plan.mode === 'dry-run' || paused || annotated || doubt;
}

/** As if nobody had paused it; an override stays. */
function unpaused({ control, ...seen }: Observation): Observation {
  if (control === undefined) return seen;
  const { pause: _, unclear = [], ...rest } = control;
  const kept = unclear.filter(({ annotation }) => annotation === OVERRIDE);
  return { ...seen, control: { ...rest, ...(kept.length > 0 && { unclear: kept }) } };
}

const samePipeline =
  (mode: 'dry-run' | 'paused' | 'auto'): Law<Decide> =>
  (pipeline) =>
    fc.property(situations({ mode }), (situation) => {
      const { observation, history, now } = situation;
      const plan = planOf(situation);
      const acting = pipeline({ ...plan, mode: 'auto' }, unpaused(observation), history, now);
      const { outcome, rungs, reason, ...same } = pipeline(plan, observation, history, now);
      const { outcome: auto, rungs: ladder, reason: why, ...rest } = acting;
      if (!isDeepStrictEqual(same, rest)) return false;
      if (auto === 'hold' || !quiet(plan, observation, now)) {
        return outcome === auto && isDeepStrictEqual([rungs, reason], [ladder, why]);
      }
      // One rung more, which says so and ends where it began; the number is the one it would have written.
      const last = rungs.at(-1);
      return (
        outcome === 'would' &&
        isDeepStrictEqual(rungs.slice(0, -1), ladder) &&
        last?.by === 'mode' &&
        last.from === acting.target &&
        last.to === acting.current
      );
    });

describe('law 5: dry run and pause run the same pipeline and record what would have been', () => {
  for (const mode of ['dry-run', 'paused'] as const) {
    it(`${mode}: the same wishes, the same ladder, the same target, and one rung that says so`, () => {
      expectHolds(samePipeline(mode), decide);
    });
  }

  it('auto: so does a pause by annotation, and one that nobody understands', () => {
    expectHolds(samePipeline('auto'), decide);
  });

  it('notices a pause by annotation that is passed over', () => {
    expectCaught(samePipeline('auto'), reference('a pause by annotation is passed over'));
  });

  it('notices a pause that decides nothing', () => {
    expectCaught(samePipeline('paused'), reference('a pause decides nothing'));
  });

  it('notices a pause that never ends', () => {
    expectCaught(samePipeline('paused'), reference('a pause never ends'));
  });

  it('notices a dry run without its ladder', () => {
    expectCaught(samePipeline('dry-run'), reference('a dry run has no ladder'));
  });
});
