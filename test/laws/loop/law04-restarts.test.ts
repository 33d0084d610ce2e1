import fc from 'fast-check';
import type { DatasetMemory } from '../../../lib/ledger/replay.ts';
import { plan } from '../../lib/decide/make.ts';
import { keepsStep, type StepRule } from './kept.ts';
import { expectCaught, expectHolds, type LoopLaw } from './law.ts';
import { steps, take } from './script.ts';
import { makeStage, type PatchFate, type Stage, type Variant } from './stage.ts';

/** What a restart makes of what the ledger holds. */
type Recall = NonNullable<Variant['recall']>;

const rule = fc.record({ pods: fc.integer({ min: 1, max: 3 }), minutes: fc.constantFrom(2, 10, 30) });

const limits = fc.record({
  step: rule,
  coolMinutes: fc.constantFrom(0, 5, 20),
  calmMinutes: fc.constantFrom(0, 3, 15),
});

function planWith(step: StepRule, coolMinutes: number, calmMinutes: number) {
  const rules = [{ pods: step.pods, per: `${step.minutes}m` }];
  const [cool, calm] = [`${coolMinutes}m`, `${calmMinutes}m`];
  return plan({
    min: 1,
    max: 9,
    respect: '10m',
    policies: {
      threshold: { up: '80%', down: '30%' },
      step: { up: rules, down: rules },
      cooldown: { afterUp: cool, afterDown: cool },
      stabilization: { up: calm, down: calm },
      scaleDown: 'enabled',
    },
  });
}

/** Nothing would take a growth back, so that each is as large as the step allows. */
function growing(step: StepRule, coolMinutes: number, calmMinutes: number) {
  return plan({
    min: 1,
    max: 9,
    policies: {
      threshold: { up: '80%' },
      step: { up: [{ pods: step.pods, per: `${step.minutes}m` }] },
      cooldown: { afterUp: `${coolMinutes}m` },
      stabilization: { up: `${calmMinutes}m` },
    },
  });
}

interface Moment {
  readonly seconds: number;
  readonly fullness: number;
  readonly blind: boolean;
  readonly come: boolean;
  readonly someone: number | null;
  readonly restart: boolean;
  readonly patch: PatchFate;
}

const moments = fc.array(
  fc.record<Moment>({
    seconds: fc.constantFrom(5, 20, 60, 60, 300),
    fullness: fc.constantFrom(0.05, 0.5, 0.95, 0.95),
    blind: fc.constantFrom(false, false, false, false, true),
    come: fc.constantFrom(true, true, true, false),
    someone: fc.option(fc.integer({ min: 1, max: 9 }), { freq: 12 }),
    restart: fc.constantFrom(true, false, false),
    patch: fc.constantFrom(
      'answered',
      'answered',
      'answer lost',
      'request lost',
      'killed before',
      'killed after',
    ),
  }),
  { minLength: 10, maxLength: 60, size: 'max' },
);

async function live(stage: Stage, { seconds, fullness, blind, come, someone }: Moment): Promise<void> {
  if (someone !== null) stage.someone(someone);
  if (come) stage.serving = stage.replicas;
  Object.assign(stage, { fullness, blind });
  await stage.tick(seconds);
}

/** Restarts in between leave every count and every decision as they are without. */
const cleanRestartsChangeNothing: LoopLaw<Recall> = (recall) =>
  fc.asyncProperty(limits, moments, async ({ step, coolMinutes, calmMinutes }, life) => {
    const told = async (restarts: boolean) => {
      const stage = makeStage(planWith(step, coolMinutes, calmMinutes), { recall });
      const seen: unknown[] = [];
      for (const moment of life) {
        if (restarts && moment.restart) await stage.restart(true);
        await live(stage, moment);
        const decision = stage.keeper.status().decision;
        seen.push([stage.replicas, decision?.reason, decision?.rungs]);
      }
      return JSON.stringify(seen);
    };
    return (await told(true)) === (await told(false));
  });

/** While everything asks for more, a daemon that is killed again and again has at no time more than one that is not. */
const killedHasNeverMore: LoopLaw<Recall> = (recall) =>
  fc.asyncProperty(limits, moments, async ({ step, coolMinutes, calmMinutes }, life) => {
    const told = async (kills: boolean) => {
      const stage = makeStage(growing(step, coolMinutes, calmMinutes), { recall });
      const counts: number[] = [];
      for (const { seconds, restart, patch } of life) {
        if (kills && restart) await stage.restart(false);
        stage.patchFate = kills ? patch : 'answered';
        stage.serving = stage.replicas;
        stage.fullness = 0.95;
        await stage.tick(seconds);
        counts.push(stage.replicas);
      }
      return counts;
    };
    const [killed, never] = [await told(true), await told(false)];
    return killed.every((count, i) => count <= (never[i] ?? 0));
  });

/** Whatever goes wrong and whenever it is killed, it never spends more of the step than there is. */
const killsSpendNoStepTwice: LoopLaw<Recall> = (recall) =>
  fc.asyncProperty(rule, steps, async (step, script) => {
    const stage = makeStage(planWith(step, 0, 0), { recall });
    for (const each of script) await take(stage, each);
    return keepsStep(stage, step);
  });

const wholly: Recall = (memory) => memory;
const nothing: Recall = () => null;
const without =
  (forget: (memory: DatasetMemory) => void): Recall =>
  (memory) => {
    if (memory !== null) forget(memory);
    return memory;
  };
const changes = without(({ history }) => {
  history.changes = [];
});
const FORGETTINGS: readonly (readonly [string, Recall])[] = [
  ['everything: an empty ledger', nothing],
  ['the changes', changes],
  [
    'the wishes',
    without(({ history }) => {
      history.wishes = [];
    }),
  ],
  [
    'that workers served',
    without(({ history }) => {
      history.servedAt = null;
    }),
  ],
];

describe('law 4: a restart forgets nothing', () => {
  it('a daemon that is stopped and started decides as one that runs on', async () => {
    await expectHolds(cleanRestartsChangeNothing, wholly, 150);
  });

  it('one that is killed has at no time more workers than one that is not', async () => {
    await expectHolds(killedHasNeverMore, wholly);
  });

  it('and never spends a step twice, whatever else goes wrong', async () => {
    await expectHolds(killsSpendNoStepTwice, wholly);
  });

  for (const [what, recall] of FORGETTINGS) {
    it(`notices a restart that forgets ${what}`, async () => {
      await expectCaught(cleanRestartsChangeNothing, recall);
    });
  }

  it('notices a kill after which the step is there again', async () => {
    await expectCaught(killedHasNeverMore, changes);
    await expectCaught(killsSpendNoStepTwice, changes);
  });
});
