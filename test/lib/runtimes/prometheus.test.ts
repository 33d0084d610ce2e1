import { expect } from 'chai';
import fc from 'fast-check';
import { type Found, findSeries, parseValue } from '../../../lib/runtimes/prometheus.ts';
import { odd, recordedPage } from './engine-server.ts';

const A: ReadonlySet<string> = new Set(['Cluster_A']);

function only(page: string): Found | undefined {
  return findSeries(page, 'Cluster_', A).get('Cluster_A');
}

describe('series of a Prometheus page', () => {
  const VALUES: [string, number | null][] = [
    ['0.0', 0],
    ['1.34217728E8', 134217728],
    ['1.073741824E9', 1073741824],
    ['1e3', 1000],
    ['1.5e-3', 0.0015],
    ['+2', 2],
    ['-1.0', -1],
    ['.5', 0.5],
    ['5.', 5],
    ['NaN', Number.NaN],
    ['+Inf', Number.POSITIVE_INFINITY],
    ['Inf', Number.POSITIVE_INFINITY],
    ['-Inf', Number.NEGATIVE_INFINITY],
    ['Infinity', Number.POSITIVE_INFINITY],
    ['9007199254740993', 9007199254740992],
    ['', null],
    ['1,024', null],
    ['0x10', null],
    ['1e', null],
    ['--1', null],
    ['1_000', null],
    ['constructor', null],
  ];
  for (const [text, value] of VALUES)
    it(`reads "${text}" as ${value}`, () => {
      expect(parseValue(text)).to.deep.equal(value);
    });

  const PAGES: [string, string, Found | undefined][] = [
    ['a plain line', 'Cluster_A 1.0\n', { value: 1 }],
    ['a line between others', 'x 1\nCluster_A 2.0\ny 3\n', { value: 2 }],
    ['a CRLF line', 'Cluster_A 1.0\r\nx 2\r\n', { value: 1 }],
    ['labels', 'Cluster_A{a="b",c="d"} 4.0\n', { value: 4 }],
    ['empty labels', 'Cluster_A{} 4.0\n', { value: 4 }],
    ['a brace and a quote inside a label', 'Cluster_A{a="} 9 \\" Cluster_A 8"} 4.0\n', { value: 4 }],
    ['a blank before the labels', 'Cluster_A {a="b"} 4.0\n', { value: 4 }],
    ['blanks before the name', ' \tCluster_A 1.0\n', { value: 1 }],
    ['a timestamp', 'Cluster_A 1.0 1795351142900\n', { value: 1 }],
    ['a last line without its end', 'Cluster_A 1.0', { value: 1 }],
    ['no such line', 'x 1\n', undefined],
    ['a longer name', 'Cluster_AB 1.0\n', undefined],
    ...['0', '9', ':', 'A', 'Z', '_', 'a', 'z'].map((end): [string, string, undefined] => [
      `a name that goes on with ${end}`,
      `Cluster_A${end} 1.0\n`,
      undefined,
    ]),
    ['a name that only ends so at the beginning of the page', 'xCluster_A 1.0\n', undefined],
    ['a name that only ends so', 'My_Cluster_A 1.0\nx Cluster_A 2.0\n', undefined],
    ['comments that name it', '# HELP Cluster_A Cluster_A 7\n# TYPE Cluster_A gauge\n', undefined],
    ['no value', 'Cluster_A\nx 1\n', { fault: 'malformed', text: '' }],
    ['a word for a value', 'Cluster_A one\n', { fault: 'malformed', text: 'one' }],
    ['two values', 'Cluster_A 1.0 2.5\n', { fault: 'malformed', text: '1.0 2.5' }],
    ['open labels', 'Cluster_A{a="b 1.0\n', { fault: 'malformed', text: '{a="b 1.0' }],
    ['the same twice', 'Cluster_A 1.0\nCluster_A 1.0\n', { fault: 'duplicate', text: 'Cluster_A' }],
    [
      'twice with labels',
      'Cluster_A{n="1"} 1\nCluster_A{n="2"} 2\n',
      { fault: 'duplicate', text: 'Cluster_A' },
    ],
  ];
  for (const [what, page, found] of PAGES)
    it(`takes ${what} as it is meant`, () => {
      expect(only(page)).to.deep.equal(found);
    });

  it('reads a line of blanks or of labels that never ends in one pass', () => {
    const long = 4 * 2 ** 20;
    expect(only(`Cluster_A${' '.repeat(long)}`)).to.deep.equal({ fault: 'malformed', text: '' });
    expect(only(`Cluster_A{${'"'.repeat(long)}`)).to.have.property('fault', 'malformed');
    expect(only(`${' '.repeat(long)}Cluster_A 1\n`)).to.deep.equal({ value: 1 });
  });

  it('never throws and never yields a value that is not on the page, whatever is done to the page', () => {
    const page = recordedPage('53-two-tiers-full.prom');
    const names = new Set(['Cluster_CapacityTotal', 'Cluster_CapacityUsed', 'Cluster_Workers']);
    const cut = fc.tuple(fc.nat(page.length), fc.nat(page.length));
    fc.assert(
      fc.property(cut, odd(40), ([a, b], noise) => {
        const text = page.slice(0, Math.min(a, b)) + noise + page.slice(Math.max(a, b));
        const lines = new Set(text.split('\n').map((line) => line.trim()));
        for (const [name, found] of findSeries(text, 'Cluster_', names)) {
          if ('fault' in found) continue;
          const printed = [...lines].filter((line) => line.startsWith(name));
          expect(
            printed.some((line) => Object.is(parseValue(line.split(/\s+/)[1] ?? ''), found.value)),
          ).to.equal(true);
        }
      }),
      { numRuns: 300 },
    );
  });
});
