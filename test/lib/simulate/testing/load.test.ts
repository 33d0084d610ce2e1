import { expect } from 'chai';
import { sayFailure } from '../../../../lib/simulate/testing/print.ts';
import { formatFault } from '../../../../lib/spec/fault.ts';
import { exampleText } from '../make.ts';
import { article, EXAMPLES, load, playAll, testText } from './make.ts';

/** `line:column path: problem` of every fault of a file. */
async function faultsOf(text: string): Promise<string[]> {
  const { faults, tests } = await load(text);
  return [...faults, ...tests.flatMap((test) => test.faults)].map(
    ({ file, line, column, path, problem }) => `${file}:${line}:${column} ${path}: ${problem}`,
  );
}

const INLINE = `  - name: all in one file
    policy:
      apiVersion: fluid-autoscaler.dev/v1alpha1
      kind: DatasetAutoscaler
      metadata: { name: spark }
      spec: { replicas: { max: 4 }, policies: { threshold: { up: 90% } } }
    scenario: { apiVersion: fluid-autoscaler.dev/v1alpha1, kind: Scenario, metadata: { name: short },
                spec: { duration: 10m, dataset: { size: 1GiB }, workers: { capacity: 1GiB } } }
    expect:
      - endsAt: 1`;

describe('a file of tests', () => {
  it('may name files beside it, or hold policy and scenario itself', async () => {
    for (const text of [article('neverAbove: 3'), testText(INLINE)]) {
      const { results } = await playAll(text);
      expect(results.map(({ outcome }) => outcome)).to.deep.equal(['ok']);
    }
  });

  const wrong = (from: string, to: string) => testText(INLINE.replace(from, to));
  const cases: readonly [what: string, text: string, says: string][] = [
    [
      'an unknown expectation',
      article('neverAbov: 3'),
      'x.test.yaml:8:9 tests[0].expect[0].neverAbov: unknown field "neverAbov"',
    ],
    [
      'a value of the wrong kind',
      article('neverAbove: many'),
      'x.test.yaml:8:21 tests[0].expect[0].neverAbove: "many" is not allowed',
    ],
    [
      'an entry that expects nothing',
      article('neverAbove: 3', '{}'),
      'x.test.yaml:9:9 tests[0].expect[1]: nothing is expected here',
    ],
    [
      'a moment that is none',
      article('at: { 20x: 3 }'),
      'x.test.yaml:8:20 tests[0].expect[0].at["20x"]: "20x" is no moment: a time since the start such as 20m, or an instant such as 2026-11-22T18:00:00Z',
    ],
    [
      'a range without bounds',
      article('lost: {}'),
      'x.test.yaml:8:15 tests[0].expect[0].lost: give min, max or both',
    ],
    [
      'replicas and serving together',
      article('reaches: { replicas: 1, serving: 1 }'),
      'x.test.yaml:8:18 tests[0].expect[0].reaches: give one of replicas (workers asked for) and serving (workers that serve)',
    ],
    [
      'a reason at and never',
      article('reason: { code: DryRun, at: 1m, never: true }'),
      'x.test.yaml:8:17 tests[0].expect[0].reason: give one of at, before and never',
    ],
    [
      'a policy file that is not there',
      article('endsAt: 3').replace('spark.yaml', 'nowhere.yaml'),
      'x.test.yaml:5:13 tests[0].policy: "nowhere.yaml": no such file',
    ],
    [
      'a fault in an inline policy, at its own place',
      wrong('90%', '90'),
      'x.test.yaml:9:66 spec.policies.threshold.up: 90 is not allowed',
    ],
    [
      'a fault in an inline scenario, at its own place',
      wrong('1GiB }, w', '1GiB }, x: 1, w'),
      'x.test.yaml:11:65 spec.x: unknown field "x"',
    ],
    ['another kind', 'apiVersion: v1\nkind: Pod\n', 'x.test.yaml:2:7 kind: "Pod" is not allowed'],
    ['nothing', '# nothing\n', 'x.test.yaml:1:1 : no tests in this file'],
    ['two documents', `${article('endsAt: 3')}---\nx: 1\n`, 'x.test.yaml:9:1 : a second document'],
  ];
  for (const [what, text, says] of cases) {
    it(`is told its fault, with file, line and column: ${what}`, async () => {
      expect(await faultsOf(text)).to.deep.equal([says]);
    });
  }

  it('is told a fault in a file it names at the place in that file', async () => {
    const broken = {
      ...EXAMPLES,
      'spark.yaml': (EXAMPLES['spark.yaml'] ?? '').replace('max: 4', 'max: four'),
    };
    const [test] = (await load(article('endsAt: 3'), broken)).tests;
    expect(test?.policies).to.equal(null);
    expect(formatFault(test?.faults[0] as never)).to.match(
      /^spark\.yaml:\d+:\d+: spec\.replicas\.max: "four"/,
    );
  });

  it('picks of many policies the one the scenario names, and says which there are where none is named', async () => {
    const text = article('neverAbove: 9').replace('spark.yaml', 'many.yaml');
    const scenario = (EXAMPLES['article.yaml'] ?? '').replace('size:', 'NAMED size:');
    const files = (named: string) => ({ ...EXAMPLES, 'article.yaml': scenario.replace('NAMED ', named) });
    const [unnamed] = (await load(text, files(''))).tests;
    const [fault] = unnamed?.faults ?? [];
    expect(fault?.problem).to.equal('many.yaml has 2 documents that the scenario could be for');
    const [first] = /[\w-]+\/([\w-]+), /.exec(fault?.allowed ?? '') ? [RegExp.$1] : [];
    const [named] = (await load(text, files(`name: ${first}, `))).tests;
    expect(named?.policies?.[0]?.plan.dataset).to.equal(first);
    const [none] = (await load(text, files('name: nobody, '))).tests;
    expect(none?.faults[0]?.problem).to.equal('many.yaml has no document that the scenario could be for');
  });

  it('looks for files from its own folder', async () => {
    const seen: string[] = [];
    const { loadTests } = await import('../../../../lib/simulate/testing/load.ts');
    await loadTests({
      file: 'teams/a/x.test.yaml',
      content: { text: article('endsAt: 3').replace('spark.yaml', '../spark.yaml') },
      registry: [],
      readFile: async (path) => {
        seen.push(path);
        return null;
      },
    });
    expect(seen).to.deep.equal(['teams/a/article.yaml', 'teams/spark.yaml']);
  });
});

describe('a test of several datasets', () => {
  const FILES = {
    'budget.yaml': exampleText('budget.yaml'),
    'scenario.yaml': exampleText('scenarios/budget.yaml'),
  };
  const several = (...entries: readonly string[]) =>
    testText(
      `  - name: x\n    policy: budget.yaml\n    scenario: scenario.yaml\n    expect:\n${entries.map((one) => `      - ${one}`).join('\n')}`,
    );

  it('says of which it expects what, by its name or the whole of it, and what of all together', async () => {
    const text = several(
      'neverAboveTogether: 8',
      '{ dataset: lab/voices, endsAt: 4 }',
      '{ dataset: catalog, endsAt: 1 }',
    );
    const { results } = await playAll(text, FILES);
    expect(results[0]?.failures.map(sayFailure)).to.deep.equal([
      'shop/catalog at 40m: 3 workers; expected 1 worker at the end',
    ]);
    const [less] = (await playAll(several('neverAboveTogether: 7'), FILES)).results;
    expect(less?.failures.map(sayFailure)).to.deep.equal([
      'at 6m1s: 8 workers; expected never above 7 workers together',
    ]);
  });

  for (const [what, entry, fault] of [
    [
      'no dataset',
      'endsAt: 4',
      'x.test.yaml:8:9: tests[0].expect[0]: of which of the datasets this is expected is not said',
    ],
    [
      'a dataset that is not there',
      '{ dataset: spark, endsAt: 4 }',
      'tests[0].expect[0].dataset: "spark" is none of the scenario\'s datasets; allowed: one of shop/catalog, lab/imagenet, lab/voices',
    ],
    ['nothing but a dataset', '{ dataset: catalog }', 'nothing is expected here'],
  ] as const) {
    it(`with ${what} in an entry is refused`, async () => {
      const { tests, faults } = await load(several(entry), FILES);
      const all = [...faults, ...tests.flatMap((test) => test.faults)].map((one) => formatFault(one));
      expect(all.join('\n')).to.include(fault);
    });
  }
});
