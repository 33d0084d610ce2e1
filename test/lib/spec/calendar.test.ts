import { expect } from 'chai';
import { daysOfCalendar } from '../../../lib/spec/calendar.ts';

const event = (...lines: readonly string[]) =>
  ['BEGIN:VEVENT', 'UID:one@example.org', 'SUMMARY:a day', ...lines, 'END:VEVENT'].join('\r\n');
const calendar = (...events: readonly string[]) =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//example//EN', ...events, 'END:VCALENDAR', ''].join('\r\n');

interface Case {
  readonly name: string;
  readonly lines: readonly string[];
  readonly days: readonly string[];
}

const cases: readonly Case[] = [
  {
    name: 'a day',
    lines: ['DTSTART;VALUE=DATE:20261225', 'DTEND;VALUE=DATE:20261226'],
    days: ['2026-12-25'],
  },
  { name: 'a day without an end', lines: ['DTSTART;VALUE=DATE:20261225'], days: ['2026-12-25'] },
  {
    name: 'several days, whose end is the day after',
    lines: ['DTSTART;VALUE=DATE:20261224', 'DTEND;VALUE=DATE:20261227'],
    days: ['2026-12-24..2026-12-26'],
  },
  {
    name: 'days by their number',
    lines: ['DTSTART;VALUE=DATE:20261224', 'DURATION:P2D'],
    days: ['2026-12-24..2026-12-25'],
  },
  {
    name: 'a day of every year',
    lines: ['DTSTART;VALUE=DATE:19901003', 'RRULE:FREQ=YEARLY'],
    days: ['10-03'],
  },
  {
    name: 'a day of some years',
    lines: ['DTSTART;VALUE=DATE:20261003', 'RRULE:FREQ=YEARLY;COUNT=3'],
    days: ['2026-10-03', '2027-10-03', '2028-10-03'],
  },
  {
    name: 'the fourth Thursday of November',
    lines: ['DTSTART;VALUE=DATE:20201126', 'RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH;UNTIL=20221231'],
    days: ['2020-11-26', '2021-11-25', '2022-11-24'],
  },
  {
    name: 'days with one left out and one added',
    lines: [
      'DTSTART;VALUE=DATE:20261003',
      'RRULE:FREQ=YEARLY;COUNT=3',
      'EXDATE;VALUE=DATE:20271003',
      'RDATE;VALUE=DATE:20270101',
    ],
    days: ['2026-10-03', '2027-01-01', '2028-10-03'],
  },
  {
    name: 'the 29th of February only where there is one',
    lines: ['DTSTART;VALUE=DATE:20240229', 'RRULE:FREQ=YEARLY;UNTIL=20290101'],
    days: ['2024-02-29', '2028-02-29'],
  },
];

describe('the days of a calendar file', () => {
  for (const { name, lines, days } of cases) {
    it(`are ${name}`, () => expect(daysOfCalendar(calendar(event(...lines)))).to.deep.equal(days));
  }

  it('are those of all-day events only, cancelled ones aside', () => {
    const meeting = event('DTSTART:20261224T090000Z', 'DTEND:20261224T100000Z');
    const cancelled = event('DTSTART;VALUE=DATE:20261231', 'STATUS:CANCELLED');
    const day = event('DTSTART;VALUE=DATE:20261225', 'TRANSP:TRANSPARENT');
    expect(daysOfCalendar(calendar(meeting, cancelled, day))).to.deep.equal(['2026-12-25']);
  });

  it('follow an occurrence that was moved', () => {
    const rule = event('DTSTART;VALUE=DATE:20260105', 'RRULE:FREQ=WEEKLY;COUNT=2');
    const moved = event('RECURRENCE-ID;VALUE=DATE:20260112', 'DTSTART;VALUE=DATE:20260114');
    expect(daysOfCalendar(calendar(rule, moved))).to.deep.equal(['2026-01-05', '2026-01-14']);
  });

  for (const [name, text, says] of [
    ['nothing', '', 'it is empty'],
    ['what is no calendar', '<html></html>', 'invalid line'],
    ['a calendar that is cut off', 'BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n', 'did not end'],
    ['a visiting card', 'BEGIN:VCARD\r\nVERSION:4.0\r\nFN:a\r\nEND:VCARD\r\n', 'not a calendar'],
    ['one of meetings alone', calendar(event('DTSTART:20261224T090000Z')), 'no all-day event'],
    [
      'a rule that is looked for without end',
      calendar(event('DTSTART;VALUE=DATE:20240228', 'RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30')),
      'says BYMONTH=2, which is not understood',
    ],
    [
      'a rule of seconds',
      calendar(event('DTSTART;VALUE=DATE:20240228', 'RRULE:FREQ=SECONDLY')),
      'says FREQ=SECONDLY, which is not understood: write its days',
    ],
    [
      'days without number',
      calendar(event('DTSTART;VALUE=DATE:20200101', 'RRULE:FREQ=DAILY')),
      'more than 5000 days',
    ],
    [
      'rules that come for ages before the first day that counts',
      calendar(event('DTSTART;VALUE=DATE:00010101', 'RRULE:FREQ=DAILY;UNTIL=20191231')),
      'its rules come more than 50000 times before 2051: let "a day" begin later',
    ],
    [
      'an event of a thousand years',
      calendar(event('DTSTART;VALUE=DATE:20200101', 'DTEND;VALUE=DATE:30200101')),
      'more than 5000 days',
    ],
  ] as const) {
    it(`are not made of ${name}`, () => expect(() => daysOfCalendar(text)).to.throw(says));
  }
});
