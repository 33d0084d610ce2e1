import { expect } from 'chai';
import { decide } from '../../lib/decide/decide.ts';
import { GIB, history, NOON, observation, plan, type SpecWishes } from '../lib/decide/make.ts';

const empty = observation({ replicas: 4, reading: { used: 0 }, dataset: { sizeBytes: 0.1 * GIB } });
const target = { target: { utilization: '50%' } };

function decision(policies: Readonly<Record<string, unknown>>, spec: SpecWishes = {}) {
  const { target, reason } = decide(plan({ ...spec, policies }), empty, history(), NOON);
  return [target, reason.code];
}

describe('scaleDown', () => {
  it('is disabled where the document says nothing, and the ladder says that it is a default', () => {
    expect(decision(target)).to.deep.equal([4, 'ScaleDownDefault']);
    expect(plan({ policies: target }).defaults).to.include('spec.policies.scaleDown: disabled');
  });

  it('holds every shrink where it is disabled', () => {
    expect(decision({ ...target, scaleDown: 'disabled' })).to.deep.equal([4, 'ScaleDownDisabled']);
  });

  it('holds also what the bounds ask for', () => {
    expect(decision({ scaleDown: 'disabled' }, { max: 2 })).to.deep.equal([4, 'ScaleDownDisabled']);
    expect(decision({}, { max: 2 })).to.deep.equal([4, 'ScaleDownDefault']);
  });

  it('lets shrink where it is enabled', () => {
    expect(decision({ ...target, scaleDown: 'enabled' })).to.deep.equal([3, 'StepDefaultDown']);
  });

  it('holds no growth', () => {
    const full = observation({ replicas: 2, reading: { used: 2 } });
    const { target: grown } = decide(
      plan({ policies: { ...target, scaleDown: 'disabled' } }),
      full,
      history(),
      NOON,
    );
    expect(grown).to.equal(4);
  });

  it('is enabled by default under HPA semantics, as an HPA is', () => {
    expect(decision(target, { semantics: 'hpa' })[0]).to.equal(1);
    expect(decision({ ...target, scaleDown: 'disabled' }, { semantics: 'hpa' })[0]).to.equal(4);
  });

  it('is one of two words', () => {
    for (const word of ['off', true, 'Disabled']) {
      expect(() => plan({ policies: { scaleDown: word } })).to.throw();
    }
  });
});
