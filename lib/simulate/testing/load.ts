/** From a test file's text to tests that can be played: their policies and scenarios read, every fault with its place. */
import type { BudgetInForce, PolicyInForce } from '../../daemon/daemon.ts';
import type { Policy } from '../../decide/contract.ts';
import type { Plugins } from '../../plugins/load.ts';
import { checkDocument } from '../../spec/checked.ts';
import { type Fault, type Place, pathText } from '../../spec/fault.ts';
import type { FileContent } from '../../spec/folder-state.ts';
import { LARGEST_FILE } from '../../spec/parse.ts';
import { splitDocuments } from '../../spec/split.ts';
import type { YamlDocument } from '../../spec/yaml.ts';
import type { Scenario } from '../scenario.ts';
import { datasetOf, expectationsIn } from './about.ts';
import { type TestDocument, testForm } from './document.ts';
import type { ExpectationName } from './expectations.ts';
import { placeIn, policiesOf, scenarioOf } from './sources.ts';

/** One expectation of a test and where it stands. */
export interface LoadedExpectation {
  /** `namespace/name` of the dataset it is about; null: of the only one, or of all. */
  readonly dataset: string | null;
  readonly name: ExpectationName;
  readonly value: unknown;
  /** Of its name, or of a field below it. */
  readonly placeOf: (field?: string) => Place;
}

export interface LoadedTest {
  readonly file: string;
  readonly line: number;
  readonly name: string;
  /** One a dataset of the scenario; null where there is a fault. */
  readonly policies: readonly PolicyInForce[] | null;
  readonly budgets: readonly BudgetInForce[];
  readonly scenario: Scenario | null;
  readonly expectations: readonly LoadedExpectation[];
  readonly faults: readonly Fault[];
  /** What is valid in its scenario and comes to nothing. */
  readonly notes: readonly string[];
}

export interface LoadedTests {
  readonly file: string;
  readonly tests: readonly LoadedTest[];
  /** Of the file itself; those of a test are with it. */
  readonly faults: readonly Fault[];
  /** The text of every file that was read, for excerpts. */
  readonly texts: ReadonlyMap<string, string>;
}

export interface LoadOptions {
  readonly file: string;
  readonly content: FileContent;
  readonly registry: readonly Policy[];
  readonly plugins?: Plugins | undefined;
  /** Null: no such file. */
  readonly readFile: (path: string) => Promise<FileContent | null>;
}

/** Reads one test file and what it names; never throws for what is in them. */
export async function loadTests(options: LoadOptions): Promise<LoadedTests> {
  const { file, content } = options;
  const texts = new Map<string, string>();
  const refuse = (place: Place, problem: string, allowed: string): LoadedTests => ({
    file,
    tests: [],
    faults: [{ file, ...place, path: '', value: '', problem, allowed }],
    texts,
  });
  const top = { line: 1, column: 1 };
  if ('problem' in content) return refuse(top, content.problem, content.allowed);
  const text = content.text.startsWith('\uFEFF') ? content.text.slice(1) : content.text;
  texts.set(file, text);
  if (Buffer.byteLength(text) > LARGEST_FILE) return refuse(top, 'the file is too large', 'at most 1 MiB');
  const [slice, second] = splitDocuments(text);
  if (slice === undefined) return refuse(top, 'no tests in this file', 'one document of kind PolicyTest');
  if (second !== undefined) {
    const place = { line: second.line, column: 1 };
    return refuse(place, 'a second document', 'one document of kind PolicyTest a file; tests is a list');
  }
  const { value, yaml, faults } = checkDocument(slice, file, testForm());
  if (value === null) return { file, tests: [], faults, texts };
  const empty = emptyEntry(value, yaml, file);
  if (empty !== null) return { file, tests: [], faults: [empty], texts };
  const reader = { ...options, text, yaml, slice, texts };
  const tests: LoadedTest[] = [];
  for (const [i, test] of value.tests.entries()) {
    const scenario = await scenarioOf(reader, ['tests', i, 'scenario'], test.scenario);
    const policy = await policiesOf(reader, ['tests', i, 'policy'], test.policy, scenario.scenario);
    const keys = (policy.policies ?? []).map(({ plan }) => `${plan.namespace}/${plan.dataset}`);
    const about = test.expect.map((entry, j) => datasetOf(reader, ['tests', i, 'expect', j], entry, keys));
    const expectations = test.expect.flatMap((entry, j) =>
      expectationsIn(entry).map((name): LoadedExpectation => {
        const path = ['tests', i, 'expect', j, name];
        const placeOf = (field?: string) => placeIn(yaml, field === undefined ? path : [...path, field]);
        return { dataset: about[j]?.dataset ?? null, name, value: entry[name], placeOf };
      }),
    );
    const unclear = about.flatMap(({ fault }) => (fault === null ? [] : [fault]));
    tests.push({
      file,
      line: placeIn(yaml, ['tests', i]).line,
      name: test.name,
      policies: unclear.length > 0 ? null : policy.policies,
      budgets: policy.budgets,
      scenario: scenario.scenario,
      expectations,
      faults: [...policy.faults, ...scenario.faults, ...unclear],
      notes: scenario.notes,
    });
  }
  return { file, tests, faults: [], texts };
}

/** An entry that expects nothing would hold. */
function emptyEntry({ tests }: TestDocument, yaml: YamlDocument, file: string): Fault | null {
  for (const [i, { expect }] of tests.entries()) {
    const j = expect.findIndex((entry) => expectationsIn(entry).length === 0);
    if (j < 0) continue;
    const path = ['tests', i, 'expect', j];
    const said = { path: pathText(path), value: 'an empty mapping', problem: 'nothing is expected here' };
    return { file, ...placeIn(yaml, path), ...said, allowed: 'at least one expectation' };
  }
  return null;
}
