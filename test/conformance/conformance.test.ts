import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { projectRoot } from '../../lib/root.ts';
import { type Fields, isFields } from './case.ts';
import { report, tally } from './report.ts';
import { type Played, playFile, playFolder } from './run.ts';

const TABLES = join(projectRoot, 'test/fixtures/conformance');
const MAIN = join(import.meta.dirname, 'main.js');

function table(file: string): { readonly cases: readonly Fields[] } {
  return JSON.parse(readFileSync(join(TABLES, file), 'utf8')) as { readonly cases: readonly Fields[] };
}

function verdicts(file: string, cases: readonly unknown[]): readonly Played[] {
  return playFile(file, JSON.stringify({ cases }));
}

/** Every number in what a case expects, one higher. */
function spoilt(value: unknown): unknown {
  if (typeof value === 'number') return value + 1;
  if (Array.isArray(value)) return value.map(spoilt);
  if (!isFields(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, spoilt(inner)]));
}

describe('The conformance tables', () => {
  const results = playFolder(TABLES);
  for (const result of results) {
    it(`${result.file}: ${result.name}`, () => {
      expect(result.verdict, report([result])).to.be.oneOf(['passed', 'different']);
    });
  }

  it('are played whole, with at most a handful of differences', () => {
    const cases = readdirSync(TABLES).reduce((sum, file) => sum + table(file).cases.length, 0);
    expect(tally(results)).to.deep.equal({ passed: cases, failed: 0, skipped: 0 });
    expect(results.filter(({ verdict }) => verdict === 'different')).to.have.length.below(14);
  });
});

describe('The conformance program', () => {
  describe('finds a wrong number in', () => {
    for (const file of readdirSync(TABLES)) {
      it(`every case of ${file} that expects one`, () => {
        const wrong = table(file).cases.filter(expectsNumbers).map(spoilCase);
        const passed = verdicts(file, wrong).filter(({ verdict }) => verdict === 'passed');
        expect(passed.map(({ name }) => name)).to.deep.equal([]);
      });
    }
  });

  it('finds a wrong reason, a wrong error and a wrong validity', () => {
    const [limited] = table('hpa-scaling-with-rules.json').cases;
    const invalid = table('hpa-validate-behavior.json').cases.find(({ valid }) => valid === false);
    const found = [
      ...verdicts('hpa-scaling-with-rules.json', [{ ...limited, expectedConditionReason: 'ScaleUpLimit' }]),
      ...verdicts('hpa-validate-behavior.json', [
        { ...invalid, expectedErrorContains: 'another text' },
        { ...invalid, valid: true, expectedErrorContains: null },
        { ...invalid, expectedErrorCount: 2 },
      ]),
    ];
    expect(found.map(({ verdict }) => verdict)).to.deep.equal(['failed', 'failed', 'failed', 'failed']);
  });

  it('finds a wrong instant, a wrong activity, a wrong day and wrong values of a schedule', () => {
    const altered = (file: string, change: (testCase: Fields) => Fields) =>
      verdicts(file, table(file).cases.map(change));
    const later = (text: unknown) =>
      String(text).replace(/T(\d\d)/, (_, hour) => `T${hour === '23' ? '00' : '23'}`);
    const found = [
      ...altered('cron-robfig-v3-next.json', (each) => ({ ...each, expectedNext: later(each.expectedNext) })),
      ...altered('cron-cronhpa-lib-next.json', (each) => ({
        ...each,
        expectedNext: later(each.expectedNext),
      })),
      ...altered('cron-robfig-v3-activation.json', (each) => ({
        ...each,
        expectedActive: !each.expectedActive,
      })),
      ...altered('cron-keda-window.json', (each) => ({ ...each, expectedActive: !each.expectedActive })),
      ...altered('cron-keda-metadata.json', (each) => ({ ...each, expectedError: !each.expectedError })),
      ...altered('cron-robfig-v3-parse.json', (each) => ({ ...each, valid: !each.valid })),
      ...altered('cron-cronhpa-lib-parse.json', (each) => ({ ...each, valid: !each.valid })),
      ...altered('cron-cronhpa-excludedates-derived.json', (each) => ({
        ...each,
        intendedSkip: !each.intendedSkip,
      })),
    ];
    expect(found.filter(({ verdict }) => verdict !== 'failed')).to.deep.equal([]);
  });

  it('finds a log that lacks an entry that still counts', () => {
    const [first] = table('hpa-stabilize-with-behavior.json').cases;
    const [result] = verdicts('hpa-stabilize-with-behavior.json', [
      { ...first, expectedRecommendations: [4, 3] },
    ]);
    expect(result?.verdict).to.equal('failed');
  });

  it('fails a case that says too little, and plays the others', () => {
    const [first] = table('hpa-scaling-with-rules.json').cases;
    const found = verdicts('hpa-scaling-with-rules.json', [{ name: 'bare' }, 'no object', first]);
    expect(found.map(({ verdict }) => verdict)).to.deep.equal(['failed', 'failed', 'passed']);
    expect(report(found)).to.contain('expectedReplicas is absent').and.to.contain('case 2 is no object');
  });

  it('fails a file that is no table', () => {
    for (const text of ['{', '[]', '{"cases": 3}']) {
      expect(playFile('hpa-x.json', text).map(({ verdict }) => verdict)).to.deep.equal(['failed']);
    }
  });

  it('skips only what the tables do not name, each with its reason', () => {
    const found = [
      ...verdicts('cron-crane-window.json', [{ name: 'a' }, { name: 'b' }]),
      ...verdicts('hpa-reconcile.json', [{ name: 'c' }]),
      ...verdicts('hpa-edges-derived.json', [{ name: 'd', function: 'reconcile' }]),
    ];
    expect(tally(found)).to.deep.equal({ passed: 0, failed: 0, skipped: 4 });
    expect(report(found)).to.contain('skipped    cron-crane-window.json: belongs to schedules (2 cases)');
    expect(report(found)).to.contain("the tables' README names no function reconcile");
  });

  describe('as a command', () => {
    const folders: string[] = [];
    after(() => {
      for (const folder of folders) rmSync(folder, { recursive: true });
    });

    function run(files: Readonly<Record<string, unknown>>) {
      const folder = mkdtempSync(join(tmpdir(), 'conformance-'));
      folders.push(folder);
      for (const [name, content] of Object.entries(files)) {
        writeFileSync(join(folder, name), JSON.stringify(content));
      }
      return runIn(folder);
    }

    function runIn(folder: string | undefined) {
      const env = { ...process.env, CONFORMANCE_DIR: folder };
      const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN], { env, encoding: 'utf8' });
      return { status, last: stdout.trimEnd().split('\n').at(-1), stdout, stderr };
    }

    it('plays the shipped tables by default and ends with the closing line', () => {
      const { status, last, stdout } = runIn(undefined);
      expect(status).to.equal(0);
      expect(last).to.match(/^\d+ passed, 0 failed, 0 skipped$/);
      expect(stdout).to.match(/^hpa-scaling-with-rules\.json +17 +0 +0 +0$/m);
    });

    it('exits with 1 on a failure, naming the case, what was expected and what came', () => {
      const [first] = table('hpa-scaling-with-rules.json').cases;
      const { status, last, stdout } = run({
        'hpa-scaling-with-rules.json': { cases: [{ ...first, expectedReplicas: 99 }] },
      });
      expect(status).to.equal(1);
      expect(last).to.equal('0 passed, 1 failed, 0 skipped');
      expect(stdout).to.contain(
        'FAILED     hpa-scaling-with-rules.json: prenormalized desired replicas within range',
      );
      expect(stdout).to.contain('expected {"replicas":99,"reason":"DesiredWithinRange"}');
      expect(stdout).to.contain('got      {"replicas":7,"reason":"DesiredWithinRange"}');
    });

    it('exits with 1 where nothing was played', () => {
      expect(run({}).status).to.equal(1);
    });

    it('says which folder it cannot read', () => {
      const { status, stderr } = runIn('/nonexistent/tables');
      expect(status).to.equal(1);
      expect(stderr).to.contain('/nonexistent/tables').and.to.contain('CONFORMANCE_DIR');
    });
  });
});

const EXPECTED = /^expected(Replicas|Limit|StabilizedReplicas|ReplicasChangeInLast60s|MetricValue)$/;

function expectsNumbers(testCase: Fields): boolean {
  return isFields(testCase.expected) || Object.keys(testCase).some((key) => EXPECTED.test(key));
}

function spoilCase(testCase: Fields): Fields {
  return Object.fromEntries(
    Object.entries(testCase).map(([key, value]) => [
      key,
      key === 'expected' || EXPECTED.test(key) ? spoilt(value) : value,
    ]),
  );
}
