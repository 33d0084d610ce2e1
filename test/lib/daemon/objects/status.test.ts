import { expect } from 'chai';
import { isNews, type Known, statusOf } from '../../../../lib/daemon/objects/status.ts';
import type { Reason } from '../../../../lib/model/observation.ts';
import {
  blind,
  change,
  GIB,
  HOUR,
  history,
  MINUTE,
  NOON,
  type ObservationWishes,
} from '../../decide/make.ts';
import { decisionRecord, FULL } from '../../report/make.ts';
import { known, shown, spark, waiting } from './make.ts';

const NOON_TEXT = '2026-01-01T12:00:00.000Z';

const given = (wishes: Partial<Known>) => {
  const status = statusOf(known(wishes), NOON);
  if (status === null) throw new Error('nothing to say');
  return status;
};
/** `True ReadyToScale, …` of the three, in their order. */
const told = (wishes: Partial<Known>) =>
  given(wishes).conditions.map(({ status, reason }) => `${status} ${reason}`);

const obstacle: Reason = { code: 'DatasetNotBound', numbers: { runtime: 'spark', phase: 'NotBound' } };
const noRuntime: Reason = { code: 'NoRuntime', numbers: { dataset: 'default/spark' } };
/** A full cache whose dataset needs more workers than a step allows. */
const larger: ObservationWishes = { reading: { used: 0.96 }, dataset: { sizeBytes: 8 * GIB } };
const paused = { ...spark, mode: 'paused', paused: { by: 'ana', why: 'works' } };

const CASES: readonly [string, Partial<Known>, string, string, string][] = [
  ['a cache that is half full', {}, 'True ReadyToScale', 'True CacheRead', 'False NotLimited'],
  [
    'a cache that grows as far as its step allows',
    { shown: shown(larger) },
    'True ReadyToScale',
    'True CacheRead',
    'True StepUpLimit',
  ],
  [
    'a cool-down',
    {
      shown: shown(
        { replicas: 2, reading: { used: 1.95 } },
        spark,
        history({ changes: [change(MINUTE, 1, 2)], servedAt: NOON - MINUTE }),
      ),
    },
    'True ReadyToScale',
    'True CacheRead',
    'True CooldownRunning',
  ],
  [
    'an engine that refuses',
    {
      shown: shown({
        reading: { ...blind('EngineRefused'), numbers: { address: '10.0.0.7:19999', error: 'ECONNREFUSED' } },
      }),
    },
    'True ReadyToScale',
    'False EngineRefused',
    'False NotLimited',
  ],
  ['no runtime', { shown: waiting(noRuntime) }, 'False NoRuntime', 'Unknown NoRuntime', 'Unknown NoRuntime'],
  [
    'a dataset that is not bound',
    { shown: shown({ obstacle }) },
    'False DatasetNotBound',
    'True CacheRead',
    'False NotLimited',
  ],
  [
    'an HPA on the same runtime',
    { shown: shown({ owners: ['HorizontalPodAutoscaler/spark'], reading: { used: 0.96 } }) },
    'False OwnedByOther',
    'True CacheRead',
    'True OwnedByOther',
  ],
  [
    "a person's 0",
    { shown: shown({ replicas: 0 }, spark, history({ changes: [change(HOUR, 2, 0, 'other')] })) },
    'True ReadyToScale',
    'False OffByPerson',
    'True OffByPerson',
  ],
  ['a pause', { shown: shown({}, paused) }, 'True ReadyToScale', 'False PauseInForce', 'False NotLimited'],
  [
    'a pause that ended by itself',
    { shown: shown({}, { ...paused, paused: { ...paused.paused, until: '2025-01-01T00:00:00Z' } }) },
    'True ReadyToScale',
    'True CacheRead',
    'False NotLimited',
  ],
  [
    'a pause by annotation',
    { shown: shown({ control: { pause: { by: 'jane', why: 'an audit', until: null } } }) },
    'True ReadyToScale',
    'False AnnotationPauses',
    'False NotLimited',
  ],
  [
    'an annotation that nobody understands',
    {
      shown: shown({ control: { unclear: [{ annotation: 'fluid-autoscaler.dev/paused', problem: 'no' }] } }),
    },
    'True ReadyToScale',
    'False DoubtPauses',
    'False NotLimited',
  ],
  [
    'a dry run that would grow',
    { shown: shown(larger, { ...spark, mode: 'dry-run' }) },
    'True ReadyToScale',
    'False DryRunInForce',
    'True StepUpLimit',
  ],
  [
    'a document that was never good',
    { shown: null, fault: 'spec.respect: "400d" is not allowed' },
    'Unknown PolicyFaulty',
    'False PolicyFaulty',
    'Unknown PolicyFaulty',
  ],
  [
    'a document whose last good version is in force',
    { fault: 'spec.respect: "400d" is not allowed' },
    'True ReadyToScale',
    'False PolicyFaulty',
    'False NotLimited',
  ],
  [
    'a ledger that cannot be written',
    { shown: { ...shown({}), reason: { code: 'LedgerUnwritable', numbers: { error: 'ENOSPC' } } } },
    'False LedgerUnwritable',
    'True CacheRead',
    'False NotLimited',
  ],
];

describe('the status of a DatasetAutoscaler', () => {
  for (const [name, wishes, able, active, limited] of CASES) {
    it(`has the conditions of ${name}`, () => {
      expect(told(wishes)).to.deep.equal([able, active, limited]);
    });
  }

  it('says each reason as a sentence without a gap', () => {
    for (const [name, wishes] of CASES) {
      for (const { message, type } of given(wishes).conditions)
        expect(message, `${name}, ${type}`).to.match(/^[^?]{8,}$/);
    }
  });

  it('names the runtime, the counts, and how full the cache is', () => {
    const status = given({ shown: shown({ reading: { used: 0.96 } }) });
    expect(status).to.deep.include({
      observedGeneration: 3,
      dataset: 'spark',
      reference: 'AlluxioRuntime/spark',
      currentReplicas: 1,
      desiredReplicas: 3,
      utilization: { current: '96%', target: '90%', shown: '96%/90%' },
    });
  });

  it('says nothing before the daemon has looked, and while another one leads', () => {
    for (const code of ['NotLookedYet', 'NotSynced', 'StandingBy']) {
      expect(statusOf(known({ shown: waiting({ code }) }), NOON)).to.equal(null);
    }
    expect(statusOf(known({ shown: null }), NOON)).to.equal(null);
  });

  it('rounds utilization to whole percent, but not across the target', () => {
    const at = (used: number) => given({ shown: shown({ reading: { used } }) }).utilization?.current;
    expect([at(0.504), at(0.8996), at(0.9004)]).to.deep.equal(['50%', '89.96%', '90.04%']);
  });

  it('says that utilization is unknown without a reading', () => {
    expect(given({ shown: shown({ reading: blind() }) }).utilization?.shown).to.equal('unknown/90%');
  });

  it('tells the last decision with its ladder in short', () => {
    const decision = decisionRecord(NOON, larger);
    const { lastDecision } = given({ decision });
    expect(lastDecision).to.deep.include({
      time: NOON_TEXT,
      outcome: 'move',
      from: 1,
      to: 3,
      reason: 'StepUpLimit',
    });
    expect(lastDecision?.ladder).to.equal('threshold 4, step 4 -> 3');
    expect(lastDecision?.message).to.contain('at most 3 now');
  });

  it('keeps what an earlier daemon wrote of the last decision and the last scaling', () => {
    const before = given({ decision: decisionRecord(NOON, FULL), scaledAt: NOON });
    const after = given({ before });
    expect(after).to.deep.include({ lastScaleTime: NOON_TEXT, lastDecision: before.lastDecision });
  });

  it('dates a condition from when its status turned, not from when its reason did', () => {
    const before = statusOf(known({ shown: shown({ reading: blind('EngineRefused') }) }), NOON - HOUR);
    const same = given({ before: before ?? {}, shown: shown({ reading: blind('EngineTimeout') }) });
    const turned = given({ before: before ?? {} });
    const since = (status: typeof same) =>
      status.conditions.find(({ type }) => type === 'ScalingActive')?.lastTransitionTime;
    expect([since(same), since(turned)]).to.deep.equal(['2026-01-01T11:00:00.000Z', NOON_TEXT]);
  });

  it('cuts a fault that is longer than anyone reads', () => {
    const [, active] = given({ fault: 'x'.repeat(5000) }).conditions;
    expect(active?.message).to.have.lengthOf(1024);
  });

  it('lets no text of the cluster act on a terminal', () => {
    const [, active] = given({ fault: 'a\u001b[31m\nb' }).conditions;
    expect(active?.message).to.match(/^[\x20-\x7e]*$/);
  });
});

describe('a status is news', () => {
  const before = given({});
  const half = (used: number) => given({ before, shown: shown({ reading: { used } }) });

  it('when there was none', () => {
    expect(isNews({}, before, 0)).to.equal(true);
  });

  it('not when it says the same', () => {
    expect(isNews(before, given({ before }), HOUR)).to.equal(false);
  });

  it('for utilization alone at most once a minute', () => {
    expect(isNews(before, half(0.7), MINUTE - 1)).to.equal(false);
    expect(isNews(before, half(0.7), MINUTE)).to.equal(true);
  });

  it('not for utilization that rounds to the same', () => {
    expect(isNews(before, half(0.501), HOUR)).to.equal(false);
  });

  it('not for a sentence whose numbers change by themselves', () => {
    const failed = (left: number) => {
      const numbers = { text: 'refused', failures: 1, left };
      return given({ shown: shown({ obstacle: { code: 'PatchFailed', numbers } }) });
    };
    const [first, second] = [failed(9000), failed(4000)];
    expect(first.conditions[0]?.message).to.not.equal(second.conditions[0]?.message);
    expect(isNews(first, second, HOUR)).to.equal(false);
  });

  const turns: readonly [string, Partial<Known>][] = [
    ['a condition turns', { shown: shown({ reading: blind() }) }],
    ['the count changes', { shown: shown({ replicas: 2 }) }],
    ['the document changes', { generation: 4 }],
    ['a decision is recorded', { decision: decisionRecord(NOON, FULL) }],
    ['the daemon scaled', { scaledAt: NOON }],
    ['the document compares with another target', { target: '80%' }],
  ];
  for (const [name, wishes] of turns) {
    it(`at once when ${name}`, () => expect(isNews(before, given({ before, ...wishes }), 0)).to.equal(true));
  }
});
