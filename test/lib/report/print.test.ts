import { expect } from 'chai';
import { parse, parseAllDocuments } from 'yaml';
import { layOut } from '../../../lib/report/columns.ts';
import { type Listing, printData, printList, printStream } from '../../../lib/report/print.ts';

interface Cache {
  readonly name: string;
  readonly workers: number;
  readonly note?: string | undefined;
}

const LISTING: Listing<Cache> = {
  columns: [
    { header: 'NAME', cell: ({ name }) => name },
    { header: 'WORKERS', cell: ({ workers }) => String(workers) },
    { header: 'NODE', wide: true, cell: () => 'node-1' },
    { header: 'NOTE', cell: ({ note = '-' }) => note },
  ],
  nameOf: ({ name }) => `dataset/${name}`,
};
const ROWS: readonly Cache[] = [
  { name: 'spark', workers: 3, note: 'full' },
  { name: 'imagenet-21k', workers: 12, note: undefined },
];

describe('a list is printed', () => {
  it('as a table: every column as wide as what is in it, three spaces between, nothing behind the last', async () => {
    expect(await printList(ROWS, LISTING, 'table')).to.equal(
      [
        'NAME           WORKERS   NOTE',
        'spark          3         full',
        'imagenet-21k   12        -',
        '',
      ].join('\n'),
    );
  });

  it('as a wide table with more columns', async () => {
    const [header] = (await printList(ROWS, LISTING, 'wide')).split('\n');
    expect(header).to.equal('NAME           WORKERS   NODE     NOTE');
  });

  it('as names, one a line', async () => {
    expect(await printList(ROWS, LISTING, 'name')).to.equal('dataset/spark\ndataset/imagenet-21k\n');
  });

  it('as JSON and as YAML with the same items, what is undefined left out', async () => {
    const json = await printList(ROWS, LISTING, 'json');
    expect(JSON.parse(json)).to.deep.equal({ items: [ROWS[0], { name: 'imagenet-21k', workers: 12 }] });
    expect(parse(await printList(ROWS, LISTING, 'yaml'))).to.deep.equal(JSON.parse(json));
  });

  it('as the data that scripts are to see, where that is not the row', async () => {
    const listing = { ...LISTING, dataOf: ({ name }: Cache) => ({ metadata: { name } }) };
    expect(JSON.parse(await printList(ROWS, listing, 'json')).items[0]).to.deep.equal({
      metadata: { name: 'spark' },
    });
  });

  it('with its heading when nothing is in it', async () => {
    expect(await printList([], LISTING, 'table')).to.equal('NAME   WORKERS   NOTE\n');
  });
});

describe('a stream is printed row by row', () => {
  const all = async (output: Parameters<typeof printStream>[1]) => {
    const print = printStream(LISTING, output);
    return [await print(ROWS[0] as Cache), await print(ROWS[1] as Cache)];
  };

  it('as a table whose heading comes once, with the first row', async () => {
    expect(await all('table')).to.deep.equal([
      'NAME   WORKERS   NOTE\nspark   3         full\n',
      'imagenet-21k   12        -\n',
    ]);
  });

  it('as JSON, an object a line; as YAML, a document each; as names', async () => {
    expect((await all('json')).map((line) => JSON.parse(line).name)).to.deep.equal(['spark', 'imagenet-21k']);
    const documents = parseAllDocuments((await all('yaml')).join(''));
    expect(documents.map((document) => document.toJS().workers)).to.deep.equal([3, 12]);
    expect(await all('name')).to.deep.equal(['dataset/spark\n', 'dataset/imagenet-21k\n']);
  });
});

describe('a table', () => {
  it('keeps room for cells that are yet to come', () => {
    const table = layOut([
      { header: 'A', least: 5, cell: (text: string) => text },
      { header: 'B', cell: () => 'b' },
    ]);
    expect([table.header, table.row('abcde')]).to.deep.equal(['A       B', 'abcde   b']);
  });

  it('lets no cell act on the terminal', () => {
    const table = layOut([{ header: 'A', cell: (text: string) => text }]);
    expect(table.row('a\u001b[2Jb\nc')).to.equal('a\\u{1b}[2Jb\\u{a}c');
  });
});

describe('a single thing', () => {
  it('is the same as JSON and as YAML', async () => {
    const thing = { at: 1, text: 'long '.repeat(40), list: [{ a: null }] };
    expect(parse(await printData(thing, 'yaml'))).to.deep.equal(JSON.parse(await printData(thing, 'json')));
  });
});
