import { expect } from 'chai';
import fc from 'fast-check';
import { plan } from '../../lib/decide/make.ts';
import { casesOf, expectCaught, expectHolds, type LoopLaw } from './law.ts';
import { comparesAndSwaps, makeStage, type Stage, type Variant } from './stage.ts';

/** Whether the API server lets a write pass. */
type Passes = NonNullable<Variant['passes']>;

const EAGER = plan({
  min: 1,
  max: 9,
  respect: '0s',
  policies: { threshold: { up: '80%' }, step: { up: [{ pods: 2, per: '1m' }] }, stabilization: { up: '0s' } },
});

/** What others do at one moment: set the count, delete the runtime and make it again, or nothing. */
const others = fc.oneof(
  { weight: 4, arbitrary: fc.constant(null) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 9 }) },
  { weight: 1, arbitrary: fc.constant('made again' as const) },
  { weight: 1, arbitrary: fc.constant('made again as it was' as const) },
);
type Others = number | 'made again' | 'made again as it was' | null;

const turns = fc.array(
  fc.record({
    seconds: fc.constantFrom(5, 61, 61),
    before: others,
    duringLook: others,
    beforePatch: others,
    afterPatch: others,
  }),
  { minLength: 5, maxLength: 30, size: 'max' },
);
type Turn = { seconds: number } & Record<'before' | 'duringLook' | 'beforePatch' | 'afterPatch', Others>;

function interfere(stage: Stage, what: Others): void {
  if (typeof what === 'number') stage.someone(what);
  if (what === 'made again') stage.someone(1);
  if (typeof what === 'string') stage.uid = `${stage.uid}'`;
}

async function tell(turns: readonly Turn[], variant: Variant): Promise<Stage> {
  const stage = makeStage(EAGER, variant);
  stage.fullness = 0.95;
  for (const { seconds, before, duringLook, beforePatch, afterPatch } of turns) {
    interfere(stage, before);
    stage.duringLook = () => interfere(stage, duringLook);
    stage.beforePatch = () => interfere(stage, beforePatch);
    stage.serving = stage.replicas;
    await stage.tick(seconds);
    interfere(stage, afterPatch);
  }
  return stage;
}

/**
 * Each write finds the uid and the count that the decision before it saw, and makes of it what was decided. One that was
 * lost changes nothing, and the ledger says so.
 */
const writesWhatItSaw: LoopLaw<Variant> = (variant) =>
  fc.asyncProperty(turns, async (script) => {
    const stage = await tell(script, variant);
    const [decisions, conclusions] = [stage.entries('decision'), stage.entries('conclusion')];
    return stage.sent.every(({ request, found, stored }) => {
      const decision = decisions.filter(({ seq }) => seq < stored).at(-1);
      const result = conclusions.find(({ intent }) => intent === stored)?.result;
      if (found === null) return result === 'lost';
      return (
        result === 'applied' &&
        decision?.uid === found.uid &&
        decision.current === found.replicas &&
        decision.target === request.to
      );
    });
  });

/** Each decision is on the count and the uid as they are then: after a lost race, too. */
const decidesAfresh: LoopLaw<Variant> = (variant) =>
  fc.asyncProperty(turns, async (script) => {
    let stale = 0;
    const wrap: Variant['wrap'] = (given, stage) => {
      const ports = variant.wrap?.(given, stage) ?? given;
      return {
        ...ports,
        ledger: {
          append: (entries) => {
            for (const entry of entries) {
              if (entry.kind !== 'decision') continue;
              if (entry.uid !== stage.uid || entry.current !== stage.replicas) stale++;
            }
            return ports.ledger.append(entries);
          },
        },
      };
    };
    await tell(script, { ...variant, wrap });
    return stale === 0;
  });

const ignoresCount: Passes = (truth, { uid }) => truth.uid === uid;
const ignoresUid: Passes = (truth, { from }) => truth.replicas === from;

/** Compares, but with what it finds when it writes. */
const comparesWithItself: Variant = {
  wrap: (ports, stage) => ({
    ...ports,
    cluster: {
      ...ports.cluster,
      patch: async (request) => {
        stage.beforePatch();
        stage.beforePatch = () => undefined;
        return ports.cluster.patch({ ...request, uid: stage.uid, from: stage.replicas });
      },
    },
  }),
};

/** Decides on what it saw before the look. */
const seesThePast: Variant = {
  wrap: (ports, stage) => ({
    ...ports,
    sight: {
      open: () => {
        const sight = ports.sight.open();
        let before: ReturnType<typeof sight.observe> | null = null;
        return {
          look: async (...looked) => {
            before = sight.observe(looked[0], stage.now);
            await sight.look(...looked);
          },
          observe: (objects, now) => before ?? sight.observe(objects, now),
        };
      },
    },
  }),
};

describe('law 6: every write is a compare-and-swap on what the decision saw', () => {
  it('whatever others do to the count and the runtime, up to the moment of the write', async () => {
    await expectHolds(writesWhatItSaw, { passes: comparesAndSwaps });
  });

  it('and each decision, after a lost race too, is on what is there then', async () => {
    await expectHolds(decidesAfresh, {});
  });

  it('is held against races won, and races lost by the count and by the uid', async () => {
    const tally = { won: 0, byCount: 0, byUid: 0 };
    for (const script of casesOf(turns)) {
      const stage = makeTally(tally);
      await tell(script, stage);
    }
    expect(Math.min(tally.won, tally.byCount, tally.byUid)).to.be.greaterThan(50);
  });

  for (const [what, broken] of [
    ['a write that does not compare the count', { passes: ignoresCount }],
    ['a write that does not compare the uid', { passes: ignoresUid }],
    ['a write that compares with what it finds', comparesWithItself],
  ] as const) {
    it(`notices ${what}`, async () => {
      await expectCaught(writesWhatItSaw, broken);
    });
  }

  it('notices a daemon that decides on what it saw before', async () => {
    await expectCaught(decidesAfresh, seesThePast);
  });
});

function makeTally(tally: { won: number; byCount: number; byUid: number }): Variant {
  return {
    passes: (truth, request) => {
      const passes = comparesAndSwaps(truth, request);
      if (passes) tally.won++;
      else if (truth.uid !== request.uid) tally.byUid++;
      else tally.byCount++;
      return passes;
    },
  };
}
