import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { projectRoot } from '../../../../lib/root.ts';
import type { Summary } from '../../../../lib/simulate/summary.ts';
import type { Course, State } from '../../../../lib/simulate/testing/course.ts';
import type { Expectation } from '../../../../lib/simulate/testing/expectation.ts';
import { EXPECTATIONS, type ExpectationName } from '../../../../lib/simulate/testing/expectations.ts';

const MINUTE = 60_000;
const START = Date.UTC(2026, 0, 1);
const GIB = 2 ** 30;

function state(minute: number, replicas: number, more: Partial<State> = {}): State {
  const rest = { serving: replicas, reason: 'WithinBounds', loading: false, reading: false };
  return { at: START + minute * MINUTE, replicas, ...rest, full: false, blind: false, ...more };
}

/** An hour: 1, at 10 min 3 (serving at 12) while it loads and is full, at 30 min 2 while it is blind and is read. */
const COURSE: Course = {
  startMs: START,
  endMs: START + 60 * MINUTE,
  states: [
    state(0, 1, { reason: 'BelowThreshold' }),
    state(5, 1, { loading: true }),
    state(9, 1, { loading: true, full: true, reason: 'AboveThreshold' }),
    state(10, 3, { loading: true, serving: 1, reason: 'AboveThreshold' }),
    state(12, 3),
    state(29, 3, { blind: true, reading: true }),
    state(30, 2, { blind: true, reading: true }),
    state(31, 2),
  ],
  changes: [
    { at: START + 10 * MINUTE, from: 1, to: 3, manager: 'fluid-autoscaler' },
    { at: START + 30 * MINUTE, from: 3, to: 2, manager: 'fluid-autoscaler' },
  ],
  decisions: [],
  summary: {
    scalings: 2,
    oscillations: 1,
    fullMs: MINUTE,
    evictedBytes: GIB / 2,
    lostBytes: GIB,
    underStoreBytes: 3 * GIB,
    provisionedGibHours: 2.25,
    wastedGibHours: 0.75,
    workers: { min: 1, max: 3, mean: 2.25 },
  } as Summary,
};

type Case = readonly [name: ExpectationName, value: unknown, says?: string];

/** A value that holds and one that does not, with what is said then: at which moment what was seen, and what was expected. */
const CASES: readonly Case[] = [
  ['neverAbove', 3],
  ['neverAbove', 2, '10m: 3 workers; never above 2 workers'],
  ['neverBelow', 1],
  ['neverBelow', 2, '0: 1 worker; never below 2 workers'],
  ['neverAboveTogether', 3],
  ['neverAboveTogether', 2, '10m: 3 workers; never above 2 workers together'],
  ['at', { '9m59s': 1, '10m': 3, '2026-01-01T00:30:00Z': 2, '0': 1, '1h': 2 }],
  ['at', { '9m': 1, '11m': 2 }, '11m: 3 workers; 2 workers at 11m'],
  ['at', { '2h': 2 }, '-: the scenario is over after 1h; 2 workers at 2h'],
  ['endsAt', 2],
  ['endsAt', 3, '1h: 2 workers; 3 workers at the end'],
  ['reaches', { replicas: 3, before: '11m' }],
  ['reaches', { replicas: 3, before: '10m' }, '10m: 1; 3 only at 10m; 3 workers before 10m'],
  ['reaches', { serving: 3, before: '13m' }],
  ['reaches', { serving: 3, before: '12m' }, '12m: 1; 3 only at 12m; 3 workers that serve before 12m'],
  ['reaches', { replicas: 1, after: '9m', before: '20m' }],
  ['reaches', { replicas: 1, after: '10m', before: '20m' }, '20m: 3; 1 never; 1 worker after 10m before 20m'],
  ['reaches', { replicas: 4 }, '1h: 1, then 3, then 2; 4 never; 4 workers before the end'],
  ['reaches', { replicas: 3, before: '2h' }, '-: the scenario is over after 1h; 3 workers before 2h'],
  ['stays', { replicas: 3, from: '10m', to: '30m' }],
  ['stays', { replicas: 3, from: '10m' }, '30m: 2 workers; 3 workers from 10m to 1h'],
  ['stays', { replicas: 3, from: '9m', to: '20m' }, '9m: 1 worker; 3 workers from 9m to 20m'],
  [
    'stays',
    { replicas: 2, from: '31m', to: '2h' },
    '-: the scenario is over after 1h; 2 workers from 31m to 2h',
  ],
  ['noGrowth', true, '10m: 1 -> 3; no growth'],
  ['noShrink', true, '30m: 3 -> 2; no shrinking'],
  ['noGrowthWhile', 'blind'],
  ['noGrowthWhile', 'reading'],
  ['noGrowthWhile', 'loading', '10m: 1 -> 3 while loading; no growth while loading'],
  ['noGrowthWhile', 'full', '10m: 1 -> 3 while full; no growth while full'],
  ['noShrinkWhile', 'loading'],
  ['noShrinkWhile', 'full'],
  ['noShrinkWhile', 'blind', '30m: 3 -> 2 while blind; no shrinking while blind'],
  ['noShrinkWhile', 'reading', '30m: 3 -> 2 while reading; no shrinking while reading'],
  ['reason', { code: 'AboveThreshold', at: '11m' }],
  ['reason', { code: 'AboveThreshold', at: '12m' }, '12m: WithinBounds; AboveThreshold at 12m'],
  ['reason', { code: 'AboveThreshold', before: '10m' }],
  [
    'reason',
    { code: 'AboveThreshold', before: '9m' },
    '9m: BelowThreshold, then WithinBounds; AboveThreshold before 9m',
  ],
  ['reason', { code: 'FullNotNeeded', never: true }],
  ['reason', { code: 'AboveThreshold', never: true }, '9m: AboveThreshold; never AboveThreshold'],
  ['reason', { code: 'AboveThreshold', at: '2h' }, '-: the scenario is over after 1h; AboveThreshold at 2h'],
  ['scalings', { min: 2, max: 2 }],
  ['scalings', { max: 1 }, '-: 2; at most 1'],
  ['scalings', { min: 3 }, '-: 2; at least 3'],
  ['oscillations', { max: 1 }],
  ['oscillations', { max: 0 }, '-: 1; at most 0'],
  ['timeFull', { max: '1m' }],
  ['timeFull', { max: '59s' }, '-: 1m; at most 59s'],
  ['evicted', { max: '512MiB' }],
  ['evicted', { max: 0 }, '-: 512.00MiB; at most 0.00B'],
  ['lost', { min: '1GiB', max: '1GiB' }],
  ['lost', { max: '0B' }, '-: 1.00GiB; at most 0.00B'],
  ['underStore', { max: '3GiB' }],
  ['underStore', { max: '2.71GiB' }, '-: 3.00GiB; at most 2.71GiB'],
  ['provisionedGibHours', { max: 2.25 }],
  ['provisionedGibHours', { max: 2 }, '-: 2.25 GiB-hours; at most 2 GiB-hours'],
  ['wastedGibHours', { max: 0.75 }],
  ['wastedGibHours', { max: 0.7 }, '-: 0.75 GiB-hours; at most 0.7 GiB-hours'],
  ['meanWorkers', { min: 2, max: 2.5 }],
  ['meanWorkers', { min: 2.5 }, '-: 2.25; at least 2.5'],
];

/** As a document gives it: through the form of the expectation. */
function check(name: ExpectationName, value: unknown, course = COURSE): string[] {
  const { schema, check } = EXPECTATIONS[name] as Expectation<unknown>;
  return check(course, schema.parse(value)).map(({ at, seen, expected }) => {
    const minutes =
      at === null ? '-' : `${(at - START) / MINUTE}m`.replace(/^60m$/, '1h').replace(/^0m$/, '0');
    return `${minutes}: ${seen}; ${expected}`;
  });
}

describe('an expectation', () => {
  for (const [name, value, says] of CASES) {
    const title = `${name}: ${JSON.stringify(value)}`;
    it(says === undefined ? `holds: ${title}` : `is noticed where it does not hold: ${title}`, () => {
      expect(check(name, value)).to.deep.equal(says === undefined ? [] : [says]);
    });
  }

  it('of every kind is shown here holding (where a course can) and failing', () => {
    const names = (fails: boolean) =>
      new Set(CASES.filter(([, , says]) => (says !== undefined) === fails).map(([name]) => name));
    const all = Object.keys(EXPECTATIONS) as ExpectationName[];
    expect([...names(true)].sort()).to.deep.equal([...all].sort());
    const never = all.filter((name) => !names(false).has(name));
    expect(never).to.deep.equal(['noGrowth', 'noShrink']);
    for (const name of never) expect(check(name, true, { ...COURSE, changes: [] })).to.deep.equal([]);
  });

  it('does not hold the policy to what others do', () => {
    const others = COURSE.changes.map((change) => ({ ...change, manager: 'kubectl-scale' }));
    for (const name of ['noGrowth', 'noShrink'] as const) {
      expect(check(name, true, { ...COURSE, changes: others })).to.deep.equal([]);
    }
    expect(check('noShrinkWhile', 'blind', { ...COURSE, changes: others })).to.deep.equal([]);
  });

  it('says where several moments do not hold, each for itself', () => {
    expect(check('at', { '9m': 2, '10m': 2, '40m': 2 })).to.have.lengthOf(2);
  });

  it('stands in the table of the README, word for word', () => {
    const text = readFileSync(join(projectRoot, 'lib/simulate/testing/README.md'), 'utf8');
    const rows = [...text.matchAll(/^\| `(\w+)` \| [^|]+ \| ([^|]+) \|$/gm)];
    const told = rows.map(([, name, means]) => [name, means]);
    expect(told).to.deep.equal(Object.entries(EXPECTATIONS).map(([name, { means }]) => [name, means]));
  });
});
