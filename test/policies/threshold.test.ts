import { expect } from 'chai';
import type { Observation } from '../../lib/model/observation.ts';
import { threshold } from '../../policies/threshold/index.ts';
import { answerOf, blind, GIB, observation, plan, type SpecWishes, serving } from '../lib/decide/make.ts';

const unknown = { sizeBytes: null };

/** A threshold of 90 % before one worker that is 95 % full, unless said otherwise. */
interface Case {
  readonly name: string;
  readonly seen: Observation;
  readonly config?: { readonly up: string; readonly down?: string };
  readonly spec?: SpecWishes;
  readonly wish: number | null;
  readonly code: string;
}

const full = { used: 0.95 };

const growing: readonly Case[] = [
  { name: 'stays under the threshold', seen: observation(), wish: 1, code: 'BelowThreshold' },
  {
    name: 'stays one thousandth of a percent under the threshold',
    seen: observation({ reading: { usedBytes: Math.floor(0.89999 * GIB) } }),
    wish: 1,
    code: 'BelowThreshold',
  },
  {
    name: 'wishes for full fit at the threshold itself',
    seen: observation({ reading: { usedBytes: 0.9 * GIB } }),
    wish: 3,
    code: 'AboveThreshold',
  },
  {
    name: 'wishes for the maximum where that is below full fit',
    seen: observation({ reading: full }),
    spec: { max: 2 },
    wish: 2,
    code: 'AboveThreshold',
  },
  {
    name: 'stays once the workers hold the whole dataset, full as they are',
    seen: observation({ replicas: 3, reading: { used: 2.71 } }),
    wish: 3,
    code: 'FullNotNeeded',
  },
  {
    name: 'never wishes for fewer because the dataset fits into fewer',
    seen: observation({ replicas: 4, reading: { used: 3.9 } }),
    wish: 4,
    code: 'FullNotNeeded',
  },
  {
    name: 'wishes for no fewer than there are above the maximum',
    seen: observation({ replicas: 4, reading: { used: 3.9 }, dataset: { sizeBytes: 9 * GIB } }),
    spec: { max: 2 },
    wish: 4,
    code: 'AboveThreshold',
  },
  {
    name: 'counts the copies of each block',
    seen: observation({ reading: full, dataset: { copies: 2 } }),
    spec: { max: 9 },
    wish: 6,
    code: 'AboveThreshold',
  },
  {
    name: 'wishes for all there may be with the size unknown and a load running',
    seen: observation({ reading: full, dataset: unknown, operations: ['DataLoad/warm'] }),
    wish: 4,
    code: 'AboveThresholdSizeUnknown',
  },
  {
    name: 'does not take a backup for a load',
    seen: observation({ reading: full, dataset: unknown, operations: ['DataBackup/nightly'] }),
    wish: 1,
    code: 'FullIdle',
  },
  {
    name: 'wishes for all there may be with the size unknown and data coming in',
    seen: observation({ reading: { ...full, intake: 'rising' }, dataset: unknown }),
    wish: 4,
    code: 'AboveThresholdSizeUnknown',
  },
  {
    name: 'stays with the size unknown and nothing coming in',
    seen: observation({ reading: { ...full, intake: 'still' }, dataset: unknown }),
    wish: 1,
    code: 'FullIdle',
  },
  {
    name: 'stays with the size unknown and too few readings to tell',
    seen: observation({ reading: { ...full, intake: 'unknown' }, dataset: unknown }),
    wish: 1,
    code: 'FullIdle',
  },
  {
    name: 'grows, and says that nothing proves it, where the runtime can never tell what comes in',
    seen: observation({ reading: { ...full, intake: 'unoffered' }, dataset: unknown }),
    wish: 4,
    code: 'GrowUnproven',
  },
];

const plateaus: readonly Case[] = [
  {
    name: 'takes a plateau under the threshold for a full cache',
    seen: observation({ reading: { used: 0.68, plateau: true } }),
    wish: 3,
    code: 'PlateauFull',
  },
  {
    name: 'takes a plateau for proof that data comes in, with the size unknown',
    seen: observation({ reading: { used: 0.68, plateau: true, intake: 'unknown' }, dataset: unknown }),
    wish: 4,
    code: 'PlateauFull',
  },
  {
    name: 'stays on a plateau once the workers hold the whole dataset, and does not claim the threshold was crossed',
    seen: observation({ replicas: 3, reading: { used: 2, plateau: true } }),
    wish: 3,
    code: 'PlateauNotNeeded',
  },
  {
    name: 'says that the threshold is crossed where it is, plateau or not',
    seen: observation({ reading: { ...full, plateau: true } }),
    wish: 3,
    code: 'AboveThreshold',
  },
];

const down = { up: '90%', down: '60%' };
const four = { replicas: 4 };

const shrinking: readonly Case[] = [
  {
    name: 'never shrinks without down',
    seen: observation({ ...four, reading: { used: 0 } }),
    wish: 4,
    code: 'BelowThreshold',
  },
  {
    name: 'wishes at down for the fewest that stay under up',
    seen: observation({ ...four, reading: { used: 2.4 } }),
    config: down,
    wish: 3,
    code: 'BelowDown',
  },
  {
    name: 'stays just above down',
    seen: observation({ ...four, reading: { usedBytes: 2.4 * GIB + 1_000_000 } }),
    config: down,
    wish: 4,
    code: 'BelowThreshold',
  },
  {
    name: 'keeps one worker of an empty cache',
    seen: observation({ ...four, reading: { used: 0 } }),
    config: down,
    wish: 1,
    code: 'BelowDown',
  },
  {
    name: 'wishes for none fewer while fewer serve than are asked for',
    seen: observation({ ...four, reading: { workers: 3, used: 0.5 }, workers: serving(3, 4) }),
    config: down,
    wish: 4,
    code: 'NotAllServe',
  },
  {
    name: 'stays by what is used, not for want of workers, where that says so itself',
    seen: observation({ replicas: 2, reading: { used: 1 }, workers: serving(1, 2) }),
    config: { up: '90%', down: '60%' },
    wish: 2,
    code: 'BelowDown',
  },
  {
    name: 'stays where one worker fewer would be too full, close as the two thresholds are',
    seen: observation({ replicas: 2, reading: { used: 1.7 } }),
    config: { up: '90%', down: '86%' },
    wish: 2,
    code: 'BelowDown',
  },
];

const situations: readonly Case[] = [
  {
    name: 'does not grow because workers are starting',
    seen: observation({ replicas: 3, reading: { workers: 1, used: 0.96 }, workers: serving(1, 3) }),
    wish: 3,
    code: 'BelowThreshold',
  },
  {
    name: 'does not grow because a worker restarts',
    seen: observation({ replicas: 2, reading: { workers: 1, used: 0.96 }, workers: serving(1, 2) }),
    wish: 2,
    code: 'BelowThreshold',
  },
  {
    name: 'does not grow because the engine drops a lost worker, and utilization jumps with its capacity',
    seen: observation({ replicas: 3, reading: { workers: 2, used: 1.95 }, workers: serving(2, 3) }),
    wish: 3,
    code: 'BelowThreshold',
  },
  {
    name: 'is blind while the engine counts a worker that left',
    seen: observation({ replicas: 2, reading: { workers: 3, used: 2.6 } }),
    wish: null,
    code: 'EngineCountsMoreWorkers',
  },
  {
    name: 'is blind without a reading',
    seen: observation({ reading: blind() }),
    wish: null,
    code: 'EngineRefused',
  },
  {
    name: 'has no say where no worker is asked for',
    seen: observation({ replicas: 0, reading: blind() }),
    wish: null,
    code: 'NoWorkersNoRatio',
  },
];

describe('threshold', () => {
  for (const { name, seen, config = { up: '90%' }, spec, wish, code } of [
    ...growing,
    ...plateaus,
    ...shrinking,
    ...situations,
  ]) {
    it(name, () => {
      const answer = answerOf({ ...spec, policies: { threshold: config } }, seen);
      expect([answer.wish, answer.reason.code]).to.deep.equal([wish, code]);
    });
  }

  it('is blind, not silent, when it cannot see', () => {
    const answer = answerOf({ policies: { threshold: { up: '90%' } } }, observation({ reading: blind() }));
    expect(answer.says).to.equal('blind');
  });

  for (const [what, config] of [
    ['down above up', { up: '60%', down: '90%' }],
    ['down equal to up', { up: '60%', down: '60%' }],
    ['0 %', { up: '0%' }],
    ['more than 100 %', { up: '101%' }],
    ['no unit', { up: 0.9 }],
    ['nothing', {}],
    ['a word it does not know', { up: '90%', upp: '90%' }],
  ] as const) {
    it(`refuses ${what}`, () => expect(() => plan({ policies: { threshold: config } })).to.throw());
  }

  describe('remarks', () => {
    const setting = (policies: Record<string, unknown>, bounds = { min: 1, max: 4 }) => ({
      semantics: 'native' as const,
      bounds,
      policies,
    });
    const notes = (
      config: { up: number; down?: number },
      policies: Record<string, unknown> = {},
      bounds = { min: 1, max: 4 },
    ) => threshold.notes?.(config, setting(policies, bounds)) ?? [];

    it('says nothing of a threshold without down', () => expect(notes({ up: 90_000 })).to.deep.equal([]));

    it('says that down shrinks nothing while scaling down is disabled', () => {
      expect(notes({ up: 90_000, down: 10_000 })).to.have.lengthOf(1);
      expect(notes({ up: 90_000, down: 10_000 })[0]).to.include('shrinks nothing');
    });

    it('says where up and down are closer than one worker', () => {
      const [note] = notes({ up: 90_000, down: 60_000 }, { scaleDown: 'enabled' });
      expect(note).to.include('closer than one worker at 2 workers').and.include('120%');
    });

    for (const [what, down, bounds, workers] of [
      ['at the least that is too close', 45_000, { min: 1, max: 4 }, 2],
      ['not just below that', 44_999, { min: 1, max: 4 }, null],
      ['only where there may be one worker fewer', 60_000, { min: 2, max: 4 }, 3],
      ['up to the maximum', 60_000, { min: 2, max: 3 }, 3],
      ['not beyond it', 60_000, { min: 2, max: 2 }, null],
    ] as const) {
      it(`says so ${what}`, () => {
        const found = notes({ up: 90_000, down }, { scaleDown: 'enabled' }, bounds);
        expect(found.map((note) => /at (\d+) workers/.exec(String(note))?.[1])).to.deep.equal(
          workers === null ? [] : [String(workers)],
        );
      });
    }
  });
});
