import { expect } from 'chai';
import { saidNow } from '../../../lib/decide/control.ts';
import { newsBetween } from '../../../lib/decide/control-news.ts';
import { decide } from '../../../lib/decide/decide.ts';
import { foresee } from '../../../lib/decide/foresee.ts';
import { modeInForce } from '../../../lib/decide/mode.ts';
import { type Control, OVERRIDE, PAUSED, type Pause } from '../../../lib/model/control.ts';
import type { Decision } from '../../../lib/model/decision.ts';
import type { History } from '../../../lib/model/history.ts';
import type { Observation } from '../../../lib/model/observation.ts';
import { describeReason } from '../../../lib/model/reasons/index.ts';
import { change, HOUR, history, MINUTE, NOON, observation, plan, SECOND, type SpecWishes } from './make.ts';

const threshold = { threshold: { up: '90%' } };
const full = (control?: Control): Observation => ({
  ...observation({ reading: { used: 0.95 } }),
  ...(control === undefined ? {} : { control }),
});
const jane = (until: number | null = null): Pause => ({ by: 'jane', why: 'an audit', until });
const asks = (workers: number, more: Partial<NonNullable<Control['override']>> = {}): Control => ({
  override: {
    ...{ workers, by: 'jane', why: 'a load test', since: NOON - MINUTE, until: NOON + HOUR },
    ...{ immediately: false, ...more },
  },
});
const on = (spec: SpecWishes, seen: Observation, past: History = history(), now: number = NOON): Decision =>
  decide(plan({ policies: threshold, ...spec }), seen, past, now);
const NONSENSE: Control = { unclear: [{ annotation: OVERRIDE, problem: 'no' }] };
const document = { mode: 'paused', paused: { by: 'ops', why: 'a migration' } };

describe('a pause by annotation', () => {
  it('runs the same ladder, writes nothing, and says who and why and until when', () => {
    const { outcome, target, reason, rungs } = on({}, full({ pause: jane(NOON + HOUR) }));
    expect([outcome, target, reason.code]).to.deep.equal(['would', 2, 'PausedByAnnotation']);
    expect(rungs.at(-1)).to.include({ by: 'mode', from: 2, to: 1 });
    expect(describeReason(reason)).to.equal(
      `paused by jane (an audit) until 2026-01-01T13:00:00Z, by the annotation ${PAUSED} of the Dataset: would go 1 -> 2`,
    );
  });

  it('ends by itself, to the millisecond', () => {
    const seen = full({ pause: jane(NOON) });
    expect(on({}, seen, history(), NOON - 1).outcome).to.equal('would');
    expect(on({}, seen, history(), NOON).outcome).to.equal('move');
  });

  it('is not thrown away because nobody understands it: it holds, and says what is allowed', () => {
    const { outcome, reason } = on({}, full({ unclear: [{ annotation: PAUSED, problem: 'no' }] }));
    expect([outcome, reason.code]).to.deep.equal(['would', 'PausedByDoubt']);
    expect(reason.numbers).to.include({ annotation: PAUSED, problem: 'no' });
  });

  it('goes before a dry run', () => {
    expect(on({ mode: 'dry-run' }, full({ pause: jane() })).reason.code).to.equal('PausedByAnnotation');
    expect(modeInForce(plan({ mode: 'dry-run' }), full({ pause: jane() }), NOON)).to.equal('paused');
  });

  const both: readonly (readonly [string, Pause, string | undefined, string])[] = [
    ['the document speaks first', jane(), undefined, 'Paused'],
    ['the annotation goes on when the document’s pause is over', jane(), iso(NOON), 'PausedByAnnotation'],
    ['the document’s goes on when the annotation’s is over', jane(NOON), undefined, 'Paused'],
  ];
  for (const [name, pause, until, code] of both) {
    it(`beside one of the document: ${name}`, () => {
      const paused = { ...document.paused, ...(until === undefined ? {} : { until }) };
      expect(on({ mode: 'paused', paused }, full({ pause })).reason.code).to.equal(code);
    });
  }

  it('beside one of the document: both over, and it acts', () => {
    const paused = { ...document.paused, until: iso(NOON) };
    expect(on({ mode: 'paused', paused }, full({ pause: jane(NOON) })).outcome).to.equal('move');
  });
});

describe('an override', () => {
  const four = observation({ replicas: 4, reading: { used: 0.5 }, dataset: { sizeBytes: 2 ** 29 } });
  const seen = (control: Control, more: Partial<Observation> = {}) => ({ ...four, ...more, control });
  const step = { down: [{ pods: 9, per: '5m' }] };
  const shrinkable = { policies: { ...threshold, scaleDown: 'enabled', step } };

  it('is the bounds, also beyond replicas, and goes there by step', () => {
    const { outcome, target, reason, rungs } = on({ max: 3 }, full(asks(7)));
    expect([outcome, target, reason.code]).to.deep.equal(['move', 2, 'StepDefaultUp']);
    expect(rungs.find(({ by }) => by === 'override')).to.deep.include({ low: 7, high: 7 });
    expect(rungs.find(({ by }) => by === 'bounds')).to.deep.include({ from: 3, to: 7 });
  });

  it('goes there in one step where it says immediately', () => {
    const { target } = on({ max: 3 }, full(asks(7, { immediately: true })));
    expect(target).to.equal(7);
  });

  it('holds what the policies wish for at its number', () => {
    const { outcome, reason } = on({ policies: { target: { utilization: '50%' } } }, full(asks(1)));
    expect([outcome, reason.code]).to.deep.equal(['hold', 'Override']);
    expect(describeReason(reason)).to.equal(
      'jane asked for 1 workers until 2026-01-01T13:00:00Z (a load test)',
    );
  });

  it('begins at its since and ends at its until, to the millisecond', () => {
    const at = (now: number) =>
      on({}, seen(asks(5, { since: NOON, until: NOON + HOUR })), history(), now).target;
    expect([NOON - 1, NOON, NOON + HOUR - 1, NOON + HOUR].map(at)).to.deep.equal([4, 5, 5, 4]);
  });

  /** A guard of its own holds shrinks soon after workers came and went; an override passes none. */
  const unsettled = { ...shrinkable.policies, guard: { settle: 'disabled' } };
  const past: readonly (readonly [string, Partial<SpecWishes>, Partial<History>, Partial<Observation>])[] = [
    ['somebody else’s change that is respected', {}, { changes: [change(MINUTE, 2, 4, 'other')] }, {}],
    ['a runtime that was not adopted', { max: 3 }, { adopted: false }, {}],
    ['a tug of war', { respect: '0', policies: unsettled }, { changes: fought() }, {}],
  ];
  for (const [name, spec, then, more] of past) {
    it(`passes ${name}`, () => {
      const one = { ...shrinkable, ...spec };
      expect(on(one, seen(asks(3), more), history(then)).target).to.equal(3);
      expect(on(one, { ...four, ...more }, history(then)).target, 'held without it').to.equal(4);
    });
  }

  it('passes a person’s off', () => {
    const off = { ...observation({ replicas: 0 }), control: asks(2, { immediately: true }) };
    expect(on({}, off).target).to.equal(2);
  });

  const holds: readonly (readonly [string, SpecWishes, Partial<Observation>, string])[] = [
    ['scaleDown: disabled', { policies: { ...threshold, scaleDown: 'disabled' } }, {}, 'ScaleDownDisabled'],
    ['a guard', shrinkable, { operations: ['DataLoad/warm'] }, 'GuardOperations'],
    ['another autoscaler', shrinkable, { owners: ['ScaledObject/spark'] }, 'OwnedByOther'],
    ['an obstacle', shrinkable, { obstacle: { code: 'DatasetNotBound', numbers: {} } }, 'DatasetNotBound'],
  ];
  for (const [name, spec, more, code] of holds) {
    it(`does not pass ${name}`, () => {
      const { outcome, reason } = on(spec, seen(asks(2, { immediately: true }), more));
      expect([outcome, reason.code]).to.deep.equal(['hold', code]);
    });
  }

  it('passes neither scaleDown: disabled nor a guard by name nor a step under HPA semantics', () => {
    const hpa = (more: object) => ({ semantics: 'hpa', policies: { ...threshold, ...more } });
    const asked = asks(1);
    const operations = ['DataLoad/warm'];
    expect(on(hpa({}), seen(asked)).target, 'with nothing of that').to.equal(1);
    expect(on(hpa({ scaleDown: 'disabled' }), seen(asked)).reason.code).to.equal('ScaleDownDisabled');
    const guarded = on(hpa({ guard: { operations: 'enabled' } }), seen(asked, { operations }));
    expect([guarded.target, guarded.reason.code]).to.deep.equal([4, 'GuardOperations']);
    const slow = { down: [{ pods: 1, per: '5m' }] };
    expect(on(hpa({ step: slow }), seen(asked)).target).to.equal(3);
  });

  it('does not pass full fit: a small number is no word about how much is to be kept', () => {
    const fits = { dataset: { ...four.dataset, sizeBytes: 2.7 * 2 ** 30 } };
    const { target, rungs } = on(shrinkable, seen(asks(1, { immediately: true }), fits));
    expect(target).to.equal(3);
    expect(rungs.some(({ reason }) => reason.code === 'GuardFullFit')).to.equal(true);
  });

  it('waits while the dataset is paused', () => {
    const paused = { ...asks(5), pause: jane() };
    expect(on({}, seen(paused)).outcome).to.equal('would');
  });

  it('that nobody understands asks for nothing, and its rung says so', () => {
    const { outcome, target, rungs } = on({}, full(NONSENSE));
    expect([outcome, target]).to.deep.equal(['move', 2]);
    expect(rungs.find(({ by }) => by === 'override')?.reason.code).to.equal('OverrideUnclear');
  });

  for (const semantics of ['native', 'hpa'] as const) {
    it(`that nobody understands may have kept what is there: nothing shrinks meanwhile (${semantics})`, () => {
      const one = { ...shrinkable, semantics, max: 2 };
      expect(on(one, four).target, 'without it').to.be.lessThan(4);
      const { target, reason } = on(one, seen(NONSENSE));
      expect([target, reason.code]).to.deep.equal([4, 'OverrideUnclear']);
    });
  }
});

describe('what people said', () => {
  const made = plan({ policies: threshold });

  it('is foreseen to end, each at its time', () => {
    const control = { ...asks(5, { until: NOON + 2 * HOUR }), pause: jane(NOON + HOUR) };
    const seen = full(control);
    const coming = foresee(made, seen, history(), on({}, seen));
    expect(coming.map(({ at, what, next }) => [at - NOON, what, next.outcome])).to.deep.equal([
      [HOUR, 'the pause ends', 'move'],
      [2 * HOUR, 'the override ends', 'move'],
    ]);
  });

  it('is foreseen to begin', () => {
    const seen = full(asks(5, { since: NOON + MINUTE }));
    expect(foresee(made, seen, history(), on({}, seen)).map(({ what }) => what)).to.deep.equal([
      'the override begins',
    ]);
  });

  const said = (control: Control | undefined, now = NOON) => saidNow(made, full(control), now);
  const news = (before: Control | undefined, after: Control | undefined, now = NOON) =>
    newsBetween(said(before, NOON - SECOND), said(after, now), now).map(describeReason);
  const TABLE: readonly (readonly [string, Control | undefined, Control | undefined, readonly string[]])[] = [
    ['nothing', undefined, undefined, []],
    ['the same', { pause: jane() }, { pause: jane() }, []],
    [
      'a pause came',
      undefined,
      { pause: jane() },
      [`paused by jane until it is taken back, by the annotation ${PAUSED}: an audit`],
    ],
    [
      'it was changed',
      { pause: jane() },
      { pause: jane(NOON + HOUR) },
      [`the pause is now of jane, until 2026-01-01T13:00:00Z, by the annotation ${PAUSED}: an audit`],
    ],
    [
      'it was taken back',
      { pause: jane() },
      {},
      ['the pause of jane has ended, it was taken back (an audit)'],
    ],
    [
      'its time is over',
      { pause: jane(NOON) },
      { pause: jane(NOON) },
      ['the pause of jane has ended, its time is over (an audit)'],
    ],
    [
      'an override came',
      undefined,
      asks(5),
      ['jane asks for 5 workers until 2026-01-01T13:00:00Z: a load test'],
    ],
    [
      'it was changed',
      asks(5),
      asks(6),
      ['jane now asks for 6 workers until 2026-01-01T13:00:00Z: a load test'],
    ],
    [
      'its time is over',
      asks(5, { until: NOON }),
      asks(5, { until: NOON }),
      ['the override of jane (5 workers) has ended, its time is over (a load test)'],
    ],
    [
      'what nobody understands',
      undefined,
      { unclear: [{ annotation: OVERRIDE, problem: 'no' }] },
      [
        `the annotation ${OVERRIDE} of the Dataset is not understood, so it asks for nothing, and nothing shrinks until it is mended or taken back: no`,
      ],
    ],
  ];
  for (const [name, before, after, told] of TABLE) {
    it(`is told once: ${name}`, () => expect(news(before, after)).to.deep.equal(told));
  }

  it('is told of the document’s pause too', () => {
    const paused = plan({ ...document, policies: threshold });
    const told = newsBetween(undefined, saidNow(paused, null, NOON), NOON).map(describeReason);
    expect(told).to.deep.equal([
      'paused by ops until it is taken back, by spec.paused of the policy document: a migration',
    ]);
  });
});

function iso(at: number): string {
  return new Date(at).toISOString();
}

/** Up and down again, three times, by two hands. */
function fought(): History['changes'] {
  return [
    change(50 * SECOND, 4, 5),
    change(40 * SECOND, 5, 4, 'other'),
    change(30 * SECOND, 4, 5),
    change(20 * SECOND, 5, 4, 'other'),
  ];
}
