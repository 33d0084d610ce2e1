import { expect } from 'chai';
import { adoptionOf, type Verdict } from '../../../lib/adoption/adoption.ts';
import { adoptionText, isStopped } from '../../../lib/adoption/text.ts';
import type { Inspected } from '../../../lib/inspect/inspected.ts';
import { blind } from '../decide/make.ts';
import { ARTICLE_SPEC, entryOf, inspected, nothingThere } from './make.ts';

const FULL = { reading: { used: 0.96 } };
const article = entryOf(ARTICLE_SPEC);
const away = {
  ...blind('EngineNotReachableHere'),
  numbers: { address: '10.0.0.7:19999', why: 'ETIMEDOUT' },
};

const CASES: readonly [string, Inspected, Verdict, RegExp | null][] = [
  ['a cache that is half full', inspected({}), 'stays', null],
  ['a full cache', inspected(FULL), 'scales', null],
  ['a full cache in a dry run', inspected(FULL, { mode: 'dry-run' }), 'would scale', null],
  ['no runtime', nothingThere(), 'blocked', null],
  [
    'a kind nobody knows',
    inspected({ obstacle: { code: 'KindUnknown', numbers: { kind: 'OddRuntime' } } }),
    'blocked',
    /OddRuntime is a kind of runtime this version does not know/,
  ],
  [
    'an HPA on the same runtime',
    inspected({ ...FULL, owners: ['HorizontalPodAutoscaler/spark'] }),
    'blocked',
    /HorizontalPodAutoscaler\/spark also scales it: held until it is gone/,
  ],
  [
    'more workers than the bounds allow',
    inspected({ replicas: 9 }),
    'stays',
    /its 9 workers are outside 1 to 4: held, unless the document says adopt: move/,
  ],
  ['an engine out of reach', { ...inspected({ reading: away }), decision: null }, 'unknown', null],
];

describe('adopting a document', () => {
  for (const [name, seen, verdict, inTheWay] of CASES) {
    it(`is told for ${name}`, () => {
      const adoption = adoptionOf(article, seen, null);
      expect(adoption.verdict).to.equal(verdict);
      if (inTheWay === null) expect(adoption.inTheWay).to.deep.equal([]);
      else expect(adoption.inTheWay.join('; ')).to.match(inTheWay);
      expect(adoption.why).to.match(/^[^?]{8,}$/);
    });
  }

  it('names what the document does not say', () => {
    const { defaults } = adoptionOf(article, inspected({}), null);
    expect(defaults).to.include('spec.respect: 1h');
    expect(defaults.join()).to.contain('spec.policies.step.up: [{ pods: 1, per: 5m }]');
  });

  it('names an owner that the document ignores, and a count that moves inside', () => {
    const ignoring = entryOf(`${ARTICLE_SPEC}  otherAutoscalers: ignore\n  adopt: move\n`);
    const seen = inspected({ replicas: 9, owners: ['ScaledObject/spark'] }, { otherAutoscalers: 'ignore' });
    expect(adoptionOf(ignoring, seen, null).inTheWay).to.deep.equal([
      'ScaledObject/spark also scales it, and the document says to ignore that',
      'its 9 workers are outside 1 to 4: it moves toward them',
    ]);
  });
});

describe('the plan in words', () => {
  const adoption = adoptionOf(article, inspected(FULL), { result: 'created', text: '' });
  const right = {
    ...{ verb: 'patch', group: 'data.fluid.io', resource: 'alluxioruntimes/scale' },
    namespace: null,
    name: null,
  };
  const plan = { adoptions: [adoption], faults: [], hints: [], rights: { missing: [], unknown: null } };

  it('tells of each dataset, of rights, and sums up', () => {
    const text = adoptionText(plan);
    expect(text).to.contain(
      'default/spark  (spark.yaml)\n  runtime     AlluxioRuntime/spark, 1 worker; bounds 1 to 4\n',
    );
    expect(text).to.match(/ {2}now {9}scales 1 -> 2: the cache is 96% full/);
    expect(text).to.contain('  object      created if applied (dry run on the API server)\n');
    expect(text).to.contain('rights: this account has all that the daemon needs\n');
    expect(text.trimEnd().split('\n').at(-1)).to.equal(
      '1 document, 1 would be scaled now, 0 held, 0 faults, 0 rights missing, nothing was written',
    );
    expect(isStopped(plan)).to.equal(false);
  });

  it('names each right that is missing, and what does not work without it', () => {
    const missing = [{ ...right, without: 'no AlluxioRuntime is scaled' }];
    const text = adoptionText({ ...plan, rights: { missing, unknown: null } });
    expect(text).to.contain(
      '  patch alluxioruntimes.data.fluid.io/scale in all namespaces: without it no AlluxioRuntime is scaled\n',
    );
    expect(isStopped({ ...plan, rights: { missing, unknown: null } })).to.equal(true);
  });

  it('does not say that nothing is missing where the rights could not all be asked for', () => {
    const text = adoptionText({ ...plan, rights: { missing: [], unknown: '404' } });
    expect(text).to.contain('rights could not all be asked for: 404\n');
    expect(text).not.to.contain('has all that');
    expect(text.trimEnd().split('\n').at(-1)).to.contain('0 faults, rights unknown, nothing was written');
  });

  it('ends with what is seen less of from here, before the summary', () => {
    const text = adoptionText({ ...plan, hints: ['hint: 1 engine is not reachable from here'] });
    expect(text).to.match(/needs\nhint: 1 engine is not reachable from here\n\n1 document/);
  });

  it('is stopped by faults and by a document that the API server refuses, not by one it could not be asked about', () => {
    const withObject = (result: 'refused' | 'unknown') =>
      isStopped({ ...plan, adoptions: [{ ...adoption, object: { result, text: 'x' } }] });
    expect([withObject('refused'), withObject('unknown')]).to.deep.equal([true, false]);
    expect(isStopped({ ...plan, faults: ['x'] })).to.equal(true);
  });

  it('lets no text of the cluster act on a terminal', () => {
    const object = { result: 'refused' as const, text: 'a\u001b[31m' };
    expect(adoptionText({ ...plan, adoptions: [{ ...adoption, object }] })).to.not.contain('\u001b');
  });
});
