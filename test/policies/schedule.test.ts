import { expect } from 'chai';
import { decide } from '../../lib/decide/decide.ts';
import { HOUR, history, MINUTE, NOON, observation, plan } from '../lib/decide/make.ts';

describe('the policy schedule', () => {
  it('changes nothing while no window holds', () => {
    const made = plan({ policies: { schedule: [{ weekly: 'Fri 11:00-13:00', atLeast: 3 }] } });
    expect(decide(made, observation(), history(), NOON).target).to.equal(1);
    expect(decide(made, observation(), history(), NOON + 24 * HOUR).target).to.equal(3);
    expect(decide(made, observation(), history(), NOON + 25 * HOUR - MINUTE).target).to.equal(3);
    expect(decide(made, observation(), history(), NOON + 25 * HOUR).target).to.equal(1);
  });
});
