import { expect } from 'chai';
import fc from 'fast-check';
import { backoffMs } from '../../../lib/kube/backoff.ts';
import { ApiError, ConnectionError } from '../../../lib/kube/errors.ts';
import { judge } from '../../../lib/kube/failure.ts';

function answered(status: number, retryAfterSeconds?: number): ApiError {
  return new ApiError({ status, reason: 'R', message: 'm', retryAfterSeconds });
}

const random = () => 0.999;

describe('back-off', () => {
  it('doubles from the base to the cap and lies between half and the whole of it', () => {
    const settings = { baseMs: 1_000, capMs: 30_000 };
    const property = fc.property(
      fc.integer({ min: 1, max: 2_000 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (failures, dice) => {
        const full = Math.min(30_000, 1_000 * 2 ** (failures - 1));
        const wait = backoffMs(failures, () => dice, settings);
        expect(wait).to.be.within(full / 2, full);
      },
    );
    fc.assert(property);
  });
});

describe('what a failed list or watch means', () => {
  const table = [
    {
      what: 'a broken connection',
      error: new ConnectionError('ECONNRESET', 'm', true),
      failures: 1,
      relist: false,
      denial: null,
    },
    {
      what: 'the third broken connection in a row',
      error: new ConnectionError('X', 'm', true),
      failures: 3,
      relist: true,
      denial: null,
    },
    { what: 'a 500', error: answered(500), failures: 1, relist: false, denial: null },
    { what: 'a 429', error: answered(429), failures: 1, relist: false, denial: null },
    { what: 'a 403', error: answered(403), failures: 1, relist: true, denial: 'forbidden' },
    { what: 'a 404', error: answered(404), failures: 1, relist: true, denial: 'absent' },
    { what: 'a 410', error: answered(410), failures: 1, relist: true, denial: null },
    { what: 'a 400', error: answered(400), failures: 1, relist: true, denial: null },
  ];
  for (const { what, error, failures, relist, denial } of table) {
    it(`${what}: ${relist ? 'list anew' : 'go on where it stood'}${denial ? `, ${denial}` : ''}`, () => {
      expect(judge(error, failures, random)).to.include({ relist, denial });
    });
  }

  it('an expired version is listed anew at once, but backs off when it comes again', () => {
    expect(judge(answered(410), 1, random).waitMs).to.equal(0);
    expect(judge(answered(410), 2, random).waitMs).to.be.within(500, 1_000);
    expect(judge(answered(410), 9, random).waitMs).to.be.within(15_000, 30_000);
  });

  it('a server that asks for patience gets it, up to five minutes', () => {
    expect(judge(answered(429, 20), 1, random).waitMs).to.equal(20_000);
    expect(judge(answered(503, 86_400), 1, random).waitMs).to.equal(300_000);
  });

  it('a kind we may not read is asked for about once a minute', () => {
    expect(judge(answered(403), 1, random).waitMs).to.be.within(30_000, 60_000);
    expect(judge(answered(403), 50, random).waitMs).to.be.within(30_000, 60_000);
  });
});
