import { expect } from 'chai';
import fc from 'fast-check';
import {
  type Breaker,
  closedBreaker,
  failed,
  NOBODY_ASKED,
  stateOf,
  unlessChanged,
} from '../../../lib/daemon/breaker.ts';
import { describeReason, entryOf } from '../../../lib/model/reasons/index.ts';
import { blind } from '../../../lib/runtimes/blind.ts';

const REFUSED = blind('alluxio-master', 'EngineRefused', {
  address: '10.0.0.1:20001',
  error: 'ECONNREFUSED',
});
const START = Date.UTC(2026, 0, 1);

/** Fails again and again, each time as soon as it may be asked. */
function afterFailures(count: number, place = 0, endpoint = 'a'): { breaker: Breaker; now: number } {
  let [breaker, now] = [closedBreaker, 1000];
  for (let i = 0; i < count; i++) {
    now = Math.max(now, breaker.restUntil);
    breaker = failed(breaker, { why: REFUSED, at: START + now, now, endpoint, place });
  }
  return { breaker, now };
}

describe('the breaker of one engine', () => {
  it('knows by their codes what is said without asking anybody', () => {
    for (const code of NOBODY_ASKED) expect(entryOf(code), code).not.to.equal(null);
  });

  it('stays closed for two failures, and says what each of them was', () => {
    const { breaker, now } = afterFailures(2);
    expect(stateOf(breaker, now)).to.equal('closed');
    expect(breaker.says).to.equal(REFUSED);
  });

  it('opens with the third, is half-open after its rest, and rests longer each time', () => {
    const rests = [3, 4, 5, 6, 7, 8, 9, 10, 11].map((count) => {
      const { breaker, now } = afterFailures(count);
      expect(stateOf(breaker, now), `after ${count}`).to.equal('open');
      expect(stateOf(breaker, breaker.restUntil - 1)).to.equal('open');
      expect(stateOf(breaker, breaker.restUntil)).to.equal('half-open');
      return (breaker.restUntil - now) / 1000;
    });
    expect(rests).to.deep.equal([5, 10, 20, 40, 60, 60, 60, 60, 60]);
  });

  it('says what fails, since when, and when it is asked again', () => {
    const { breaker } = afterFailures(4);
    expect(describeReason(breaker.says)).to.equal(
      'failed 4 times in a row since 2026-01-01T00:00:01Z (the engine at 10.0.0.1:20001 refuses connections (ECONNREFUSED): ' +
        'it is down or restarting, or the address is wrong): left alone, and asked again from 2026-01-01T00:00:16Z on, ' +
        'or at once when its address changes or its pod becomes ready',
    );
    expect(breaker.says).to.deep.include({ blind: true, source: 'alluxio-master', code: 'SourceResting' });
    expect(breaker.says?.numbers).to.include({ code: 'EngineRefused', failures: 4 });
  });

  it('is closed at once where its endpoint is another, or has come back, and counts anew', () => {
    const { breaker, now } = afterFailures(6);
    expect(unlessChanged(breaker, 'a')).to.equal(breaker);
    expect(unlessChanged(breaker, 'b')).to.equal(closedBreaker);
    const next = failed(breaker, { why: REFUSED, at: START, now, endpoint: 'b', place: 0 });
    expect(next).to.include({ failures: 1, since: START });
  });

  it('lets those that failed together come back apart', () => {
    const ends = [0, 0.25, 0.5, 0.75].map((place) => afterFailures(9, place).breaker.restUntil);
    expect(new Set(ends).size).to.equal(4);
  });

  it('never rests longer than a minute, nor shorter than it says, whatever fails', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 3, max: 60 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (count, place) => {
          const { breaker, now } = afterFailures(count, place);
          const rest = breaker.restUntil - now;
          expect(rest).to.be.within(4000, 60_000);
          expect(Date.parse(String(breaker.says?.numbers?.again)) - (START + now)).to.equal(rest);
        },
      ),
    );
  });
});
