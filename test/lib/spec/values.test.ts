import { expect } from 'chai';
import type { ZodType } from 'zod';
import { address, datasetName, instant, namespaceName, objectName, remark } from '../../../lib/spec/names.ts';
import {
  count,
  duration,
  period,
  positive,
  share,
  size,
  utilization,
  workers,
} from '../../../lib/spec/values.ts';

interface Table {
  readonly name: string;
  readonly schema: ZodType;
  readonly good: readonly (readonly [unknown, unknown])[];
  readonly bad: readonly unknown[];
}

const same = (...values: unknown[]) => values.map((value) => [value, value] as const);

const tables: readonly Table[] = [
  {
    name: 'a duration',
    schema: duration(),
    good: [
      ['20m', 1_200_000],
      ['1h30m', 5_400_000],
      ['90s', 90_000],
      ['250ms', 250],
      ['1.5h', 5_400_000],
      ['0', 0],
      [0, 0],
      ['0s', 0],
      ['366d', 366 * 86_400_000],
    ],
    bad: [
      '',
      '20',
      '20 m',
      'm',
      '-5m',
      '5x',
      20,
      -1,
      null,
      true,
      ['5m'],
      '367d',
      `${'9'.repeat(400)}d`,
      '1e3s',
    ],
  },
  { name: 'a period', schema: period(), good: [['1ms', 1]], bad: ['0', 0, '0s', '0m0s', '0.1ms'] },
  {
    name: 'a percentage',
    schema: share(),
    good: [
      ['90%', 90_000],
      ['87.5%', 87_500],
      ['0.001%', 1],
      ['0%', 0],
      ['250 %', 250_000],
    ],
    bad: [
      `${'9'.repeat(20)}%`,
      `${'9'.repeat(400)}%`,
      '90',
      '90.1234%',
      '-1%',
      '%',
      0.9,
      90,
      null,
      'ninety%',
    ],
  },
  { name: 'a utilization', schema: utilization(), good: [['100%', 100_000]], bad: ['0%', '100.001%', '0.9'] },
  {
    name: 'a size',
    schema: size(),
    good: [
      ['1Gi', 2 ** 30],
      ['1GiB', 2 ** 30],
      ['1G', 1e9],
      ['2.71GiB', Math.round(2.71 * 2 ** 30)],
      ['500mb', 5e8],
      ['1073741824', 2 ** 30],
    ],
    bad: [`${'9'.repeat(400)}Gi`, '10EiB', '', 'GiB', '-1G', '1Xi', 5, '1 0'],
  },
  {
    name: 'a count',
    schema: count(),
    good: same(0, 1, 2_147_483_647),
    bad: [-1, 1.5, '1', 2_147_483_648, Number.NaN, Infinity],
  },
  { name: 'a count of one or more', schema: positive(), good: same(1), bad: [0, -1, '1'] },
  { name: 'workers', schema: workers(), good: same(0, 150_000), bad: [-1, 1.5, '1', 150_001, 1e9] },
  { name: 'workers, at least one', schema: positive(workers()), good: same(1, 150_000), bad: [0, 1e9] },
  {
    name: 'a namespace',
    schema: namespaceName(),
    good: same('default', '9-to-5'),
    bad: ['', 'A', '-a', 'a.b', 'a'.repeat(64), 5],
  },
  {
    name: "a Dataset's name",
    schema: datasetName(),
    good: same('spark', 'a', 'a-1', 'a'.repeat(63)),
    bad: ['9lives', 'a.b', 'a-', '', 'a'.repeat(64), 'A'],
  },
  {
    name: "an object's name",
    schema: objectName(),
    good: same('a.b-c', '9', 'a'.repeat(253)),
    bad: ['a..b', '.a', 'a.', 'a'.repeat(254)],
  },
  {
    name: 'an instant',
    schema: instant(),
    good: [
      ['2026-11-22T18:00:00Z', Date.UTC(2026, 10, 22, 18)],
      ['2026-11-22T18:00:00.5+02:00', Date.UTC(2026, 10, 22, 16, 0, 0, 500)],
      ['2028-02-29T00:00:00Z', Date.UTC(2028, 1, 29)],
    ],
    bad: ['2026-02-29T00:00:00Z', '2026-11-22T18:00:00', '2026-11-22', 'tomorrow', '2026-11-22T25:00:00Z', 0],
  },
  {
    name: 'an address',
    schema: address(),
    good: same('http://10.0.0.7:19999', 'https://master.example/alluxio', 'http://[::1]:80'),
    bad: [
      '10.0.0.7:19999',
      'ftp://a',
      'http://',
      'http://u:p@a',
      'http://a?x=1',
      'http://a#x',
      'http://a b',
      'http://a:99999',
    ],
  },
  {
    name: 'a remark',
    schema: remark('a reason'),
    good: same('storage maintenance', 'über 2'),
    bad: ['', '   ', 'two\nlines', 'bell\u0007', 'x'.repeat(201), 5],
  },
];

for (const { name, schema, good, bad } of tables) {
  describe(name, () => {
    for (const [written, expected] of good) {
      it(`takes ${JSON.stringify(written).slice(0, 40)}`, () => {
        expect(schema.parse(written)).to.equal(expected);
      });
    }
    for (const written of bad) {
      it(`refuses ${String(JSON.stringify(written)).slice(0, 40)}, saying what it must be`, () => {
        const { success, error } = schema.safeParse(written);
        expect(success).to.equal(false);
        expect(error?.issues[0]?.message).to.match(/^must be /);
      });
    }
  });
}
