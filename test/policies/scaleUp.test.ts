import { expect } from 'chai';
import { decide } from '../../lib/decide/decide.ts';
import { history, NOON, observation, plan, type SpecWishes } from '../lib/decide/make.ts';

function decision(scaleUp: string | undefined, spec: SpecWishes = {}, used = 0.95) {
  const policies = { threshold: { up: '90%' }, ...(scaleUp && { scaleUp }) };
  const { target, reason } = decide(
    plan({ policies, ...spec }),
    observation({ reading: { used } }),
    history(),
    NOON,
  );
  return [target, reason.code];
}

describe('scaleUp', () => {
  it('is enabled where the document says nothing', () => {
    expect(decision(undefined)).to.deep.equal([2, 'StepDefaultUp']);
  });

  it('holds every growth where it is disabled', () => {
    expect(decision('disabled')).to.deep.equal([1, 'ScaleUpDisabled']);
  });

  it('holds also what the bounds ask for', () => {
    expect(decision('disabled', { min: 3 }, 0.1)).to.deep.equal([1, 'ScaleUpDisabled']);
  });

  it('holds no shrink', () => {
    const policies = { target: { utilization: '50%' }, scaleUp: 'disabled', scaleDown: 'enabled' };
    const empty = observation({ replicas: 4, reading: { used: 0 }, dataset: { sizeBytes: 1 } });
    expect(decide(plan({ policies }), empty, history(), NOON).target).to.equal(3);
  });

  it('is one of two words', () => {
    for (const word of ['off', false, 'Enabled'])
      expect(() => plan({ policies: { scaleUp: word } })).to.throw();
  });
});
