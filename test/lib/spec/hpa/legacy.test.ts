import { expect } from 'chai';
import { limitReason } from '../../../conformance/ladder.ts';
import { blindly, decided, entry, WIDE } from './decided.ts';
import type { Raw } from './documents.ts';

const LEGACY: Raw = { ...WIDE, behavior: undefined };

describe('An HPA document without behavior', () => {
  it('lets an old higher wish raise the size above the current one, its edge counted', () => {
    const raised = decided(LEGACY, 90, { replicas: 4 }, { wishes: [entry(7, 300)] });
    expect(raised.target).to.equal(7);
    expect(raised.rungs[0]).to.deep.equal({
      by: 'stabilization',
      low: 7,
      high: null,
      from: 4,
      to: 7,
      reason: { code: 'LegacyStabilized', numbers: { window: 300_000, high: 7 } },
    });
    expect(decided(LEGACY, 90, { replicas: 4 }, { wishes: [entry(7, 301)] }).target).to.equal(4);
  });

  it('enters the raw wish, so that a raised one does not keep itself up', () => {
    expect(decided(LEGACY, 9, { replicas: 4 }, { wishes: [entry(7, 60)] }).wish).to.equal(1);
  });

  it('raises nothing while its metric cannot be read', () => {
    expect(blindly(LEGACY, { replicas: 4, wishes: [entry(7, 60)] }).target).to.equal(4);
  });

  const limits: readonly [string, Raw, number, number, number, string][] = [
    ['at most doubles', LEGACY, 5, 900, 10, 'ScaleUpLimit'],
    ['may always reach 4', LEGACY, 1, 900, 4, 'ScaleUpLimit'],
    [
      'reports the bound when both limits meet',
      { ...LEGACY, maxReplicas: 10 },
      5,
      900,
      10,
      'TooManyReplicas',
    ],
    ['stops at the bound before', { ...LEGACY, maxReplicas: 7 }, 5, 900, 7, 'TooManyReplicas'],
    ['shrinks without a step', LEGACY, 50, 1.8, 1, 'DesiredWithinRange'],
    ['shrinks to the bound', { ...LEGACY, minReplicas: 3 }, 50, 1.8, 3, 'TooFewReplicas'],
    ['leaves 0 to at most 4', LEGACY, 0, 900, 4, 'ScaleUpLimit'],
  ];
  for (const [what, spec, replicas, percent, target, reason] of limits) {
    it(what, () => {
      const decision = decided(spec, percent, { replicas });
      expect([decision.target, limitReason(decision)]).to.deep.equal([target, reason]);
    });
  }
});
