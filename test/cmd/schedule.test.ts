import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { expect } from 'chai';
import { register } from '../../cmd/schedule.ts';
import { documentsIn, scheduleOf } from '../../lib/report/schedule/schedule.ts';
import { scheduleText } from '../../lib/report/schedule/text.ts';
import { projectRoot } from '../../lib/root.ts';
import { policies } from '../../policies/index.ts';
import { tempFolder } from '../support/temp.ts';
import { run } from './capture.ts';

const nightly = join(projectRoot, 'examples', 'nightly.yaml');
/** Before every day that is asked for, unless a test says what time it is. */
const september = Date.parse('2026-09-01T00:00:00Z');
const scheduleAt = (now: number, ...args: string[]) =>
  run((program) => register(program, undefined, () => now), 'schedule', ...args);
const schedule = (...args: string[]) => scheduleAt(september, ...args);

function fileOf(schedule: string): string {
  const file = join(tempFolder('schedule'), 'spark.yaml');
  const spec = `spec:\n  replicas: { min: 1, max: 6 }\n  policies:\n    schedule:\n${schedule}`;
  writeFileSync(
    file,
    `apiVersion: fluid-autoscaler.dev/v1alpha1\nkind: DatasetAutoscaler\nmetadata: { name: spark }\n${spec}`,
  );
  return file;
}

const lineOf = (out: string, begins: string) => out.split('\n').find((line) => line.startsWith(begins)) ?? '';

describe('the verb schedule', () => {
  it('draws the night on which clocks are put back, with the hour that comes again', async () => {
    const { out, err, exitCode } = await schedule(nightly, '--from', '2026-10-23', '--to', '2026-10-27');
    expect([err, exitCode]).to.deep.equal(['', 0]);
    expect(lineOf(out, 'Fri 2026-10-23 |')).to.equal(
      'Fri 2026-10-23 |aaaaaaaaaabbc..deeeeeeeeeeeeeeeeeeeeeeee....aaaa|',
    );
    // Eight hours from 22:00 end at 05:00, when the clock has been put back.
    expect(lineOf(out, 'Sun 2026-10-25 |')).to.equal(
      'Sun 2026-10-25 |aaaaaaaaaaccc...............................aaaa|  clocks are put back by 60 minutes',
    );
    expect(lineOf(out, '         again |')).to.equal(`         again |    aa${' '.repeat(42)}|`);
  });

  it('draws the night on which clocks are put forward, with a gap', async () => {
    const { out } = await schedule(nightly, '--from', '2026-03-28', '--to', '2026-03-30');
    expect(lineOf(out, 'Sun 2026-03-29 |')).to.equal(
      'Sun 2026-03-29 |aaaa  aaaabbba..............................aaaa|  clocks are put forward by 60 minutes',
    );
  });

  it('tells the effective bounds of every stretch, without a gap', async () => {
    const { out } = await schedule(nightly, '--from', '2026-11-27', '--to', '2026-11-28', '-o', 'json');
    const [{ stretches, zone, replicas }] = JSON.parse(out).items;
    expect([zone, replicas]).to.deep.equal(['Europe/Berlin', { min: 1, max: 6 }]);
    const told = stretches.map((one: Record<string, unknown>) => [one.from, one.min, one.max, one.scaleDown]);
    expect(told).to.deep.equal([
      ['2026-11-26T23:00:00Z', 1, 2, 'enabled'],
      ['2026-11-27T04:00:00Z', 1, 2, 'disabled'],
      ['2026-11-27T05:00:00Z', 1, 6, 'disabled'],
      ['2026-11-27T05:30:00Z', 1, 6, null],
      ['2026-11-27T06:38:00Z', 4, 6, null],
      ['2026-11-27T07:00:00Z', 4, 6, null],
      ['2026-11-27T19:00:00Z', 1, 6, null],
      ['2026-11-27T21:00:00Z', 1, 2, 'enabled'],
    ]);
    for (const [i, one] of stretches.entries())
      expect(one.to).to.equal(stretches[i + 1]?.from ?? '2026-11-27T23:00:00Z');
    expect(stretches[4].leads).to.deep.equal(['office']);
  });

  it('tells the edges before and after of every window, also of one that is suspended or over', async () => {
    const file = fileOf(
      [
        '      - { name: day, weekly: "Mon-Fri 08:00-20:00", zone: Asia/Tokyo, atLeast: 3 }',
        '      - { name: once, weekly: "daily 00:00-24:00", validUntil: 2026-01-31, atLeast: 2 }',
        '      - { name: asleep, weekly: "daily 00:00-24:00", atLeast: 2, suspend: true }',
      ].join('\n'),
    );
    const toldAt = async (now: number) => {
      const { out } = await scheduleAt(now, file, '--from', '2026-11-27', '--to', '2026-11-28', '-o', 'json');
      const [{ windows }] = JSON.parse(out).items;
      return windows.map(({ state, previous, next }: Record<string, unknown>) => ({ state, previous, next }));
    };
    const over = { state: 'closed', previous: { at: '2026-02-01T00:00:00Z', what: 'closed' }, next: null };
    const asleep = { state: 'suspended', previous: null, next: null };
    expect(await toldAt(september)).to.deep.equal([
      {
        state: 'closed',
        previous: { at: '2026-11-26T11:00:00Z', what: 'closed' },
        next: { at: '2026-11-26T23:00:00Z', what: 'opens' },
      },
      over,
      asleep,
    ]);
    // Of now, when now is within what is asked for; the days are those of Tokyo.
    expect(await toldAt(Date.parse('2026-11-26T23:14:00Z'))).to.deep.equal([
      {
        state: 'open',
        previous: { at: '2026-11-26T23:00:00Z', what: 'opened' },
        next: { at: '2026-11-27T11:00:00Z', what: 'closes' },
      },
      over,
      asleep,
    ]);
  });

  it('shows it in another time zone where asked', async () => {
    const { out } = await schedule(
      nightly,
      '--from',
      '2026-11-27',
      '--to',
      '2026-11-28',
      '--tz',
      'America/New_York',
    );
    expect(out).to.include('default/daytime: Fri 2026-11-27 00:00 to Sat 2026-11-28 00:00, America/New_York');
    expect(lineOf(out, 'Fri 2026-11-27 |')).to.equal(
      'Fri 2026-11-27 |a..bcccccccccccccccccccccccc....ddddddddddddddee|',
    );
  });

  it('has colours only where it is told to, and says the same without them', () => {
    const sources = new Map([
      [
        'x',
        {
          text: 'apiVersion: fluid-autoscaler.dev/v1alpha1\nkind: DatasetAutoscaler\nmetadata: { name: x }\nspec: { replicas: { max: 3 }, policies: { schedule: [{ weekly: "daily 08:00-20:00", atLeast: 2 }] } }',
        },
      ],
    ]);
    const [document] = documentsIn(sources, policies, 0).documents;
    if (document === undefined) throw new Error('no document');
    const scheduled = scheduleOf(document, { from: '2026-01-01', to: '2026-01-03', zone: undefined }, 0);
    const [plain, coloured] = [scheduleText(scheduled, false), scheduleText(scheduled, true)];
    expect(plain).to.match(/^[\x20-\x7e\n]*$/);
    expect(coloured).to.not.equal(plain);
    expect(stripVTControlCharacters(coloured)).to.equal(plain);
  });

  it('says of a document without windows that its bounds hold at any time', async () => {
    const { out } = await schedule(join(projectRoot, 'examples', 'spark.yaml'));
    expect(out).to.include('no schedule: these bounds hold at any time');
  });

  for (const [what, args, says] of [
    ['an unknown zone', ['--tz', 'Mars/Base'], 'no such time zone'],
    [
      'an end before the beginning',
      ['--from', '2026-10-24', '--to', '2026-10-23'],
      '--to must be after --from',
    ],
    ['more than 400 days', ['--from', '2026-01-01', '--to', '2028-01-01'], 'at most 400 days'],
    ['what is no day', ['--from', 'tomorrow'], '--from tomorrow: give a day'],
  ] as const) {
    it(`takes ${what} for misuse, and exits 2`, async () => {
      const { err, exitCode } = await schedule(nightly, ...args);
      expect(err).to.include(says);
      expect(exitCode).to.equal(2);
    });
  }

  it('shows what is sound and tells the faults of the rest, and exits 1', async () => {
    const file = fileOf('      - { weekly: "Mon-Fry 08:00-20:00", atLeast: 3 }');
    const { out, err, exitCode } = await schedule(file, nightly);
    expect(out).to.include('default/daytime');
    expect(err).to.include('"Mon-Fry 08:00-20:00" is not allowed');
    expect(exitCode).to.equal(1);
  });
});
