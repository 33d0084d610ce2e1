import { expect } from 'chai';
import { isExcluded, lastJob, nextJob } from '../../../lib/cron/cronhpa.ts';
import { CRONHPA, KEDA } from '../../../lib/cron/dialect.ts';
import { isOpen, nextEdge, parseTrigger } from '../../../lib/cron/keda.ts';
import { type CronSchedule, parseCron } from '../../../lib/cron/parse.ts';
import { type Zone, zoneOf } from '../../../lib/cron/zone.ts';

const BERLIN = zoneOf('Europe/Berlin') as Zone;

function schedule(text: string, dialect = CRONHPA): CronSchedule {
  const parsed = parseCron(text, dialect);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.schedule;
}

const at = (text: string) => Date.parse(text);
const iso = (instant: number | null) => (instant === null ? null : new Date(instant).toISOString());

describe('A cron trigger of KEDA', () => {
  const open = (start: string, end: string, now: string) =>
    isOpen({ start: schedule(start, KEDA), end: schedule(end, KEDA), zone: BERLIN }, at(now));

  it('is closed for good where its end never comes, and open where its start never does', () => {
    expect(open('0 8 * * *', '0 0 30 2 *', '2026-11-26T12:00:00Z')).to.equal(false);
    expect(open('0 0 30 2 *', '0 8 * * *', '2026-11-26T12:00:00Z')).to.equal(true);
  });

  it('says when it may open or close', () => {
    const window = { start: schedule('0 8 * * *', KEDA), end: schedule('0 20 * * *', KEDA), zone: BERLIN };
    expect(iso(nextEdge(window, at('2026-11-26T12:00:00Z')))).to.equal('2026-11-26T19:00:00.000Z');
    const never = schedule('0 0 30 2 *', KEDA);
    expect(nextEdge({ start: never, end: never, zone: BERLIN }, 0)).to.equal(null);
  });

  const good = { timezone: 'Europe/Berlin', start: '0 8 * * *', end: '0 20 * * *', desiredReplicas: '10' };
  const refused: readonly [Record<string, unknown>, string][] = [
    [{ timezone: '' }, 'no timezone specified'],
    [{ start: undefined }, 'no start specified'],
    [{ end: '0 20 * *' }, 'error parsing end schedule: expected exactly 5 fields, found 4: 0 20 * *'],
    [{ end: '0 8 * * *' }, 'start and end can not have exactly same time input'],
    [{ desiredReplicas: '0' }, 'no desiredReplicas specified'],
    [{ desiredReplicas: 'ten' }, 'error parsing desiredReplicas: "ten" is no whole number'],
    [{ desiredReplicas: { a: 1 } }, 'no desiredReplicas specified'],
  ];
  for (const [change, error] of refused) {
    it(`is refused: ${error}`, () => {
      expect(parseTrigger({ ...good, ...change })).to.deep.equal({ ok: false, error });
    });
  }

  it('may have its number as a number', () => {
    expect(parseTrigger({ ...good, desiredReplicas: 10 })).to.deep.include({ ok: true });
  });
});

describe('A job of a CronHPA', () => {
  const daily = schedule('0 0 8 * * *');
  const christmas = schedule('* * * 25,26 12 *');

  it('is left out on the whole of a day, from its first second to its last', () => {
    const days: readonly [string, boolean][] = [
      ['2026-12-24T22:59:59Z', false],
      ['2026-12-24T23:00:00Z', true],
      ['2026-12-26T22:59:59Z', true],
      ['2026-12-26T23:00:00Z', false],
    ];
    expect(days.map(([day]) => isExcluded([christmas], at(day), BERLIN))).to.deep.equal(
      days.map(([, out]) => out),
    );
  });

  it('fired last before the days left out, and fires next after them', () => {
    expect(iso(lastJob(daily, [christmas], at('2026-12-26T12:00:00Z'), BERLIN))).to.equal(
      '2026-12-24T07:00:00.000Z',
    );
    expect(iso(nextJob(daily, [christmas], at('2026-12-24T12:00:00Z'), BERLIN))).to.equal(
      '2026-12-27T07:00:00.000Z',
    );
  });

  it('never fires where every day is left out', () => {
    const every = schedule('* * * * * *');
    expect(lastJob(daily, [every], at('2026-12-26T12:00:00Z'), BERLIN)).to.equal(null);
    expect(nextJob(daily, [every], at('2026-12-26T12:00:00Z'), BERLIN)).to.equal(null);
  });
});
