import fc from 'fast-check';
import { HOUR, MINUTE, plan } from '../../lib/decide/make.ts';
import { expectCaught, expectHolds, type LoopLaw } from './law.ts';
import { makeStage, type Stage } from './stage.ts';

/** What a variant does to the stage before each look. */
type Unrest = (stage: Stage, look: number) => void | Promise<void>;

const ARTICLE = {
  threshold: { up: '90%' },
  step: { up: [{ pods: 2, per: '10m' }] },
  cooldown: { afterUp: '20m' },
  scaleDown: 'disabled',
};
const quietPlan = plan({ max: 4, policies: ARTICLE });

/** The first sight, its decision, and the minute that is being gathered. */
const CONSTANT = 3;

const quietDays = fc.record({
  hours: fc.integer({ min: 1, max: 5 }),
  intervalSeconds: fc.constantFrom(1, 2, 7, 15, 30),
  /** The cache's own swing below its threshold. */
  swing: fc.array(fc.double({ min: 0, max: 0.89, noNaN: true }), { minLength: 1, maxLength: 20 }),
  replicas: fc.integer({ min: 1, max: 4 }),
});

/** Nothing happens: no patch, and at most one record a minute. */
const quietCostsNothing: LoopLaw<Unrest> = (unrest) =>
  fc.asyncProperty(quietDays, async ({ hours, intervalSeconds, swing, replicas }) => {
    const stage = makeStage(quietPlan);
    Object.assign(stage, { replicas, serving: replicas });
    const looks = Math.floor((hours * HOUR) / 1000 / intervalSeconds);
    for (let look = 0; look < looks; look++) {
      stage.fullness = swing[look % swing.length] ?? 0;
      await unrest(stage, look);
      await stage.tick(intervalSeconds);
    }
    return stage.sent.length === 0 && stage.records.length <= (hours * HOUR) / MINUTE + CONSTANT;
  });

/** An engine that comes and goes, however quickly: one change of the reason a minute, the minute it ends, and one in full. */
const flappingCostsLittle: LoopLaw<Unrest> = (unrest) =>
  fc.asyncProperty(
    fc.array(fc.boolean(), { minLength: 1, maxLength: 30 }),
    fc.constantFrom(1, 2, 5),
    async (flaps, intervalSeconds) => {
      const stage = makeStage(quietPlan);
      const looks = Math.floor(HOUR / 1000 / intervalSeconds);
      for (let look = 0; look < looks; look++) {
        stage.blind = flaps[look % flaps.length] ?? false;
        await unrest(stage, look);
        await stage.tick(intervalSeconds);
      }
      return stage.sent.length === 0 && stage.records.length <= 3 * (HOUR / MINUTE) + CONSTANT;
    },
  );

const calm: Unrest = () => undefined;
const newsEachTime: Unrest = (stage, look) => stage.keeper.setPlan({ ...quietPlan, hash: `hash-${look}` });
const restartsEachTime: Unrest = async (stage, look) => {
  if (look % 4 === 0) await stage.restart(false);
};

const RUNS = 25;

describe('law 9: a quiet dataset costs next to nothing', () => {
  it('no patch, and one record a minute, however long and however often it is looked at', async () => {
    await expectHolds(quietCostsNothing, calm, RUNS);
  });

  it('three records a minute at most while its engine comes and goes', async () => {
    await expectHolds(flappingCostsLittle, calm, RUNS);
  });

  it('notices a plan that is another one at every look', async () => {
    await expectCaught(quietCostsNothing, newsEachTime, RUNS);
    await expectCaught(flappingCostsLittle, newsEachTime, RUNS);
  });

  it('notices a daemon that begins anew at every look', async () => {
    await expectCaught(quietCostsNothing, restartsEachTime, RUNS);
  });

  it('notices a dataset that is not quiet', async () => {
    await expectCaught(
      quietCostsNothing,
      (stage, look) => {
        stage.fullness = look % 100 === 50 ? 0.95 : stage.fullness;
      },
      RUNS,
    );
  });
});
