import { expect } from 'chai';
import { junitXml } from '../../../../lib/simulate/testing/junit.ts';
import { printResults, resultsData } from '../../../../lib/simulate/testing/print.ts';
import { describeWithBrowser } from '../../../support/browser.ts';
import { article, playAll, testText } from './make.ts';

const FAILS = article('neverAbove: 3', 'neverAbove: 2', 'noGrowthWhile: loading', 'timeFull: { max: 1ms }');
const BROKEN = testText(`  - name: "<odd> & \\"quoted\\" \\u202e ]]> 'name'"
    policy: nowhere.yaml
    scenario: article.yaml
    expect: [{ endsAt: 3 }]`);

describe('what became of tests', () => {
  it('is told with the second, what was seen and expected, the line, and the decision in force', async () => {
    expect(printResults([await playAll(FAILS)])).to.equal(`x.test.yaml
  FAILED   the article
           at 44s: 3 workers; expected never above 2 workers
             x.test.yaml:9:9: neverAbove
             decided at 44s: move 1 -> 3, AboveThreshold: the cache is 93.8% full, at or above 90%, and the dataset needs 3 workers to fit whole: wishes for as many as the limits allow, up to 3
           at 44s: 1 -> 3 while loading; expected no growth while loading
             x.test.yaml:10:9: noGrowthWhile
             decided at 44s: move 1 -> 3, AboveThreshold: the cache is 93.8% full, at or above 90%, and the dataset needs 3 workers to fit whole: wishes for as many as the limits allow, up to 3
           5s150ms; expected at most 1ms
             x.test.yaml:11:21: timeFull.max

1 test: 0 ok, 1 failed
`);
  });

  it('tells a test that could not be played, and lets no name act on the terminal', async () => {
    const text = printResults([await playAll(BROKEN)]);
    expect(text).to.contain('  INVALID  <odd> & "quoted" \\u{202e} ]]> \'name\'\n');
    expect(text).to.contain('x.test.yaml:5:13: tests[0].policy: "nowhere.yaml": no such file');
    expect(text).to.match(/\n1 test: 0 ok, 0 failed, 1 invalid\n$/);
  });

  it('is the same bytes for the same tests, in every form', async () => {
    const forms = async () => {
      const suites = [await playAll(FAILS), await playAll(BROKEN)];
      return [printResults(suites), JSON.stringify(resultsData(suites)), junitXml(suites)];
    };
    expect(await forms()).to.deep.equal(await forms());
  });

  it('is data for programs', async () => {
    const data = resultsData([await playAll(FAILS)]) as {
      readonly failed: number;
      readonly files: readonly { readonly tests: readonly { readonly failures: readonly object[] }[] }[];
    };
    expect(data.failed).to.equal(1);
    const [first, , last] = data.files[0]?.tests[0]?.failures ?? [];
    expect(first).to.deep.include({
      expectation: 'neverAbove',
      line: 9,
      at: '2026-01-01T00:00:44Z',
      after: '44s',
    });
    expect(last).to.deep.include({ expectation: 'timeFull', field: 'max', at: null, decision: null });
  });
});

type Attributes = Readonly<Record<string, string>>;
interface Read {
  readonly broken: string | null;
  readonly root: string;
  readonly counts: Attributes;
  readonly suites: readonly Attributes[];
  readonly cases: readonly Attributes[];
  readonly errors: readonly Attributes[];
  readonly failures: readonly string[];
}

/** What the page's parser makes of the text: a script of the page. */
const READ = `(xml) => {
  const document = new DOMParser().parseFromString(xml, 'application/xml');
  const values = (element) => Object.fromEntries([...element.attributes].map(({ name, value }) => [name, value]));
  const all = (selector) => [...document.querySelectorAll(selector)];
  return {
    broken: document.querySelector('parsererror')?.textContent ?? null,
    root: document.documentElement.tagName,
    counts: values(document.documentElement),
    suites: all('testsuites > testsuite').map(values),
    cases: all('testsuite > testcase').map(values),
    errors: all('testcase > error').map(values),
    failures: all('testcase > failure').map((one) => one.textContent),
  };
}`;

describeWithBrowser('results as JUnit XML', (open) => {
  it('are read by a real XML parser, as suites, cases, failures and errors with their texts', async () => {
    const suites = [await playAll(FAILS), await playAll(BROKEN), await playAll('# nothing\n')];
    const { page, close } = await open('about:blank');
    const read = (await page.evaluate(`(${READ})(${JSON.stringify(junitXml(suites))})`)) as Read;
    await close();
    expect([read.broken, read.root]).to.deep.equal([null, 'testsuites']);
    expect(read.counts).to.include({ tests: '3', failures: '1', errors: '2' });
    expect(read.suites.map(({ tests, failures, errors }) => [tests, failures, errors])).to.deep.equal([
      ['1', '1', '0'],
      ['1', '0', '1'],
      ['1', '0', '1'],
    ]);
    expect(read.cases.map(({ name }) => name)).to.deep.equal([
      'the article',
      `<odd> & "quoted" \\u{202e} ]]> 'name'`,
      'x.test.yaml',
    ]);
    expect(read.failures).to.have.lengthOf(3);
    expect(read.failures[0]).to.contain('move 1 -> 3, AboveThreshold');
    expect(read.errors.map(({ message }) => message)).to.deep.equal([
      '"nowhere.yaml": no such file',
      'no tests in this file',
    ]);
  });
});
