import { expect } from 'chai';
import { decide } from '../../lib/decide/decide.ts';
import { windowsOf } from '../../policies/schedule/window.ts';
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

describe('windows that are alike', () => {
  const alike = () => [{ weekly: 'Thu 11:00-13:00', zone: 'Europe/Berlin', atLeast: 3 }];

  it('are looked at once, in however many documents they stand', () => {
    const [one, other] = [
      plan({ policies: { schedule: alike() } }),
      plan({ policies: { schedule: alike() } }),
    ];
    expect(one.claimants).to.equal(one.claimants).and.have.lengthOf(1);
    expect(one.claimants[0]).to.equal(other.claimants[0]);
  });

  it('share their times even where they say something else', () => {
    const [first] = windowsOf([{ weekly: 'Thu 11:00-13:00', atLeast: 3 }]);
    const [second] = windowsOf([{ name: 'few', weekly: 'Thu 11:00-13:00', atMost: 2 }]);
    expect(first?.times).to.equal(second?.times);
  });
});
