import { expect } from 'chai';
import fc from 'fast-check';
import type { MemoryPort } from '../../../lib/daemon/ports.ts';
import { plan } from '../../lib/decide/make.ts';
import {
  type Failover,
  failovers,
  haSteps,
  makePair,
  type Pair,
  type PairVariant,
  play,
} from './failover.ts';
import { keepsStep, type StepRule } from './kept.ts';
import { casesOf, expectCaught, expectHolds, type LoopLaw } from './law.ts';

const rule = fc.record({ pods: fc.integer({ min: 1, max: 3 }), minutes: fc.constantFrom(2, 10, 30) });

function moving(step: StepRule) {
  const rules = [{ pods: step.pods, per: `${step.minutes}m` }];
  return plan({
    min: 1,
    max: 9,
    respect: '0s',
    policies: {
      threshold: { up: '80%', down: '30%' },
      step: { up: rules, down: rules },
      stabilization: { up: '0s', down: '0s' },
      scaleDown: 'enabled',
      // The size of these datasets is not known.
      guard: { fullFit: 'disabled' },
    },
  });
}

/** Whatever goes wrong, whoever is killed and whichever ledger is destroyed: no more of the step than there is. */
const noStepTwice: LoopLaw<PairVariant> = (variant) =>
  fc.asyncProperty(rule, haSteps, async (step, script) => {
    const pair = makePair(moving(step), variant);
    for (const each of script) await play(pair, each);
    return keepsStep(pair.stage, step);
  });

/** Of the runtime that was there when another daemon came to lead, no shrink within the longest window. */
function startsFull({ turns, stage }: Pair, windowMs: number): boolean {
  return stage.sent.every(({ at, request: { uid, from, to } }) => {
    const within = turns.some((turn) => turn.uid === uid && at > turn.at && at < turn.at + windowMs);
    return to > from || !within;
  });
}

const windowsStartFull: LoopLaw<PairVariant> = (variant) =>
  fc.asyncProperty(rule, haSteps, async (step, script) => {
    const policy = moving(step);
    const pair = makePair(policy, variant);
    for (const each of script) await play(pair, each);
    return startsFull(pair, policy.windowMs);
  });

interface Moment {
  readonly seconds: number;
  readonly fullness: number;
  readonly come: boolean;
  readonly someone: number | null;
  readonly failover: Failover | null;
}

const moments = fc.array(
  fc.record<Moment>({
    seconds: fc.constantFrom(5, 20, 60, 60, 300),
    fullness: fc.constantFrom(0.5, 0.95, 0.95),
    come: fc.constantFrom(true, true, true, false),
    someone: fc.oneof({ weight: 8, arbitrary: fc.constant(null) }, fc.integer({ min: 1, max: 9 })),
    failover: failovers,
  }),
  { minLength: 10, maxLength: 60, size: 'max' },
);

/** What decides of a growth without a look at wishes: step, cool-down, respect, adoption. */
function growing({ pods, minutes }: StepRule, coolMinutes: number) {
  return plan({
    min: 1,
    max: 9,
    respect: '10m',
    policies: {
      threshold: { up: '80%' },
      step: { up: [{ pods, per: `${minutes}m` }] },
      cooldown: { afterUp: `${coolMinutes}m`, afterDown: `${coolMinutes}m` },
    },
  });
}

/**
 * Failovers between two looks leave every count and every reason to grow or not as they are without; from the first thing
 * that happens on, as there is nothing to remember before it.
 */
const allElseIsExact: LoopLaw<PairVariant> = (variant) =>
  fc.asyncProperty(rule, fc.constantFrom(0, 5, 20), moments, async (step, coolMinutes, life) => {
    const told = async (fails: boolean) => {
      const pair = makePair(growing(step, coolMinutes), variant);
      const { stage } = pair;
      const seen: unknown[] = [];
      stage.fullness = 0.95;
      await stage.tick(5);
      for (const { seconds, fullness, come, someone, failover } of life) {
        if (fails && failover !== null) await pair.failover(failover);
        if (someone !== null) stage.someone(someone);
        if (come) stage.serving = stage.replicas;
        stage.fullness = fullness;
        await stage.tick(seconds);
        const rungs = stage.keeper.status().decision?.rungs.filter(({ by }) => by !== 'memory');
        seen.push([stage.replicas, rungs]);
      }
      return JSON.stringify(seen);
    };
    return (await told(true)) === (await told(false));
  });

const without: PairVariant = { memory: () => undefined };
const altered = (over: (port: MemoryPort) => Partial<MemoryPort>): PairVariant => ({
  memory: (port) => ({ ...port, ...over(port) }),
});
const forgetting = altered(() => ({ recall: async () => ({ result: 'none' }) }));
const lying = altered(() => ({ keep: async () => ({ result: 'kept' }) }));
const late = altered((port) => {
  let held: Parameters<MemoryPort['keep']> | null = null;
  return {
    keep: async (...given) => {
      const before = held;
      held = given;
      return before === null ? { result: 'kept' } : port.keep(...before);
    },
  };
});
const undated = altered((port) => ({
  recall: async (...of) => {
    const recalled = await port.recall(...of);
    if (recalled.result !== 'found') return recalled;
    return { result: 'found', memory: { ...recalled.memory, changes: [] } };
  },
}));

describe('law 7: a failover spends no allowance twice, and forgets nothing but wishes', () => {
  it('no step is spent twice, whoever dies at any point with or without its ledger', async () => {
    await expectHolds(noStepTwice, {}, 400);
  });

  it('the wish windows start full: no shrink for one window', async () => {
    await expectHolds(windowsStartFull, {}, 400);
  });

  it('all else is exact: step, cool-down, respect and adoption as if nobody had died', async () => {
    await expectHolds(allElseIsExact, {}, 200);
  });

  it('is held against scripts in which every kind of failover comes after patches, and some shrink later', async () => {
    let [moved, shrunk, inherited] = [0, 0, 0];
    for (const script of casesOf(haSteps, 500)) {
      const pair = makePair(moving({ pods: 2, minutes: 2 }));
      for (const each of script) await play(pair, each);
      const { sent } = pair.stage;
      moved += sent.filter(({ at }) => pair.turns.some((turn) => turn.at > at)).length;
      shrunk += sent.filter(
        ({ at, request: { from, to } }) => to < from && at > (pair.turns[0]?.at ?? at),
      ).length;
      inherited += pair.stage.entries('inherited').filter(({ newest }) => newest === 'memory').length;
    }
    expect(moved, 'patches before a failover').to.be.greaterThan(100);
    expect(shrunk, 'shrinks after one').to.be.greaterThan(10);
    expect(inherited, 'memories that counted').to.be.greaterThan(100);
  });

  for (const [what, variant] of [
    ['keeps no memory beside the Lease', without],
    ['forgets it', forgetting],
    ['says that it is stored and stores nothing', lying],
    ['stores it one write later than it says', late],
    ['forgets the changes in it', undated],
  ] as const) {
    it(`notices one that ${what}`, async () => {
      await expectCaught(allElseIsExact, variant);
      // Whoever knows nothing at all takes the whole step for spent where the count bears our name.
      if (variant !== forgetting) await expectCaught(noStepTwice, variant, 3000);
    });
  }

  it('notices one that takes over without filling the windows', async () => {
    await expectCaught(windowsStartFull, { turnedAt: () => null, ...forgetting });
  });
});
