import { expect } from 'chai';
import { schema } from '../../../policies/schedule/schema.ts';
import { openSpans } from '../../../policies/schedule/times.ts';
import { windowsOf } from '../../../policies/schedule/window.ts';
import { HOUR } from '../../lib/decide/make.ts';
import { readPage } from '../page.ts';

interface Row {
  readonly zone: string;
  readonly window: string;
  readonly of: string;
  readonly opens: string;
  readonly closes: string;
}

const HEADER = '| zone | window | of | opens | closes | because |';

function rowsOf(text: string): readonly Row[] {
  const lines = text.slice(text.indexOf(HEADER)).split('\n').slice(2);
  return lines.slice(0, lines.indexOf('')).map((line) => {
    const [, zone = '', window = '', of = '', opens = '', closes = ''] = line
      .split('|')
      .map((cell) => cell.trim());
    return { zone, window, of, opens, closes };
  });
}

/** The window as the cell says it: weekly times, or a pattern and how long. */
function windowOf({ zone, window }: Row) {
  const lasts = /^(\S+ \S+ \S+ \S+ \S+) for (\w+)$/.exec(window);
  const times = lasts === null ? { weekly: window } : { start: lasts[1], duration: lasts[2] };
  const [made] = windowsOf(schema.parse([{ ...times, zone, atLeast: 1 }]));
  if (made === undefined) throw new Error('no window');
  return made;
}

/** The day in the zone, found by looking at its clock every quarter of an hour. */
function dayIn(zone: string, date: string): { from: number; until: number } {
  const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' });
  const noon = Date.parse(`${date}T12:00:00Z`);
  const quarters = Array.from({ length: 8 * 24 }, (_, i) => noon - 24 * HOUR + (i * HOUR) / 4);
  const within = quarters.filter((at) => clock.format(at) === date);
  return { from: Math.min(...within), until: Math.max(...within) + HOUR / 4 };
}

const timeOf = (at: number | undefined) =>
  at === undefined ? 'never' : new Date(at).toISOString().slice(11, 16);

describe('the table of changed clocks on the page of schedule', () => {
  const rows = rowsOf(readPage('schedule').text);

  it('has gaps and overlaps in several zones', () => {
    expect(rows.length).to.be.at.least(10);
    expect(new Set(rows.map(({ zone }) => zone)).size).to.be.at.least(4);
  });

  for (const row of rows) {
    it(`${row.zone}: ${row.window} of ${row.of} opens ${row.opens}, closes ${row.closes}`, () => {
      const { from, until } = dayIn(row.zone, row.of);
      const spans = openSpans(windowOf(row).times, from - 48 * HOUR, until + 48 * HOUR, 1000) ?? [];
      const today = spans.filter((span) => span.from >= from && span.from < until);
      expect([timeOf(today[0]?.from), timeOf(today[0]?.until)]).to.deep.equal([row.opens, row.closes]);
      expect(today).to.have.lengthOf(row.opens === 'never' ? 0 : 1);
    });
  }
});
