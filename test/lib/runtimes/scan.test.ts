import { expect } from 'chai';
import fc from 'fast-check';
import {
  parseSample,
  parseValue,
  type Sample,
  type Wanted,
  wanted,
} from '../../../lib/runtimes/prometheus.ts';
import { type Found, onlyOf, type ScannedPage, scanPage } from '../../../lib/runtimes/scan.ts';
import { odd, recordedPage, scanned } from './engine-server.ts';

const A = wanted(['Cluster_A']);

function only(page: string): Found | undefined {
  return onlyOf(scanned(page, A), 'Cluster_A');
}

/** The page as a scan sees it that gets it in pieces, cut after these numbers of bytes. */
function inPieces(page: Buffer, cuts: readonly number[], series: Wanted): ScannedPage {
  const scan = scanPage(series);
  let from = 0;
  for (const cut of [...cuts, page.length].sort((a, b) => a - b)) {
    // A copy that is spoilt afterwards: nothing may be kept of it.
    const piece = Buffer.from(page.subarray(from, cut));
    scan.take(piece);
    piece.fill(0);
    from = cut;
  }
  return scan.end();
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

  it('takes a time that grows with the line, however many blanks stand on it', () => {
    // With the square of them it would take minutes.
    const blanks = ' '.repeat(300_000);
    expect(parseSample(`${blanks}1${blanks}x`, true)).to.have.property('fault', 'malformed');
    expect(parseSample(`${blanks}1${blanks}\r`, true)).to.include({ value: 1 });
    expect(parseSample(`{}${blanks}1${blanks}2${blanks}`, true)).to.include({ value: 1, at: 2 });
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
    ['no line at all', '', undefined],
    ['a longer name', 'Cluster_AB 1.0\n', undefined],
    ['a beginning of the name and, on the next line, its end', 'Cluster\n_A 1.0\n', undefined],
    ['a shorter line after it', 'Cluster_A 1.0\nCluster\n', { value: 1 }],
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
    ['the same often', 'Cluster_A 1.0\n'.repeat(1000), { fault: 'duplicate', text: 'Cluster_A' }],
    [
      'twice with labels',
      'Cluster_A{n="1"} 1\nCluster_A{n="2"} 2\n',
      { fault: 'duplicate', text: 'Cluster_A' },
    ],
  ];
  for (const [what, page, found] of PAGES)
    it(`takes ${what} as it is meant, however the page is cut`, () => {
      expect(only(page)).to.deep.equal(found);
      const bytes = Buffer.from(page);
      const everywhere = Array.from({ length: bytes.length }, (_, i) => i);
      expect(onlyOf(inPieces(bytes, everywhere, A), 'Cluster_A')).to.deep.equal(found);
    });

  it('takes several names, also such as begin alike or with nothing in common', () => {
    const page = scanned(
      'Cluster_AB 1\nup 2\nCluster_A 3\nCluster 4\n',
      wanted(['Cluster_A', 'up', 'Cluster']),
    );
    expect(Object.fromEntries(page.samples)).to.deep.equal({
      up: [{ value: 2 }],
      Cluster_A: [{ value: 3 }],
      Cluster: [{ value: 4 }],
    });
  });

  it('reads a line of blanks or of labels that never ends in one pass, and keeps none of it', () => {
    const long = 4 * 2 ** 20;
    expect(only(`Cluster_A${' '.repeat(long)}`)).to.deep.equal({ fault: 'malformed', text: '' });
    expect(only(`Cluster_A{${'"'.repeat(long)}`)).to.have.property('fault', 'malformed');
    expect(only(`${' '.repeat(long)}Cluster_A 1\n`)).to.deep.equal({ value: 1 });
  });

  it('takes no line that is too long for one, whether it comes at once or in pieces', () => {
    const page = Buffer.from(`Cluster_A ${'0'.repeat(5000)}1\nCluster_B 2\n`);
    const series = wanted(['Cluster_A', 'Cluster_B']);
    for (const cuts of [[], [3], [4500], [1000, 2000, 3000, 4000, 5000]]) {
      const { samples } = inPieces(page, cuts, series);
      expect(samples.get('Cluster_A'), String(cuts)).to.have.nested.property('[0].fault', 'malformed');
      expect(samples.get('Cluster_B'), String(cuts)).to.deep.equal([{ value: 2 }]);
    }
  });

  const BEGINNINGS: [string, 'HTML' | 'JSON' | null][] = [
    ['<html>\n', 'HTML'],
    ['\n\r\t <!DOCTYPE html>\n', 'HTML'],
    ['{"a":1}\n', 'JSON'],
    [' [1]\n', 'JSON'],
    ['# HELP a <b>\na 1\n', null],
    [`${' '.repeat(300)}<html>\n`, null],
    ['', null],
  ];
  for (const [page, foreign] of BEGINNINGS)
    it(`says of ${JSON.stringify(page.slice(0, 20))} that it is ${foreign ?? 'nothing foreign'}`, () => {
      expect(scanned(page, A).foreign).to.equal(foreign);
      expect(inPieces(Buffer.from(page), [1, 2, 3], A).foreign).to.equal(foreign);
    });

  it('counts the bytes, and tells a page that has its last line feed', () => {
    expect(scanned('Cluster_A 1\n', A)).to.include({ bytes: 12, ended: true });
    expect(scanned('Cluster_A 1\nCluster_B é', A)).to.include({ bytes: 24, ended: false });
    expect(inPieces(Buffer.from('a 1\n'), [1, 2, 3], A)).to.include({ bytes: 4, ended: true });
  });

  describe('with labels', () => {
    const labelled = wanted(['a'], { labels: true });
    const read = (page: string): unknown =>
      scanned(page, labelled)
        .samples.get('a')
        ?.map((sample: Sample) =>
          'fault' in sample
            ? sample
            : { value: sample.value, labels: Object.fromEntries(sample.labels ?? []) },
        );
    const LABELS: [string, string, unknown][] = [
      ['none', 'a 1\n', [{ value: 1, labels: {} }]],
      ['empty braces', 'a{ } 1\n', [{ value: 1, labels: {} }]],
      [
        'those of JuiceFS',
        'a{mp="/runtime-mnt/juicefs/default/jfs",vol_name="minio"} 3.288597e+06 1795351142900\n',
        [{ value: 3288597, labels: { mp: '/runtime-mnt/juicefs/default/jfs', vol_name: 'minio' } }],
      ],
      ['blanks and a last comma', 'a { b = "c" , d="e", } 1\n', [{ value: 1, labels: { b: 'c', d: 'e' } }]],
      ['escapes', 'a{b="\\"\\\\\\n\\x"} 1\n', [{ value: 1, labels: { b: '"\\\nx' } }]],
      ['letters beyond ASCII', 'a{b="缓存"} 1\n', [{ value: 1, labels: { b: '缓存' } }]],
      [
        'several lines of one name, in their order',
        'a{n="2"} 2\nx 1\na{n="1"} 1\n',
        [
          { value: 2, labels: { n: '2' } },
          { value: 1, labels: { n: '1' } },
        ],
      ],
      [
        'a name with the labels of Object',
        'a{constructor="x"} 1\n',
        [{ value: 1, labels: { constructor: 'x' } }],
      ],
      ['a label twice', 'a{b="1",b="2"} 1\n', [{ fault: 'malformed', text: '{b="1",b="2"} 1' }]],
      ['a label without quotes', 'a{b=c} 1\n', [{ fault: 'malformed', text: '{b=c} 1' }]],
      ['a label without a comma', 'a{b="1"c="2"} 1\n', [{ fault: 'malformed', text: '{b="1"c="2"} 1' }]],
    ];
    for (const [what, page, samples] of LABELS)
      it(`takes ${what}`, () => {
        expect(read(page)).to.deep.equal(samples);
      });

    it('keeps no more lines of one name than it is told to, and says so', () => {
      const page = Array.from({ length: 100 }, (_, i) => `a{n="${i}"} ${i}\n`).join('');
      const samples = scanned(page, wanted(['a'], { labels: true, most: 3 })).samples.get('a');
      expect(samples).to.have.length(4);
      expect(samples?.[3]).to.deep.equal({ fault: 'too many', text: 'a' });
    });
  });

  it('sees the same however the page is cut, noise and all', () => {
    const names = ['Cluster_CapacityTotal', 'Cluster_CapacityUsed', 'Cluster_Workers', 'Cluster_A'];
    const series = wanted(names);
    const line = fc.oneof(
      fc.tuple(fc.constantFrom(...names), odd(12)).map(([name, rest]) => `${name} ${rest}`),
      fc.tuple(fc.constantFrom(...names), fc.nat()).map(([name, value]) => `${name} ${value}`),
      odd(30),
    );
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 12 }),
        fc.array(fc.nat(400), { maxLength: 12 }),
        fc.boolean(),
        (lines, cuts, end) => {
          const page = Buffer.from(lines.join('\n') + (end ? '\n' : ''));
          const inside = cuts.filter((cut) => cut <= page.length);
          expect(inPieces(page, inside, series)).to.deep.equal(inPieces(page, [], series));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('never throws and never yields a value that is not on the page, whatever is done to the page', () => {
    const page = recordedPage('53-two-tiers-full.prom');
    const names = ['Cluster_CapacityTotal', 'Cluster_CapacityUsed', 'Cluster_Workers'];
    const series = wanted(names);
    const cut = fc.tuple(fc.nat(page.length), fc.nat(page.length));
    fc.assert(
      fc.property(cut, odd(40), ([a, b], noise) => {
        const text = page.slice(0, Math.min(a, b)) + noise + page.slice(Math.max(a, b));
        const lines = new Set(text.split('\n').map((line) => line.trim()));
        const result = scanned(text, series);
        for (const name of names) {
          const found = onlyOf(result, name);
          if (!found || 'fault' in found) continue;
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
