import { expect } from 'chai';
import { progressBar } from '../../../lib/simulate/progress.ts';

function watched(isTTY: boolean) {
  const written: string[] = [];
  const clock = { ms: 0, now: () => 0, monotonic: () => clock.ms, sleep: () => Promise.resolve() };
  const bar = progressBar({ isTTY, write: (text) => written.push(text) }, clock);
  return { bar, written, clock };
}

describe('the bar of a long run', () => {
  it('comes after a second, is drawn when it moves, and goes at the end', () => {
    const { bar, written, clock } = watched(true);
    bar.at(0.1);
    clock.ms = 1500;
    bar.at(0.5);
    bar.at(0.501);
    bar.end();
    expect(written).to.deep.equal([`\r${'█'.repeat(15)}${'░'.repeat(15)} 50%`, '\r\x1b[K']);
  });

  it('never comes where nobody watches, nor in a run that is over soon', () => {
    const { bar, written, clock } = watched(false);
    clock.ms = 5000;
    bar.at(0.5);
    bar.end();
    const soon = watched(true);
    soon.bar.at(0.9);
    soon.bar.end();
    expect([...written, ...soon.written]).to.deep.equal([]);
  });
});
