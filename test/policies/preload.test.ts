import { expect } from 'chai';
import { decide } from '../../lib/decide/decide.ts';
import { nextChanges } from '../../lib/decide/next-change.ts';
import type { Observation, Task } from '../../lib/model/observation.ts';
import { describeReason } from '../../lib/model/reasons/index.ts';
import { loadDocuments } from '../../lib/spec/load.ts';
import { policies } from '../../policies/index.ts';
import { runsIn } from '../../policies/preload/runs.ts';
import { wantedBy } from '../../policies/preload/wanted.ts';
import { task } from '../laws/sizing-witnesses.ts';
import {
  answerOf,
  blind,
  change,
  GIB,
  HOUR,
  history,
  MINUTE,
  NOON,
  type ObservationWishes,
  observation,
  plan,
  SECOND,
  type SpecWishes,
} from '../lib/decide/make.ts';

const spec = (preload: object = {}, rest: object = {}): SpecWishes => ({
  max: 10,
  policies: { preload, ...rest },
});

function see(tasks: readonly Task[], wishes: ObservationWishes = {}): Observation {
  return observation({ ...wishes, tasks });
}

const daily = (time: string, wishes: Partial<Task> = {}) => task({ schedule: `${time} * * *`, ...wishes });

describe('preload', () => {
  const DUE: [string, Partial<Task>, boolean][] = [
    ['that Fluid has not seen yet', { phase: '' }, true],
    ['that is accepted', { phase: 'Pending' }, true],
    ['that runs', { phase: 'Executing' }, true],
    ['that is over', { phase: 'Complete', endedAt: NOON - MINUTE }, false],
    ['that failed', { phase: 'Failed' }, false],
    ['that brings no data', { phase: 'Executing', loads: false }, false],
    [
      'that recurs and runs again',
      { phase: 'Executing', schedule: '0 3 * * *', startedAt: NOON - HOUR },
      true,
    ],
    [
      'that recurs and begins again',
      { phase: 'Pending', schedule: '0 3 * * *', startedAt: NOON - HOUR },
      true,
    ],
    ['that recurs and has never run', { phase: 'Pending', schedule: '0 3 * * *' }, false],
    ['that recurs and has run', { phase: 'Complete', schedule: '0 3 * * *' }, false],
    ['whose schedule is none', { phase: 'Complete', schedule: 'nonsense' }, false],
    ['that never comes', { phase: 'Complete', schedule: '0 0 31 2 *' }, false],
  ];
  for (const [name, wishes, due] of DUE) {
    it(`${due ? 'grows' : 'does not grow'} for an operation ${name}`, () => {
      expect(answerOf(spec(), see([task(wishes)]))).to.include(
        due ? { says: 'wish', wish: 3 } : { says: 'abstain' },
      );
    });
  }

  it('has no say, and costs nothing, where there is no operation', () => {
    const answers = [answerOf(spec(), observation()), answerOf(spec(), observation())];
    expect(answers[0]).to.equal(answers[1]);
    expect(answers[0]?.reason.code).to.equal('PreloadNothing');
  });

  it('has no say on a schedule that reaches beyond all time', () => {
    const seen = see([task({ schedule: '@every 99999999999h', startedAt: NOON, phase: 'Complete' })]);
    expect(answerOf(spec(), seen)).to.deep.include({ says: 'abstain', reason: { code: 'PreloadNothing' } });
  });

  it('never wishes for fewer than there are', () => {
    const seen = see([task({ phase: 'Executing' })], { replicas: 5 });
    expect(answerOf(spec(), seen)).to.deep.include({ says: 'wish', wish: 5 });
  });

  it('says who comes, what it brings, and how that makes workers', () => {
    const seen = see([task({ phase: 'Pending' })], { dataset: { sizedAt: NOON } });
    expect(describeReason(answerOf(spec(), seen).reason)).to.equal(
      'DataLoad/warm is about to run: 2.71GiB (the dataset) x 1 x 100% / 960.00MiB usable in a worker = 2.9, so 3 workers hold it ' +
        '(its size: measured by Fluid about 2026-01-01T12:00:00Z, which never measures again)',
    );
  });

  it('goes by the share that fit wants held', () => {
    const seen = see([task({})]);
    expect(answerOf({ max: 10, policies: { preload: {}, fit: { headroom: '100%' } } }, seen).wish).to.equal(
      6,
    );
  });

  it('abstains where the size is unknown, and is blind where nobody knows what a worker holds', () => {
    expect(answerOf(spec(), see([task({})], { dataset: { sizeBytes: null } }))).to.deep.include({
      says: 'abstain',
      reason: { code: 'SizeUnknown' },
    });
    expect(answerOf(spec(), see([task({})], { reading: blind() })).says).to.equal('blind');
  });

  it('asks for workers where there is none, by what one is declared to hold', () => {
    const asleep = {
      replicas: 0,
      reading: blind('EngineAllZero'),
      perWorker: { blockBytes: 64 * 1024 ** 2, highWatermark: 1, declaredBytes: GIB },
    };
    expect(answerOf(spec(), see([task({ phase: 'Pending' })], asleep))).to.include({ says: 'wish', wish: 3 });
    expect(answerOf(spec(), see([], asleep)).says).to.equal('abstain');
  });

  it('passes the cool-down and the window, and no step', () => {
    const rest = {
      cooldown: { afterUp: '20m' },
      stabilization: { up: '10m' },
      step: { up: [{ pods: 1, per: '1m' }] },
    };
    const past = history({ changes: [change(2 * MINUTE, 1, 2)], servedAt: NOON - MINUTE });
    const made = plan({ max: 10, policies: { preload: {}, ...rest } });
    const decision = decide(made, see([task({})], { replicas: 2 }), past, NOON);
    expect([decision.target, decision.reason.code]).to.deep.equal([3, 'Preload']);
    expect(decision.rungs.map(({ by }) => by)).to.include.members([
      'cooldown',
      'stabilization',
      'preload',
      'step',
    ]);
    const spent = history({ changes: [change(30 * SECOND, 1, 2)] });
    expect(decide(made, see([task({})], { replicas: 2 }), spent, NOON).target).to.equal(2);
  });
});

describe('the lead of a load that recurs', () => {
  const startUps = (ms: number) => ({ startUps: [{ at: NOON - HOUR, ms, workers: 1 }] });
  const stepped = { step: { up: [{ pods: 1, per: '10m' }] } };
  const CASES: [string, object, object, object, number][] = [
    ['two minutes where nothing is measured', {}, {}, {}, 2 * MINUTE],
    ['what workers took', {}, {}, startUps(7 * MINUTE), 7 * MINUTE],
    ['that and the steps up', {}, stepped, startUps(7 * MINUTE), 17 * MINUTE],
    ['what the document says', { lead: '30m' }, stepped, startUps(7 * MINUTE), 30 * MINUTE],
  ];
  for (const [name, preload, rest, past, lead] of CASES) {
    it(`is ${name}`, () => {
      const document = spec(preload, rest);
      const seen = see([daily('0 13')]);
      const goes = (before: number) =>
        decide(plan(document), seen, history(past), NOON + HOUR - before).target > 1;
      expect([goes(lead + 1), goes(lead)]).to.deep.equal([false, true]);
    });
  }

  it('is told, with what it rests on', () => {
    const said = (past: object) =>
      describeReason(answerOf(spec(), see([daily('0 13')]), history(past)).reason);
    expect(said({})).to.equal(
      'DataLoad/warm runs at 2026-01-01T13:00:00Z; the cache grows 2m before that (a default, nothing is measured yet)',
    );
    expect(said(startUps(7 * MINUTE))).to.include('7m before that (as measured 1 times)');
  });

  it('makes the daemon look exactly then, and when it is over', () => {
    const nextAt = (now: number) =>
      (nextChanges(plan(spec()), see([daily('0 13')]), history(), now)[0]?.at ?? 0) - NOON;
    expect(nextAt(NOON)).to.equal(58 * MINUTE);
    expect(nextAt(NOON + 58 * MINUTE)).to.equal(60 * MINUTE);
    expect(nextAt(NOON + 60 * MINUTE)).to.equal(62 * MINUTE);
    expect(nextAt(NOON + 62 * MINUTE)).to.equal(25 * HOUR - 2 * MINUTE);
  });

  it('is not given back once the cache has begun to grow, although the rest of the way is short', () => {
    const document = { max: 10, policies: { preload: {}, ...stepped } };
    const seen = see([daily('20 12')], { replicas: 2 });
    // It began 20 minutes before: 10 for a second step, 7 to serve, and is at 2 of 3; the first of them came up in 5 seconds.
    const past = history({
      changes: [change(10 * MINUTE, 1, 2)],
      ...startUps(5 * SECOND),
      servedAt: NOON - 9 * MINUTE,
    });
    const grown = decide(plan(document), seen, past, NOON + 9 * MINUTE);
    expect([grown.target, grown.reason.code]).to.deep.equal([3, 'Preload']);
  });

  it('lasts over the run, until Fluid has said that it runs', () => {
    const goes = (after: number) =>
      decide(plan(spec()), see([daily('0 12')]), history(), NOON + after).target;
    expect([goes(0), goes(2 * MINUTE - 1), goes(2 * MINUTE)]).to.deep.equal([3, 3, 1]);
  });

  it('is of the zone that CronJobs run in', () => {
    const goes = (preload: object) =>
      decide(plan(spec(preload)), see([daily('1 20')]), history(), NOON).target;
    expect([goes({}), goes({ zone: 'Asia/Shanghai' })]).to.deep.equal([1, 3]);
  });
});

describe('the runs of a schedule', () => {
  const at = (text: string) => Date.parse(text);
  const RUNS: [string, string, string][] = [
    ['30 7 * * 1-5', '2026-01-02T07:30:00Z', '2026-01-05T07:30:00Z'],
    ['@daily', '2026-01-01T12:00:00Z', '2026-01-02T00:00:00Z'],
    ['*/20 * * * *', '2026-01-01T12:00:00Z', '2026-01-01T12:20:00Z'],
    ['TZ=Asia/Shanghai 0 8 * * *', '2026-01-01T12:00:00Z', '2026-01-02T00:00:00Z'],
    ['@every 90m', '2026-01-01T12:00:00Z', '2026-01-01T12:30:00Z'],
  ];
  for (const [schedule, after, next] of RUNS) {
    it(`${schedule} after ${after} is ${next}`, () => {
      expect(runsIn('UTC')(task({ schedule, madeAt: at('2026-01-01T11:00:00Z') }), at(after))).to.equal(
        at(next),
      );
    });
  }
  it('are the same however often and in whatever order they are asked for', () => {
    const runs = runsIn('Europe/Berlin');
    const one = task({ schedule: '15 2,14 * * *' });
    const instants = Array.from(
      { length: 300 },
      (_, i) => at('2026-03-27T00:00:00Z') + ((i * 7919) % 300) * 17 * MINUTE,
    );
    for (const instant of instants)
      expect(runs(one, instant)).to.equal(runsIn('Europe/Berlin')(one, instant));
  });
});

describe('what loads bring', () => {
  const sizes = new Map([
    ['/train', 3 * GIB],
    ['/test', GIB],
  ]);
  const of = (...paths: [string, number][]) =>
    task({ paths: paths.map(([path, copies]) => ({ path, copies })) });
  const dataset = { sizeBytes: 8 * GIB, copies: 1 };
  const CASES: [string, Task[], typeof dataset | { sizeBytes: null; copies: number }, number | null][] = [
    ['everything, where no path is named', [of()], dataset, 8 * GIB],
    ['a path of known size', [of(['/train', 1])], dataset, 3 * GIB],
    ['as many copies as the load wants', [of(['/test', 3])], dataset, 3 * GIB],
    ['as many copies as the runtime keeps', [of(['/test', 1])], { sizeBytes: 8 * GIB, copies: 2 }, 2 * GIB],
    ['two loads of two paths', [of(['/train', 1]), of(['/test', 1])], dataset, 4 * GIB],
    ['two loads of the same path, once', [of(['/train', 1]), of(['/train', 1])], dataset, 3 * GIB],
    ['everything, where one path is of unknown size', [of(['/train', 1], ['/other', 1])], dataset, 8 * GIB],
    ['at most everything', [of(['/train', 1])], { sizeBytes: GIB, copies: 1 }, GIB],
    [
      'a path, where the dataset is of unknown size',
      [of(['/train', 1])],
      { sizeBytes: null, copies: 1 },
      3 * GIB,
    ],
    ['nobody knows how much', [of(['/other', 1])], { sizeBytes: null, copies: 1 }, null],
  ];
  for (const [name, tasks, of, expected] of CASES) {
    it(`is ${name}`, () => {
      const wanted = wantedBy(tasks, sizes, of);
      expect(wanted === null ? null : wanted.bytes * wanted.copies).to.equal(expected);
    });
  }
  it('is everything in more copies, where a load wants them', () => {
    expect(wantedBy([of(['/', 2])], new Map(), dataset)).to.include({ bytes: 8 * GIB, copies: 2 });
  });
});

describe('preload as written', () => {
  const document = (line: string) => `apiVersion: fluid-autoscaler.dev/v1alpha1
kind: DatasetAutoscaler
metadata: { name: spark }
spec:
  replicas: { max: 4 }
  policies:
    ${line}
`;
  const WRONG: [string, string, RegExp][] = [
    [
      'a zone that there is none of',
      'preload: { zone: Mars/Olympus }',
      /^7:22 spec\.policies\.preload\.zone.*a time zone such as/,
    ],
    ['a lead without a unit', 'preload: { lead: 90 }', /a duration/],
    ['a lead of nothing', 'preload: { lead: 0s }', /longer than 0/],
    ['a size without a unit', 'preload: { paths: [{ path: /a, size: 3 }] }', /with its unit/],
    ['a path that is none', 'preload: { paths: [{ path: a, size: 3GiB }] }', /a path of the dataset/],
    [
      'a path twice',
      'preload: { paths: [{ path: /a, size: 3GiB }, { path: /a, size: 1GiB }] }',
      /has a size already/,
    ],
    ['an empty list', 'preload: { paths: [] }', /at least one/],
  ];
  for (const [name, line, says] of WRONG) {
    it(`is refused with ${name}`, () => {
      const [fault] = loadDocuments(document(line), 'spark.yaml', policies).faults;
      expect(`${fault?.line}:${fault?.column} ${fault?.path}: ${fault?.problem}; ${fault?.allowed}`).to.match(
        says,
      );
    });
  }
  it('is remarked on beside fit', () => {
    const { documents } = loadDocuments(document('{ preload: {}, fit: {} }'), 'spark.yaml', policies);
    expect(documents[0]?.notes.some(({ text }) => text.startsWith('preload beside fit'))).to.equal(true);
  });
});
