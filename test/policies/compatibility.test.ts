import { expect } from 'chai';
import { decide } from '../../lib/decide/decide.ts';
import { nextChanges } from '../../lib/decide/next-change.ts';
import type { Decision } from '../../lib/model/decision.ts';
import { describeReason } from '../../lib/model/reasons/index.ts';
import { loadDocuments } from '../../lib/spec/load.ts';
import { policies } from '../../policies/index.ts';
import { blind, change, HOUR, history, MINUTE, NOON, observation, plan } from '../lib/decide/make.ts';

const at = (text: string) => Date.parse(text);

function decided(laws: object, instant: string, replicas: number, others: object = {}): Decision {
  const made = plan({ min: 1, max: 20, semantics: 'hpa', policies: { ...others, compatibility: laws } });
  const now = at(instant);
  const ours = replicas === 0 ? [change(0, 1, 0)] : [];
  const past = history({ changes: ours.map((each) => ({ ...each, at: now - HOUR })) });
  return decide(made, observation({ replicas, at: now, reading: blind() }), past, now);
}

const office = { timezone: 'Europe/Berlin', start: '0 8 * * 1-5', end: '0 20 * * 1-5', desiredReplicas: 10 };

describe('a cron trigger of KEDA', () => {
  const rows: readonly [string, string, number, number, string][] = [
    ['asks for its workers while it is open', '2026-11-26T12:00:00Z', 2, 10, 'KedaOpen'],
    ['opens at its start', '2026-11-26T07:00:00Z', 2, 10, 'KedaOpen'],
    ['closes at its end', '2026-11-26T19:00:00Z', 10, 1, 'BelowMin'],
    [
      'is no ceiling: another wish may be larger, and tolerance holds one more worker',
      '2026-11-26T12:00:00Z',
      11,
      11,
      'KedaTolerated',
    ],
    ['shrinks what is beyond tolerance', '2026-11-26T12:00:00Z', 12, 10, 'KedaOpen'],
    ['goes on from a 0 that we set', '2026-11-26T12:00:00Z', 0, 10, 'KedaOpen'],
  ];
  for (const [what, instant, replicas, target, code] of rows) {
    it(what, () => {
      const decision = decided({ keda: [office] }, instant, replicas);
      expect([decision.target, decision.reason.code]).to.deep.equal([target, code]);
    });
  }

  it('lets the largest of several wishes win', () => {
    const twice = { ...office, desiredReplicas: 14 };
    expect(decided({ keda: [office, twice] }, '2026-11-26T12:00:00Z', 2).target).to.equal(14);
  });

  it('says when it may open or close next', () => {
    const made = plan({ semantics: 'hpa', policies: { compatibility: { keda: [office] } } });
    const found = nextChanges(made, observation(), history(), at('2026-11-26T12:00:00Z'));
    expect(found).to.deep.equal([
      {
        at: at('2026-11-26T19:00:00Z'),
        what: 'the cron trigger 0 8 * * 1-5 to 0 20 * * 1-5 may open or close',
      },
    ]);
  });

  it('never changes where neither expression ever comes', () => {
    const never = { ...office, start: '0 0 30 2 *', end: '0 0 31 2 *' };
    const made = plan({ semantics: 'hpa', policies: { compatibility: { keda: [never] } } });
    expect(nextChanges(made, observation(), history(), NOON)).to.deep.equal([]);
  });
});

describe('a job of a CronHPA', () => {
  const days = [
    { name: 'morning', schedule: '0 0 8 * * *', targetSize: 10 },
    { name: 'evening', schedule: '0 0 19 * * *', targetSize: 2 },
  ];
  const cronhpa = { timezone: 'Asia/Shanghai', jobs: days, excludeDates: ['* * * 25 12 *'] };

  const rows: readonly [string, string, number, number][] = [
    ['sets its size at the instant it fires, in one jump', '2026-11-26T00:00:00Z', 2, 10],
    ['and not a second before', '2026-11-25T23:59:59Z', 2, 2],
    ['holds it until another fires', '2026-11-26T10:59:59Z', 4, 10],
    ['shrinks too', '2026-11-26T11:00:00Z', 10, 2],
    ['makes up for what was missed while nobody looked', '2026-11-27T22:00:00Z', 10, 2],
    ['does not fire on a day left out', '2026-12-25T02:00:00Z', 2, 2],
    ['goes on from a 0 that we set', '2026-11-26T01:00:00Z', 0, 10],
  ];
  for (const [what, instant, replicas, target] of rows) {
    it(what, () => {
      expect(decided({ cronhpa }, instant, replicas).target).to.equal(target);
    });
  }

  it('aimed at an HPA raises the floor, lifts a ceiling below it, and leaves the rest to the metrics', () => {
    const aimed = { ...cronhpa, target: 'hpa' };
    expect(decided({ cronhpa: aimed }, '2026-11-26T00:00:00Z', 4).target).to.equal(10);
    expect(decided({ cronhpa: aimed }, '2026-11-26T00:00:00Z', 15).target).to.equal(15);
    expect(decided({ cronhpa: aimed }, '2026-11-26T11:00:00Z', 15).target).to.equal(15);
    const large = { ...aimed, jobs: [{ ...days[0], targetSize: 30 }] };
    expect(decided({ cronhpa: large }, '2026-11-26T01:00:00Z', 15).target).to.equal(30);
  });

  it('sets 0, and what is set next goes on from there', () => {
    const off = { ...cronhpa, jobs: [days[0], { ...days[1], targetSize: 0 }] };
    expect(decided({ cronhpa: off }, '2026-11-26T12:00:00Z', 10).target).to.equal(0);
    expect(decided({ cronhpa: off }, '2026-11-26T12:00:00Z', 0).target).to.equal(0);
    expect(decided({ cronhpa: off }, '2026-11-27T00:00:00Z', 0).target).to.equal(10);
  });

  it('that fires once holds from then on, and before any has fired replicas hold', () => {
    const once = { timezone: 'UTC', jobs: [{ name: 'launch', at: '2026-12-01T08:00:00Z', targetSize: 12 }] };
    expect(decided({ cronhpa: once }, '2026-11-30T08:00:00Z', 4).target).to.equal(4);
    expect(decided({ cronhpa: once }, '2026-12-01T08:00:00Z', 4).target).to.equal(12);
    expect(decided({ cronhpa: once }, '2027-12-01T08:00:00Z', 4).target).to.equal(12);
  });

  it('says who set the size and when, and when the next one fires', () => {
    const decision = decided({ cronhpa }, '2026-11-26T01:00:00Z', 10);
    const claim = decision.rungs.find(({ by }) => by === 'compatibility.cronhpa');
    expect(claim === undefined ? '' : describeReason(claim.reason)).to.equal(
      'the job morning set 10 workers at 2026-11-26T00:00:00Z, and that holds until another job fires',
    );
    const made = plan({ semantics: 'hpa', policies: { compatibility: { cronhpa } } });
    expect(nextChanges(made, observation(), history(), at('2026-11-26T01:00:00Z'))).to.deep.equal([
      { at: at('2026-11-26T11:00:00Z'), what: 'the job evening fires' },
    ]);
  });

  it('of two in the same second the later in the list counts', () => {
    const tied = [days[0], { name: 'noon', schedule: '0 0 8 * * *', targetSize: 7 }];
    expect(decided({ cronhpa: { ...cronhpa, jobs: tied } }, '2026-11-26T01:00:00Z', 3).target).to.equal(7);
  });
});

describe('the law of an HPA without behavior', () => {
  it('raises the size to an older wish, and at most doubles it', () => {
    const made = plan({
      max: 20,
      semantics: 'hpa',
      policies: { target: { utilization: '50%' }, compatibility: { withoutBehavior: '5m' } },
    });
    const wishes = [{ wish: 9, from: NOON - HOUR, until: NOON - 5 * MINUTE, record: 1 }];
    const seen = observation({ replicas: 4, reading: { used: 2 } });
    expect(decide(made, seen, history({ wishes }), NOON).target).to.equal(8);
    const older = [{ wish: 9, from: NOON - HOUR, until: NOON - 5 * MINUTE - 1, record: 1 }];
    expect(decide(made, seen, history({ wishes: older }), NOON).target).to.equal(4);
  });
});

describe('metrics beside the target', () => {
  const on = (metrics: readonly object[], used: number) => {
    const made = plan({ max: 20, semantics: 'hpa', policies: { compatibility: { metrics } } });
    return decide(made, observation({ replicas: 4, reading: { used } }), history(), NOON);
  };

  it('may have a target above 100%', () => {
    expect(on([{ type: 'Value', utilization: '130%' }], 4).target).to.equal(4);
    expect(on([{ type: 'Value', utilization: '130%' }], 3).target).to.equal(3);
  });

  it('may be an average of each worker, and the largest wish wins', () => {
    expect(on([{ type: 'AverageValue', utilization: '15%' }], 4).target).to.equal(7);
    const both = [
      { type: 'AverageValue', utilization: '15%' },
      { type: 'Value', utilization: '40%' },
    ];
    expect(on(both, 4).target).to.equal(10);
  });
});

describe('a document that uses it', () => {
  const text = (compatibility: string, semantics = 'hpa') => `apiVersion: fluid-autoscaler.dev/v1alpha1
kind: DatasetAutoscaler
metadata: { name: spark }
spec:
  semantics: ${semantics}
  replicas: { max: 4 }
  policies:
    compatibility: ${compatibility}
`;
  const job = (fields: string) =>
    `{ cronhpa: { timezone: UTC, jobs: [{ name: a, targetSize: 3, ${fields} }] } }`;
  const trigger = (fields: string) =>
    `{ keda: [{ timezone: UTC, start: 0 8 * * *, end: 0 9 * * *, desiredReplicas: 3, ${fields} }] }`;
  const faults: readonly [string, string, string, string?][] = [
    [
      '{ withoutBehavior: 5m }',
      'spec.policies.compatibility',
      'compatibility needs semantics: hpa',
      'native',
    ],
    [
      job('schedule: "0 8 * * *", at: 2026-12-01T08:00:00Z'),
      'spec.policies.compatibility.cronhpa.jobs[0]',
      'give either `schedule` or `at`',
    ],
    [
      job('schedule: "0 8 * *"'),
      'spec.policies.compatibility.cronhpa.jobs[0].schedule',
      'Expected 5 to 6 fields, found 4: 0 8 * *',
    ],
    [
      job('schedule: "0 0 0 30 2 *"'),
      'spec.policies.compatibility.cronhpa.jobs[0].schedule',
      'a cron expression that fires: this one never does',
    ],
    [
      job('schedule: "@every 5m"'),
      'spec.policies.compatibility.cronhpa.jobs[0].schedule',
      '@every has no instants of its own',
    ],
    [
      trigger('start: "0 8 * *"').replace('start: 0 8 * * *, ', ''),
      'spec.policies.compatibility.keda[0].start',
      'expected exactly 5 fields, found 4: 0 8 * *',
    ],
    [
      trigger('timezone: Mars/Base').replace('timezone: UTC, ', ''),
      'spec.policies.compatibility.keda[0].timezone',
      'there is none of this name',
    ],
    [
      trigger('desiredReplicas: 0').replace('desiredReplicas: 3, ', ''),
      'spec.policies.compatibility.keda[0].desiredReplicas',
      'a whole number, 1 or more',
    ],
    [
      '{ metrics: [{ type: Value, utilization: 0% }] }',
      'spec.policies.compatibility.metrics[0].utilization',
      'a percentage above 0%',
    ],
  ];
  it('is told of a trigger that is always or never open', () => {
    const notes = (start: string, end: string) => {
      const laws = `{ keda: [{ timezone: UTC, start: "${start}", end: "${end}", desiredReplicas: 3 }] }`;
      const [document] = loadDocuments(text(laws), 'spark.yaml', policies).documents;
      return document?.notes.map((note) => note.text).join() ?? '';
    };
    expect(notes('0 0 30 2 *', '0 9 * * *')).to.contain('never comes, so the trigger is always open');
    expect(notes('0 9 * * *', '0 0 30 2 *')).to.contain('never comes, so the trigger is never open');
    expect(notes('0 9 * * *', '0 0 29 2 *')).to.not.contain('never comes');
  });

  for (const [laws, path, says, semantics] of faults) {
    it(`${says}, at ${path}`, () => {
      const [fault, ...more] = loadDocuments(text(laws, semantics), 'spark.yaml', policies).faults;
      expect(more).to.deep.equal([]);
      expect(fault?.path).to.equal(path);
      expect(`${fault?.problem} ${fault?.allowed}`).to.contain(says);
    });
  }
});
