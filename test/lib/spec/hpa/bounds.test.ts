import { expect } from 'chai';
import { decide } from '../../../../lib/decide/decide.ts';
import { history, NOW, observation } from '../../../conformance/setting.ts';
import { blindly, decided, planFor } from './decided.ts';

describe('An HPA document at its bounds and at 0', () => {
  const strict = {
    minReplicas: 3,
    maxReplicas: 6,
    behavior: { scaleUp: { selectPolicy: 'Disabled' }, scaleDown: { selectPolicy: 'Disabled' } },
  };

  it('jumps to the bound past every limit, and remembers no wish', () => {
    for (const [replicas, target] of [
      [1, 3],
      [9, 6],
    ] as const) {
      const decision = decided(strict, 90, { replicas });
      expect([decision.target, decision.wish]).to.deep.equal([target, null]);
    }
  });

  it('goes from 0 at least to min, past what the limits allow', () => {
    expect(decided(strict, 90, { replicas: 0 }).target).to.equal(3);
    const percent = { scaleUp: { policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }] } };
    expect(decided({ minReplicas: 0, behavior: percent }, 90, { replicas: 0 }).target).to.equal(0);
    expect(decided({ minReplicas: 1, behavior: percent }, 90, { replicas: 0 }).target).to.equal(1);
  });

  it('does not leave 0 without a metric, nor a 0 somebody else set', () => {
    expect(blindly({}, { replicas: 0 }).target).to.equal(0);
    const off = { ...history({ replicas: 0 }), changes: [] };
    const decision = decide(planFor({}), observation({ replicas: 0, usage: 100_000 }), off, NOW);
    expect([decision.target, decision.reason.code]).to.deep.equal([0, 'OffByPerson']);
  });
});
