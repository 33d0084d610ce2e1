/** From a test file's text to tests that can be played: their policies and scenarios read, every fault with its place. */
import { dirname, join } from 'node:path';
import type { PolicyInForce } from '../../daemon/daemon.ts';
import type { Policy } from '../../decide/contract.ts';
import type { Plugins } from '../../plugins/load.ts';
import { checkDocument } from '../../spec/checked.ts';
import { type Fault, type Place, pathText, quote } from '../../spec/fault.ts';
import type { FileContent } from '../../spec/folder-state.ts';
import { loadDocuments } from '../../spec/load.ts';
import { LARGEST_FILE } from '../../spec/parse.ts';
import type { Path } from '../../spec/schema-tree.ts';
import { splitDocuments } from '../../spec/split.ts';
import type { YamlDocument } from '../../spec/yaml.ts';
import { loadScenario, type Scenario } from '../scenario.ts';
import { type TestDocument, testForm } from './document.ts';
import type { ExpectationName } from './expectations.ts';
import { inlineText } from './inline.ts';

/** One expectation of a test and where it stands. */
export interface LoadedExpectation {
  readonly name: ExpectationName;
  readonly value: unknown;
  /** Of its name, or of a field below it. */
  readonly placeOf: (field?: string) => Place;
}

export interface LoadedTest {
  readonly file: string;
  readonly line: number;
  readonly name: string;
  /** Null where there is a fault. */
  readonly policy: PolicyInForce | null;
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
    const policy = await policyOf(reader, ['tests', i, 'policy'], test.policy, scenario.scenario);
    const expectations = test.expect.flatMap((entry, j) =>
      (Object.keys(entry) as ExpectationName[]).map((name): LoadedExpectation => {
        const path = ['tests', i, 'expect', j, name];
        const placeOf = (field?: string) => placeIn(yaml, field === undefined ? path : [...path, field]);
        return { name, value: entry[name], placeOf };
      }),
    );
    tests.push({
      file,
      line: placeIn(yaml, ['tests', i]).line,
      name: test.name,
      policy: policy.policy,
      scenario: scenario.scenario,
      expectations,
      faults: [...policy.faults, ...scenario.faults],
      notes: scenario.notes,
    });
  }
  return { file, tests, faults: [], texts };
}

/** An entry that expects nothing would hold. */
function emptyEntry({ tests }: TestDocument, yaml: YamlDocument, file: string): Fault | null {
  for (const [i, { expect }] of tests.entries()) {
    const j = expect.findIndex((entry) => Object.keys(entry).length === 0);
    if (j < 0) continue;
    const path = ['tests', i, 'expect', j];
    const said = { path: pathText(path), value: 'an empty mapping', problem: 'nothing is expected here' };
    return { file, ...placeIn(yaml, path), ...said, allowed: 'at least one expectation' };
  }
  return null;
}

interface Reader extends LoadOptions {
  readonly yaml: YamlDocument;
  readonly slice: { readonly text: string; readonly line: number };
  readonly texts: Map<string, string>;
}

/** The key of a field, or its nearest parent's. */
function placeIn(yaml: YamlDocument, path: Path): Place {
  for (let length = path.length; length > 0; length--) {
    const spot = yaml.spots.get(pathText(path.slice(0, length)));
    if (spot !== undefined) return yaml.place(spot.key);
  }
  return yaml.place(0);
}

interface Source {
  readonly file: string;
  /** Null where it cannot be read. */
  readonly text: string | null;
  readonly faults: readonly Fault[];
}

/** The text of a policy or a scenario: a file from the folder of the tests, or a part of the test file itself. */
async function sourceOf(reader: Reader, path: Path, given: string | object): Promise<Source> {
  const { file, yaml, slice, texts, readFile } = reader;
  if (typeof given === 'object') return { file, text: inlineText(slice, yaml, path), faults: [] };
  const name = given.startsWith('/') ? given : join(dirname(file), given);
  const content = (await readFile(name)) ?? {
    problem: 'no such file',
    allowed: 'a file, from the folder of this one',
  };
  if ('text' in content) {
    texts.set(name, content.text);
    return { file: name, text: content.text, faults: [] };
  }
  const spot = yaml.spots.get(pathText(path));
  const place = yaml.place(spot?.value ?? 0);
  const problem = `${quote(name)}: ${content.problem}`;
  const fault = {
    file,
    ...place,
    path: pathText(path),
    value: quote(given),
    problem,
    allowed: content.allowed,
  };
  return { file: name, text: null, faults: [fault] };
}

async function scenarioOf(reader: Reader, path: Path, given: string | object) {
  const { file, text, faults } = await sourceOf(reader, path, given);
  return text === null ? { scenario: null, faults, notes: [] } : loadScenario(text, file);
}

async function policyOf(
  reader: Reader,
  path: Path,
  given: string | object,
  scenario: Scenario | null,
): Promise<{ readonly policy: PolicyInForce | null; readonly faults: readonly Fault[] }> {
  const source = await sourceOf(reader, path, given);
  if (source.text === null) return { policy: null, faults: source.faults };
  await reader.plugins?.learn(new Map([[source.file, { text: source.text }]]));
  const { documents, faults } = loadDocuments(source.text, source.file, reader.registry);
  if (faults.length > 0) return { policy: null, faults };
  const { namespace = null, name = null } = scenario?.dataset ?? {};
  const meant = documents.filter(
    ({ plan }) =>
      (name === null || plan.dataset === name) && (namespace === null || plan.namespace === namespace),
  );
  const [document, second] = meant;
  if (document !== undefined && second === undefined) {
    const { plan, text } = document;
    return { policy: { plan, file: source.file, text }, faults: [] };
  }
  const place = reader.yaml.place(reader.yaml.spots.get(pathText(path))?.value ?? 0);
  const held = documents.map(({ plan }) => `${plan.namespace}/${plan.dataset}`).join(', ') || 'none';
  const problem = `${source.file} has ${meant.length === 0 ? 'no document' : `${meant.length} documents`} that the scenario could be for`;
  const allowed = `one document, or one that the scenario's spec.dataset names; there are: ${held}`;
  const fault = { file: reader.file, ...place, path: pathText(path), value: '', problem, allowed };
  return { policy: null, faults: [fault] };
}
