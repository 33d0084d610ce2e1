/** What may happen to a dataset and its daemon, step by step. */
import fc from 'fast-check';
import type { AppendFate, PatchFate, Stage } from './stage.ts';

export type Step =
  | {
      readonly what: 'a look';
      readonly seconds: number;
      readonly fullness: number;
      readonly blind: boolean;
      readonly patch: PatchFate;
      readonly appends: readonly AppendFate[];
    }
  | { readonly what: 'workers come' | 'kill' | 'restart' | 'made again' | 'gone' | 'back' }
  | { readonly what: 'someone'; readonly replicas: number; readonly manager: string }
  | { readonly what: 'lease'; readonly leads: boolean };

const appendFate: fc.Arbitrary<AppendFate> = fc.constantFrom(
  ...(['stored', 'stored', 'stored', 'stored', 'stored', 'refused'] as const),
  ...(['killed before', 'killed halfway', 'killed after'] as const),
);

const patchFate: fc.Arbitrary<PatchFate> = fc.constantFrom(
  ...(['answered', 'answered', 'answered', 'refused', 'answer lost', 'request lost', 'late'] as const),
  ...(['killed before', 'killed after'] as const),
);

const look = fc.record({
  what: fc.constant('a look' as const),
  seconds: fc.constantFrom(1, 5, 30, 61, 600),
  fullness: fc.constantFrom(0.05, 0.5, 0.95, 0.95, 1),
  blind: fc.constantFrom(false, false, false, false, true),
  patch: patchFate,
  appends: fc.array(appendFate, { maxLength: 4 }),
});

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 10, arbitrary: look },
  { weight: 5, arbitrary: fc.constant({ what: 'workers come' as const }) },
  {
    weight: 3,
    arbitrary: fc.record({
      what: fc.constantFrom('kill', 'restart', 'made again', 'gone', 'back', 'back'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      what: fc.constant('someone' as const),
      replicas: fc.integer({ min: 1, max: 9 }),
      manager: fc.constantFrom('kubectl-scale', 'kubectl-scale', 'hpa', 'fluid-autoscaler'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('lease' as const), leads: fc.boolean() }) },
);

export const steps: fc.Arbitrary<Step[]> = fc.array(step, { minLength: 10, maxLength: 50, size: 'max' });

/** Plays one step. Patches that were late arrive after it. */
export async function take(stage: Stage, step: Step): Promise<void> {
  const late = stage.late.splice(0);
  await play(stage, step);
  const later = stage.late;
  stage.late = late;
  stage.arrive();
  stage.late = later;
}

async function play(stage: Stage, step: Step): Promise<void> {
  switch (step.what) {
    case 'a look': {
      const { fullness, blind, patch: patchFate, appends } = step;
      Object.assign(stage, { fullness, blind, patchFate, appends: [...appends] });
      return stage.tick(step.seconds);
    }
    case 'workers come':
      stage.serving = stage.replicas;
      return;
    case 'kill':
      return stage.restart(false);
    case 'restart':
      stage.appends = [];
      return stage.restart(true);
    case 'made again':
      stage.uid = `${stage.uid}'`;
      return;
    case 'gone':
      stage.gone = true;
      return;
    case 'back':
      stage.gone = false;
      return;
    case 'someone':
      return stage.someone(step.replicas, step.manager);
    default:
      stage.leads = step.leads;
  }
}
