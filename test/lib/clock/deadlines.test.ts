import { expect } from 'chai';
import { sharedDeadlines } from '../../../lib/clock/deadlines.ts';

describe('shared deadlines', () => {
  it('give what begins together one signal, and other lengths another', () => {
    const expire = sharedDeadlines();
    const first = expire(60_000);
    expect(expire(60_000)).to.equal(first);
    expect(expire(30_000)).to.not.equal(first);
    expect(first.aborted).to.equal(false);
  });

  it('end what is limited', async () => {
    const signal = sharedDeadlines()(1);
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    expect(signal.aborted).to.equal(true);
  });
});
