import { expect } from 'chai';
import { decide } from '../../lib/decide/decide.ts';
import { nextChanges } from '../../lib/decide/next-change.ts';
import type { Change, History } from '../../lib/model/history.ts';
import type { Observation, Troubled } from '../../lib/model/observation.ts';
import { describeReason } from '../../lib/model/reasons/index.ts';
import { guard } from '../../policies/guard/index.ts';
import {
  change,
  GIB,
  HOUR,
  history,
  MINUTE,
  NOON,
  observation,
  plan,
  type SpecWishes,
} from '../lib/decide/make.ts';

const MESSAGE = '0/4 nodes are available: 4 Insufficient memory.';
/** Of the pods of these ordinals, for so many minutes. */
const unschedulable = (ordinals: readonly number[], minutes: number): Troubled[] =>
  ordinals.map((ordinal) => ({
    pod: `spark-worker-${ordinal}`,
    ordinal,
    why: 'Unschedulable',
    says: MESSAGE,
    placed: false,
    since: NOON - minutes * MINUTE,
  }));
const crashing = (ordinal: number, minutes: number): Troubled[] => [
  {
    pod: `spark-worker-${ordinal}`,
    ordinal,
    why: 'CrashLoopBackOff',
    says: '',
    placed: true,
    since: NOON - minutes * MINUTE,
  },
];

interface Stand {
  /** What is asked for. */
  readonly replicas: number;
  readonly serving: readonly number[];
  readonly troubled?: readonly Troubled[];
  /** GiB of 1 GiB a worker. */
  readonly used?: number;
}

function seen({ replicas, serving, troubled = [], used = serving.length * 0.95 }: Stand): Observation {
  const workers = {
    asked: replicas,
    serving: serving.length,
    pending: replicas - serving.length,
    terminating: 0,
    servingOrdinals: serving,
    ...(troubled.length > 0 && { troubled }),
  };
  const reading = { used, workers: Math.max(1, serving.length) };
  return { ...observation({ replicas, reading, dataset: { sizeBytes: 20 * GIB } }), workers };
}

/** A cache that is full and may shrink; growing as far as it likes. */
const policies = {
  threshold: { up: '90%' },
  step: { up: [{ pods: 9, per: '1m' }] },
  scaleDown: 'enabled',
};
const patient = { max: 9, policies };
const givingUp: SpecWishes = { max: 9, policies: { ...policies, guard: { giveUp: '15m' } } };
const notShrinking: SpecWishes = {
  max: 9,
  policies: { ...policies, scaleDown: 'disabled', guard: { workers: 'enabled', giveUp: '15m' } },
};

const grown = (minutes: number, from: number, to: number): Partial<History> => ({
  changes: [change(minutes * MINUTE, from, to)],
  servedAt: null,
});
const all = (count: number) => Array.from({ length: count }, (_, ordinal) => ordinal);

interface Case extends Stand {
  readonly name: string;
  readonly spec?: SpecWishes;
  readonly past?: Partial<History>;
  readonly target: number;
  readonly code: string;
}

/** A cache so full that its wish is above whatever is asked for. */
const FULL = 9;

const cases: readonly Case[] = [
  {
    name: 'lets a cache grow of which all workers serve',
    replicas: 4,
    serving: all(4),
    target: 9,
    code: 'AboveThreshold',
  },
  {
    name: 'asks for no more while those asked for before have not come',
    replicas: 6,
    serving: all(4),
    used: FULL,
    past: grown(1, 4, 6),
    target: 6,
    code: 'GuardWorkers',
  },
  {
    name: 'names the pod that does not come',
    replicas: 6,
    serving: all(4),
    troubled: unschedulable([5, 4], 60),
    used: FULL,
    past: grown(60, 4, 6),
    target: 6,
    code: 'GuardTroubled',
  },
  {
    name: 'waits for ever where no document says how long',
    replicas: 6,
    serving: all(4),
    troubled: unschedulable([5, 4], 6000),
    used: FULL,
    past: grown(6000, 4, 6),
    target: 6,
    code: 'GuardTroubled',
  },
  {
    name: 'does not give up before the time is over',
    spec: givingUp,
    replicas: 6,
    serving: all(4),
    troubled: unschedulable([5, 4], 14),
    used: FULL,
    past: grown(14, 4, 6),
    target: 6,
    code: 'GuardTroubled',
  },
  {
    name: 'gives up what has not come, by step',
    spec: givingUp,
    replicas: 6,
    serving: all(4),
    troubled: unschedulable([5, 4], 15),
    past: grown(15, 4, 6),
    target: 5,
    code: 'StepDefaultDown',
  },
  {
    name: 'gives up pods that were never made, as where a quota forbids them',
    spec: givingUp,
    replicas: 5,
    serving: all(4),
    past: grown(15, 4, 5),
    target: 4,
    code: 'GuardGivenUp',
  },
  {
    name: 'counts from the growth, not from what an older pod of the same name said',
    spec: givingUp,
    replicas: 5,
    serving: all(4),
    troubled: unschedulable([4], 90),
    used: FULL,
    past: grown(5, 4, 5),
    target: 5,
    code: 'GuardTroubled',
  },
  {
    name: 'takes back no worker that serves: 6 -> 5 of the real cluster, with 3 and 4 pending',
    spec: givingUp,
    replicas: 6,
    serving: [0, 1, 2, 5],
    troubled: unschedulable([4, 3], 60),
    used: FULL,
    past: grown(60, 1, 6),
    target: 6,
    code: 'GuardTroubled',
  },
  {
    name: 'takes back no worker that served before and is away',
    spec: givingUp,
    replicas: 4,
    serving: all(3),
    troubled: unschedulable([3], 60),
    used: FULL,
    past: { changes: [change(90 * MINUTE, 3, 4)], servedAt: NOON - 80 * MINUTE },
    target: 4,
    code: 'GuardTroubled',
  },
  {
    name: 'waits no more for a worker that crashes on its node, so that others may come',
    spec: givingUp,
    replicas: 4,
    serving: [0, 1, 3],
    troubled: crashing(2, 15),
    used: FULL,
    past: { changes: [change(90 * MINUTE, 3, 4)], servedAt: NOON - 80 * MINUTE },
    target: 9,
    code: 'AboveThreshold',
  },
  {
    name: 'never goes below one worker, nor below the minimum',
    spec: { ...givingUp, min: 2 },
    replicas: 3,
    serving: [],
    troubled: unschedulable([2, 1, 0], 60),
    used: 0,
    past: grown(60, 1, 3),
    target: 2,
    code: 'GuardGivenUp',
  },
  {
    name: 'gives nothing up while a data operation runs: it shrinks nothing',
    spec: givingUp,
    replicas: 5,
    serving: all(4),
    past: grown(15, 4, 5),
    target: 5,
    code: 'GuardOperations',
  },
  {
    name: 'takes nothing back where the cache may not shrink, and asks for no more',
    spec: notShrinking,
    replicas: 6,
    serving: all(4),
    troubled: unschedulable([5, 4], 60),
    used: FULL,
    past: grown(60, 4, 6),
    target: 6,
    code: 'ScaleDownDisabled',
  },
  {
    name: 'holds growth by its name alone where the cache may not shrink',
    spec: { max: 9, policies: { ...policies, scaleDown: 'disabled', guard: { workers: 'enabled' } } },
    replicas: 4,
    serving: all(3),
    used: FULL,
    past: grown(1, 3, 4),
    target: 4,
    code: 'GuardWorkers',
  },
  {
    name: 'holds nothing where the cache may not shrink and nobody names it',
    spec: { max: 9, policies: { ...policies, scaleDown: 'disabled' } },
    replicas: 4,
    serving: all(3),
    used: FULL,
    past: grown(1, 3, 4),
    target: 9,
    code: 'AboveThreshold',
  },
  {
    name: 'holds nothing where it is switched off by its name',
    spec: { max: 9, policies: { ...policies, guard: { workers: 'disabled' } } },
    replicas: 4,
    serving: all(3),
    used: FULL,
    past: grown(1, 3, 4),
    target: 9,
    code: 'AboveThreshold',
  },
];

function decided({ spec = patient, past = {}, code, ...stand }: Case) {
  const operations = code === 'GuardOperations' ? ['DataLoad/warm'] : [];
  return decide(plan(spec), { ...seen(stand), operations }, history(past), NOON);
}

describe('guard.workers', () => {
  for (const one of cases) {
    it(one.name, () => {
      const { target, reason } = decided(one);
      expect([target, reason.code]).to.deep.equal([one.target, one.code]);
    });
  }

  it('says which pod does not serve, and why', () => {
    const [, , named] = cases as unknown as [Case, Case, Case];
    expect(describeReason(decided(named).reason)).to.equal(
      `only 4 of 6 workers serve; spark-worker-5 does not (Unschedulable: ${MESSAGE}): no growth and no shrink until they do`,
    );
  });

  describe('after giving up', () => {
    /** 4 -> 6 an hour ago, and back 6 -> 5 -> 4, the last of it so many minutes ago. */
    const back = (minutes: number): Change[] => [
      change(HOUR, 4, 6),
      change((minutes + 5) * MINUTE, 6, 5),
      change(minutes * MINUTE, 5, 4),
    ];
    const afterwards = (minutes: number, spec = givingUp) =>
      decide(
        plan(spec),
        seen({ replicas: 4, serving: all(4) }),
        history({ changes: back(minutes), servedAt: NOON - minutes * MINUTE }),
        NOON,
      );

    it('asks for no more for an hour: the same growth would end the same', () => {
      const { target, rungs } = afterwards(20);
      const given = rungs.find(({ by }) => by === 'guard.giveUp');
      expect([target, given?.reason]).to.deep.equal([
        4,
        { code: 'GuardGaveUp', numbers: { max: 4, left: 40 * MINUTE } },
      ]);
    });

    it('tries again then, or when the document says', () => {
      expect(afterwards(60).target).to.equal(9);
      const sooner = { max: 9, policies: { ...policies, guard: { giveUp: '15m', tryAgain: '20m' } } };
      expect(afterwards(20, sooner).target).to.equal(9);
    });

    it('tries again at once where somebody else has set the count meanwhile', () => {
      const changes = [...back(20), change(MINUTE, 4, 3, 'other'), change(30_000, 3, 4, 'other')];
      const past = history({ changes, servedAt: NOON });
      expect(decide(plan(givingUp), seen({ replicas: 4, serving: all(4) }), past, NOON).target).to.equal(9);
    });

    it('remembers it as long as it takes', () => {
      expect(plan(givingUp).memoryMs ?? plan(givingUp).windowMs).to.be.at.least(75 * MINUTE);
    });
  });

  it('says when it gives up, and when it tries again, so that somebody looks just then', () => {
    const made = plan(givingUp);
    const waiting = seen({ replicas: 6, serving: all(4), troubled: unschedulable([5], 10) });
    const [first] = nextChanges(made, waiting, history(grown(12, 4, 6)), NOON);
    expect(first).to.deep.equal({ at: NOON + 3 * MINUTE, what: 'workers that do not serve are given up' });
    const past = history({ changes: [change(HOUR, 4, 5), change(10 * MINUTE, 5, 4)], servedAt: NOON });
    const [again] = nextChanges(made, seen({ replicas: 4, serving: all(4) }), past, NOON);
    expect(again).to.deep.equal({
      at: NOON + 50 * MINUTE,
      what: 'workers that did not come are asked for again',
    });
  });

  it('notes what has no effect', () => {
    const setting = (scaleDown: string) =>
      ({ semantics: 'native', bounds: { min: 1, max: 4 }, policies: { scaleDown } }) as const;
    const noted = (config: object, scaleDown: string) => guard.notes?.(config, setting(scaleDown)) ?? [];
    expect(noted({ giveUp: 1 }, 'enabled')).to.deep.equal([]);
    expect(noted({ workers: 'enabled' }, 'disabled')).to.deep.equal([]);
    expect(noted({ workers: 'enabled', giveUp: 1 }, 'disabled')[0]).to.include('takes no worker back');
    expect(noted({ workers: 'disabled', giveUp: 1 }, 'enabled')[0]).to.include(
      'guard.workers is not enabled',
    );
    expect(noted({ tryAgain: 1 }, 'enabled')[0]).to.include('without guard.giveUp');
    expect(noted({ settle: 'enabled' }, 'disabled')[0]).to.include('guard has no effect');
  });
});
