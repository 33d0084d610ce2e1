/** Cases in the tables' own format, for tests; each says only what it is about. */
import { expect } from 'chai';
import { type Fields, makeCase } from './case.ts';
import { play } from './run.ts';

/** Edges that follow from the HPA's laws and are in no shipped table; in the tables' own format. */
export type Edge = readonly [what: string, input: Fields, expected: Fields];

/** One test for each: it is played and passes. */
export function itPasses(name: string, edges: readonly Edge[]): void {
  for (const [what, input, expected] of edges) {
    it(`${name}: ${what}`, () => {
      const testCase = makeCase('hpa-edges-derived.json', { name: what, function: name, input, expected }, 0);
      expect(play(testCase)).to.deep.equal({ verdict: 'passed' });
    });
  }
}

export const TEN_PERCENT = { scaleUp: 0.1, scaleDown: 0.1 };
export const ratio = (usageMilli: unknown, currentReplicas: number, more: Fields = {}) => ({
  currentReplicas,
  usageMilli,
  targetMilli: 20_000,
  readyPods: currentReplicas,
  tolerances: TEN_PERCENT,
  ...more,
});

export const policies = (...list: readonly [string, number, number][]) =>
  list.map(([type, value, periodSeconds]) => ({ type, value, periodSeconds }));
export const limited = (currentReplicas: number, desiredReplicas: number, more: Fields = {}) => ({
  currentReplicas,
  desiredReplicas,
  minReplicas: 0,
  maxReplicas: 1000,
  scaleUpEvents: [],
  scaleDownEvents: [],
  scaleUpRules: null,
  scaleDownRules: null,
  ...more,
});
export const event = (replicaChange: number, ageSeconds: number) => [
  { replicaChange, ageSeconds, outdated: true },
];
export const up = (select: string, ...list: readonly [string, number, number][]) => ({
  scaleUpRules: { selectPolicy: select, policies: policies(...list) },
});
export const down = (select: string, ...list: readonly [string, number, number][]) => ({
  scaleDownRules: { selectPolicy: select, policies: policies(...list) },
});

export const rulesFor = (select: string, ...list: readonly [string, number, number][]) => ({
  scaleUpEvents: [],
  scaleDownEvents: [],
  rules: { selectPolicy: select, policies: policies(...list) },
});
