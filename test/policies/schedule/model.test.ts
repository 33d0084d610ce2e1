import { expect } from 'chai';
import fc from 'fast-check';
import { schema } from '../../../policies/schedule/schema.ts';
import { windowsOf } from '../../../policies/schedule/window.ts';
import { MINUTE } from '../../lib/decide/make.ts';
import { type NaivePattern, type NaiveWindow, naively } from './naive.ts';

/** Zones and weekends on which their clocks are put forward or back, at an hour, at midnight, and by half an hour. */
const CHANGES: readonly (readonly [zone: string, day: string])[] = [
  ['Europe/Berlin', '2026-03-29'],
  ['Europe/Berlin', '2026-10-25'],
  ['America/New_York', '2026-03-08'],
  ['America/New_York', '2026-11-01'],
  ['America/Sao_Paulo', '2018-11-04'],
  ['America/Sao_Paulo', '2018-02-18'],
  ['Africa/Cairo', '2026-04-24'],
  ['Africa/Cairo', '2026-10-30'],
  ['Australia/Lord_Howe', '2026-10-04'],
  ['Australia/Lord_Howe', '2026-04-05'],
  ['Pacific/Apia', '2011-12-30'],
  ['Asia/Kolkata', '2026-06-15'],
  ['UTC', '2026-06-15'],
];

const some = (most: number, least = 0) =>
  fc.uniqueArray(fc.integer({ min: least, max: most }), { minLength: 1, maxLength: 3 });
/** Mostly the hours at which clocks are changed. */
const hours = fc.oneof(
  fc.uniqueArray(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 3 }),
  some(23),
);
const patterns: fc.Arbitrary<NaivePattern> = fc.record({
  minutes: fc.oneof(some(59), fc.constant([0]), fc.constant([0, 15, 30, 45])),
  hours,
  weekdays: fc.option(some(6), { nil: null, freq: 2 }),
});
const daily = patterns.map((pattern) => ({ ...pattern, weekdays: null }));

const cases = fc.constantFrom(...CHANGES).chain(([zone, day]) =>
  fc.record({
    zone: fc.constant(zone),
    around: fc.constant(Date.parse(`${day}T00:00:00Z`)),
    start: patterns,
    length: fc.oneof(
      daily,
      fc.integer({ min: 1, max: 3 * 1440 }).map((minutes) => minutes * MINUTE),
      fc.constantFrom(15, 30, 60, 120).map((minutes) => minutes * MINUTE),
    ),
    exclude: fc.subarray(
      [-2, -1, 0, 1].map((days) => dateOf(Date.parse(`${day}T00:00:00Z`) + days * 1440 * MINUTE)),
    ),
  }),
);

function dateOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

function cron({ minutes, hours: at, weekdays }: NaivePattern): string {
  return `${minutes.join(',')} ${at.join(',')} * * ${weekdays === null ? '*' : weekdays.join(',')}`;
}

function windowOf({ start, length, zone, exclude }: NaiveWindow) {
  const ends = typeof length === 'number' ? { duration: `${length / MINUTE}m` } : { end: cron(length) };
  const config = { start: cron(start), ...ends, zone, exclude, atLeast: 1 };
  const [window] = windowsOf(schema.parse([config]));
  if (window === undefined) throw new Error('no window');
  return window;
}

describe('a window', () => {
  it('holds as one who watches the clock on the wall minute by minute would have it, also while clocks are changed', () => {
    fc.assert(
      fc.property(cases, ({ around, ...window }) => {
        fc.pre(typeof window.length === 'number' || cron(window.length) !== cron(window.start));
        const [from, until] = [around - 1440 * MINUTE, around + 2 * 1440 * MINUTE];
        const expected = naively(window, from, until);
        const { times } = windowOf(window);
        const got = expected.map((_, minute) => times.at(from + minute * MINUTE).open);
        const apart = got.findIndex((open, minute) => open !== expected[minute]);
        expect(apart === -1 ? 'the same' : new Date(from + apart * MINUTE).toISOString()).to.equal(
          'the same',
        );
      }),
      { numRuns: 400 },
    );
  });

  it('answers the same whatever it was asked before, and for every instant of a span the same span', () => {
    fc.assert(
      fc.property(
        cases,
        fc.array(fc.integer({ min: -2880, max: 2880 }), { maxLength: 20 }),
        ({ around, ...window }, asked) => {
          fc.pre(typeof window.length === 'number' || cron(window.length) !== cron(window.start));
          const [one, other] = [
            windowOf(window).times,
            windowOf({ ...window, exclude: [...window.exclude, '1999-01-01'] }).times,
          ];
          for (const minute of asked.toSorted((a, b) => a - b)) other.at(around + minute * MINUTE);
          for (const minute of asked) {
            const at = around + minute * MINUTE;
            const span = one.at(at);
            expect(span).to.deep.equal(other.at(at));
            expect(span.from <= at && at < span.same && span.same <= span.until).to.equal(true);
          }
        },
      ),
      { numRuns: 100 },
    );
  });
});
