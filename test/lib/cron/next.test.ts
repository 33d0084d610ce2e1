import { expect } from 'chai';
import fc from 'fast-check';
import { CRONHPA, type Dialect, KEDA } from '../../../lib/cron/dialect.ts';
import { lastFire, nextFire } from '../../../lib/cron/next.ts';
import { type CronSchedule, parseCron } from '../../../lib/cron/parse.ts';
import { wallAt, type Zone, zoneOf } from '../../../lib/cron/zone.ts';

function schedule(text: string, dialect: Dialect = KEDA): CronSchedule {
  const parsed = parseCron(text, dialect);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.schedule;
}

function zone(name: string): Zone {
  const found = zoneOf(name);
  if (found === null) throw new Error(`no zone ${name}`);
  return found;
}

const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString().replace('.000Z', 'Z'));
const next = (text: string, after: string, place: string, dialect: Dialect = KEDA) =>
  iso(nextFire(schedule(text, dialect), Date.parse(after), zone(place)));

describe('The next fire', () => {
  const rows: readonly [string, string, string, string, Dialect, string | null][] = [
    ['is strictly later', '0 8 * * *', '2026-01-01T08:00:00Z', 'UTC', KEDA, '2026-01-02T08:00:00Z'],
    [
      'does not care for parts of a second',
      '0 8 * * *',
      '2026-01-01T07:59:59.999Z',
      'UTC',
      KEDA,
      '2026-01-01T08:00:00Z',
    ],
    [
      'skips the day whose reading the clocks leave out',
      '30 2 * * *',
      '2026-03-29T00:00:00Z',
      'Europe/Berlin',
      KEDA,
      '2026-03-30T00:30:00Z',
    ],
    [
      'comes a first time in the hour that is repeated',
      '30 2 * * *',
      '2026-10-24T22:00:00Z',
      'Europe/Berlin',
      CRONHPA_5(),
      '2026-10-25T00:30:00Z',
    ],
    [
      'and a second time',
      '30 2 * * *',
      '2026-10-25T00:30:00Z',
      'Europe/Berlin',
      KEDA,
      '2026-10-25T01:30:00Z',
    ],
    [
      'and not a third time',
      '30 2 * * *',
      '2026-10-25T01:30:00Z',
      'Europe/Berlin',
      KEDA,
      '2026-10-26T01:30:00Z',
    ],
    [
      'finds a day that begins at 01:00, in the dialect of KEDA',
      '0 12 4 11 *',
      '2018-11-01T12:00:00Z',
      'America/Sao_Paulo',
      KEDA,
      '2018-11-04T14:00:00Z',
    ],
    [
      'goes by a zone of its own first',
      'TZ=Asia/Tokyo 0 8 * * *',
      '2026-01-01T00:00:00Z',
      'UTC',
      KEDA,
      '2026-01-01T23:00:00Z',
    ],
    [
      'takes a step in a day field for a restriction, in the dialect of KEDA',
      '0 0 */10 * 1',
      '2026-01-01T00:00:00Z',
      'UTC',
      KEDA,
      '2026-01-05T00:00:00Z',
    ],
    [
      'and for none in that of CronHPA',
      '0 0 0 */10 * 1',
      '2026-01-01T00:00:00Z',
      'UTC',
      CRONHPA,
      '2026-05-11T00:00:00Z',
    ],
    [
      'takes the last of five fields for the month, in the dialect of CronHPA',
      '0 0 8 1 3',
      '2026-01-01T00:00:00Z',
      'UTC',
      CRONHPA,
      '2026-03-01T08:00:00Z',
    ],
    [
      'drops the year of a date',
      '@date 2020-10-27 21:54:00',
      '2026-01-01T00:00:00Z',
      'UTC',
      CRONHPA,
      '2026-10-27T21:54:00Z',
    ],
    ['comes every so often', '@every 90s', '2026-01-01T00:00:00.5Z', 'UTC', CRONHPA, '2026-01-01T00:01:30Z'],
    ['never comes on the 30th of February', '0 0 30 2 *', '2026-01-01T00:00:00Z', 'UTC', KEDA, null],
    ['never comes where a field is a lone comma', ', * * * *', '2026-01-01T00:00:00Z', 'UTC', KEDA, null],
  ];
  for (const [what, text, after, place, dialect, wanted] of rows) {
    it(what, () => {
      expect(next(text, after, place, dialect)).to.equal(wanted);
    });
  }

  it('is, second by second, the first reading of the clock that matches', () => {
    const field = (most: number) =>
      fc.oneof(fc.constant('*'), fc.integer({ min: 0, max: most }).map(String), fc.constant('*/7'));
    const start = Date.parse('2026-10-24T20:00:00Z');
    fc.assert(
      fc.property(
        fc.tuple(field(59), field(59), fc.constantFrom('*', '2', '1,3', '*/5')),
        fc.integer({ min: 0, max: 30_000 }),
        ([second, minute, hour], seconds) => {
          const parsed = schedule(`${second} ${minute} ${hour} * * *`, CRONHPA);
          const after = start + seconds * 1000;
          expect(iso(nextFire(parsed, after, zone('Europe/Berlin')))).to.equal(
            iso(bySecond(parsed, after, zone('Europe/Berlin'))),
          );
        },
      ),
      { numRuns: 60 },
    );
  });
});

/** Five fields as KEDA has them, with the rest of CronHPA's dialect. */
function CRONHPA_5(): Dialect {
  return { ...CRONHPA, seconds: false, dayOfWeekOptional: false };
}

/** The same by looking at each second. */
function bySecond(parsed: CronSchedule, after: number, place: Zone): number | null {
  if (parsed.type === 'every') return null;
  for (let at = after + 1000; at < after + 172_800_000; at += 1000) {
    const wall = wallAt(at, place);
    const { second, minute, hour } = parsed;
    if (second.values.has(wall.second) && minute.values.has(wall.minute) && hour.values.has(wall.hour))
      return at;
  }
  return null;
}

describe('The last fire', () => {
  const rows: readonly [string, string, string, string, string | null][] = [
    ['is at the instant itself', '0 8 * * *', '2026-01-01T08:00:00Z', 'UTC', '2026-01-01T08:00:00Z'],
    ['or before it', '0 8 * * *', '2026-01-01T07:59:59Z', 'UTC', '2025-12-31T08:00:00Z'],
    [
      'is the second of two in the repeated hour',
      '30 2 * * *',
      '2026-10-25T12:00:00Z',
      'Europe/Berlin',
      '2026-10-25T01:30:00Z',
    ],
    ['is found years back', '0 0 29 2 *', '2027-06-01T00:00:00Z', 'UTC', '2024-02-29T00:00:00Z'],
    ['is nothing of what never fires', '0 0 30 2 *', '2026-01-01T00:00:00Z', 'UTC', null],
  ];
  for (const [what, text, at, place, wanted] of rows) {
    it(what, () => {
      expect(iso(lastFire(schedule(text), Date.parse(at), zone(place)))).to.equal(wanted);
    });
  }

  it('is the one that no other comes after', () => {
    const texts = fc.constantFrom('0 8 * * *', '*/20 * * * *', '30 2 * * *', '0 0 1 * *', '15 3 * * 1-5');
    const places = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe');
    const instants = fc.integer({ min: Date.parse('2025-01-01'), max: Date.parse('2027-01-01') });
    fc.assert(
      fc.property(texts, places, instants, (text, place, at) => {
        const parsed = schedule(text);
        const last = lastFire(parsed, at, zone(place)) as number;
        const following = nextFire(parsed, last, zone(place)) as number;
        expect(last <= at && at < following && nextFire(parsed, last - 1, zone(place)) === last).to.equal(
          true,
        );
      }),
      { numRuns: 300 },
    );
  });
});

describe('A time zone', () => {
  for (const name of ['Europe/Nowhere', '+05:30', '', 'Local time', '../etc']) {
    it(`is none by the name "${name}"`, () => {
      expect(zoneOf(name)).to.equal(null);
    });
  }
});
