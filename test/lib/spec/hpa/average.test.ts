import { expect } from 'chai';
import { blindly, decided, WIDE } from './decided.ts';
import { metric } from './documents.ts';

describe('An HPA document by AverageValue', () => {
  const metrics = [metric('External', { type: 'AverageValue', averageValue: '30' })];
  const average = { ...WIDE, behavior: {}, metrics };

  it('divides usage by the target, whatever is ready', () => {
    expect(decided(average, 100, { replicas: 2, ready: 1 }).wish).to.equal(4);
    expect(decided(average, 31, { replicas: 3 }).wish).to.equal(2);
  });

  it('stays within the tolerance of target times workers', () => {
    const { wish, wishes } = decided(average, 99, { replicas: 3 });
    expect(wish).to.equal(3);
    expect(wishes[0]?.reason).to.deep.equal({
      code: 'WithinTolerance',
      numbers: { utilization: 33_000, target: 30_000, workers: 3, wish: 3 },
    });
    expect(decided(average, 99.001, { replicas: 3 }).wish).to.equal(4);
  });

  it('leaves a 0 of its own when there is usage, and stays when there is none', () => {
    expect(decided(average, 100, { replicas: 0 }).target).to.equal(4);
    expect(decided(average, 0, { replicas: 0 }).target).to.equal(0);
  });

  it('holds when it cannot see', () => {
    const decision = blindly(average, { replicas: 3 });
    expect(decision.target).to.equal(3);
    expect(decision.reason.code).to.equal('EngineRefused');
  });
});
