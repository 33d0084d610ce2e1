import { expect } from 'chai';
import { type Adoption, adoptionOf } from '../../../lib/adoption/adoption.ts';
import { adoptionListing } from '../../../lib/adoption/listing.ts';
import { besideList } from '../../../lib/adoption/text.ts';
import { type ListOutput, printList } from '../../../lib/report/print.ts';
import { ARTICLE_SPEC, entryOf, inspected, nothingThere } from './make.ts';

const article = entryOf(ARTICLE_SPEC);
const full = adoptionOf(article, inspected({ reading: { used: 0.96 } }), { result: 'created', text: '' });

async function lineOf(adoption: Adoption, output: ListOutput, withNamespace = false): Promise<string> {
  const [, line = ''] = (await printList([adoption], adoptionListing(withNamespace), output)).split('\n');
  return line.replaceAll(/ {3,}/g, ' | ');
}

describe('a line of a plan', () => {
  const cases: readonly [string, Adoption, ListOutput, RegExp][] = [
    [
      'what moves, from what to what',
      full,
      'table',
      /^spark \| 1 \| 1-4 \| scales 1 -> 2 \| the cache is 96% full/,
    ],
    [
      'what stays, without a move',
      adoptionOf(article, inspected({}), null),
      'table',
      /^spark \| 1 \| 1-4 \| stays \| /,
    ],
    [
      'what is not there',
      adoptionOf(article, nothingThere(), null),
      'table',
      /^spark \| - \| 1-4 \| blocked \| /,
    ],
    [
      'what is in the way, with -o wide',
      adoptionOf(article, inspected({ owners: ['ScaledObject/spark'] }), null),
      'wide',
      /^spark \| AlluxioRuntime\/spark \| 1 \| 1-4 \| spark.yaml \| blocked \| .* \| ScaledObject\/spark also scales it: held/,
    ],
    ['what it would be as an object, with -o wide', full, 'wide', / \| created if applied \(dry run/],
  ];
  for (const [what, adoption, output, expected] of cases) {
    it(`shows ${what}`, async () => expect(await lineOf(adoption, output)).to.match(expected));
  }

  it('says the namespace with -A', async () =>
    expect(await lineOf(full, 'table', true)).to.match(/^default \| spark \| /));
});

describe('what is said beside a list of a plan', () => {
  const right = {
    ...{ verb: 'patch', group: 'data.fluid.io', resource: 'alluxioruntimes/scale' },
    ...{ namespace: null, name: null, without: 'no AlluxioRuntime is scaled' },
  };
  const plan = { adoptions: [full], faults: [], hints: [], rights: { missing: [], unknown: null } };

  it('is nothing where all is well', () => expect(besideList(plan)).to.deep.equal([]));

  it('is each right that is missing, and what is seen less of from here', () => {
    const rights = { missing: [right], unknown: null };
    expect(besideList({ ...plan, rights, hints: ['hint: h\u001b'] })).to.deep.equal([
      'rights this account lacks:',
      '  patch alluxioruntimes.data.fluid.io/scale in all namespaces: without it no AlluxioRuntime is scaled',
      'hint: h\\u{1b}',
    ]);
  });

  it('is each document that the API server refuses, for the exit code says that something is wrong', () => {
    const adoptions = [full, { ...full, object: { result: 'refused' as const, text: 'no\u001b' } }];
    const said = besideList({ ...plan, adoptions });
    expect(said).to.deep.equal(['error: spark.yaml: refused by the API server: no\\u{1b}']);
  });

  it('is that rights could not be asked for, without a claim that none is missing', () => {
    const said = besideList({ ...plan, rights: { missing: [], unknown: '403' } });
    expect(said).to.deep.equal(['rights could not all be asked for: 403']);
  });
});
