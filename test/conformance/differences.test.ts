import { expect } from 'chai';
import { type Fields, makeCase } from './case.ts';
import { event, limited, ratio, rulesFor } from './edges.ts';
import { play } from './run.ts';

describe('A case the rules of difference judge', () => {
  const judged: readonly [rule: string, fn: string, input: Fields, expected: Fields][] = [
    [
      'newer-tolerance-form',
      'objectValue',
      { ...ratio(22_000, 10), comparisonForm: 'absolute difference, as in v1.32 and older' },
      { desiredReplicas: 11 },
    ],
    ['no-negative-wish', 'objectValue', ratio(-5000, 10), { desiredReplicas: -2 }],
    [
      'bounds-come-first',
      'rateLimit',
      limited(20, 15, { maxReplicas: 10 }),
      { replicas: 15, reason: 'DesiredWithinRange' },
    ],
    [
      'bounds-come-first',
      'rateLimit',
      limited(2, 3, { minReplicas: 5 }),
      { replicas: 3, reason: 'DesiredWithinRange' },
    ],
    [
      'bounds-come-first',
      'rateLimit',
      limited(0, 0, { minReplicas: 1 }),
      { replicas: 0, reason: 'DesiredWithinRange' },
    ],
    [
      'bounds-come-first',
      'rateLimit',
      limited(0, 50, { minReplicas: 6 }),
      { replicas: 4, reason: 'ScaleUpLimit' },
    ],
    [
      'staying-is-always-possible',
      'scaleUpLimit',
      { currentReplicas: 10, ...rulesFor('Max', ['Pods', 2, 60]), scaleUpEvents: event(8, 5) },
      { limit: 4 },
    ],
    [
      'staying-is-always-possible',
      'scaleDownLimit',
      { currentReplicas: 10, ...rulesFor('Max', ['Pods', 2, 60]), scaleDownEvents: event(8, 5) },
      { limit: 16 },
    ],
  ];
  for (const [rule, fn, input, expected] of judged) {
    it(`is different by ${rule}: ${JSON.stringify(expected)}`, () => {
      const verdict = play(
        makeCase('hpa-edges-derived.json', { name: 'x', function: fn, input, expected }, 0),
      );
      expect(verdict.verdict).to.equal('different');
      expect(verdict.verdict === 'different' && verdict.rule.name).to.equal(rule);
    });
  }

  it('is different by changes-count-by-age where a flag outlived a shorter policy', () => {
    const verdict = play(
      makeCase(
        'hpa-store-scale-events.json',
        {
          direction: ['up', 'down'],
          prevReplicas: 10,
          replicaChange: 5,
          prevEvents: [{ replicaChange: 7, ageSeconds: 30, outdated: true }],
          rules: rulesFor('Max', ['Pods', 1, 60]).rules,
          expectedEvents: [{ replicaChange: 5, outdated: false }],
        },
        0,
      ),
    );
    expect(verdict.verdict === 'different' && verdict.rule.name).to.equal('changes-count-by-age');
  });

  it('passes where rule and table agree', () => {
    const input = limited(20, 15, { maxReplicas: 10 });
    const expected = { replicas: 10, reason: 'TooManyReplicas' };
    const testCase = makeCase('x.json', { name: 'x', function: 'rateLimit', input, expected }, 0);
    expect(play(testCase).verdict).to.equal('passed');
  });
});
