/** What a test names: its policies and its scenario, read from files or from the test file itself. */
import { dirname, join } from 'node:path';
import type { BudgetInForce, PolicyInForce } from '../../daemon/daemon.ts';
import { type Fault, type Place, pathText, quote } from '../../spec/fault.ts';
import { loadDocuments } from '../../spec/load.ts';
import type { Path } from '../../spec/schema-tree.ts';
import type { YamlDocument } from '../../spec/yaml.ts';
import { datasetsOf, loadScenario, type Scenario } from '../scenario.ts';
import { inlineText } from './inline.ts';
import type { LoadOptions } from './load.ts';

export interface Reader extends LoadOptions {
  readonly yaml: YamlDocument;
  readonly slice: { readonly text: string; readonly line: number };
  readonly texts: Map<string, string>;
}

/** The key of a field, or its nearest parent's. */
export function placeIn(yaml: YamlDocument, path: Path): Place {
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
  const problem = `${quote(name)}: ${content.problem}`;
  const fault = faultAt(reader, path, { value: quote(given), problem, allowed: content.allowed });
  return { file: name, text: null, faults: [fault] };
}

export async function scenarioOf(reader: Reader, path: Path, given: string | object) {
  const { file, text, faults } = await sourceOf(reader, path, given);
  return text === null ? { scenario: null, faults, notes: [] } : loadScenario(text, file);
}

interface Policies {
  readonly policies: readonly PolicyInForce[] | null;
  readonly budgets: readonly BudgetInForce[];
  readonly faults: readonly Fault[];
}

/** One document for each dataset of the scenario, and the budgets beside them. */
export async function policiesOf(
  reader: Reader,
  path: Path,
  given: string | object,
  scenario: Scenario | null,
): Promise<Policies> {
  const source = await sourceOf(reader, path, given);
  const none = { policies: null, budgets: [] };
  if (source.text === null) return { ...none, faults: source.faults };
  await reader.plugins?.learn(new Map([[source.file, { text: source.text }]]));
  const { documents, budgets, faults } = loadDocuments(source.text, source.file, reader.registry);
  if (faults.length > 0) return { ...none, faults };
  const policies: PolicyInForce[] = [];
  for (const { dataset } of scenario === null ? [NO_SCENARIO] : datasetsOf(scenario)) {
    const { namespace, name } = dataset;
    const meant = documents.filter(
      ({ plan }) =>
        (name === null || plan.dataset === name) && (namespace === null || plan.namespace === namespace),
    );
    const [document, second] = meant;
    if (document === undefined || second !== undefined) {
      const held = documents.map(({ plan }) => `${plan.namespace}/${plan.dataset}`).join(', ') || 'none';
      const problem = `${source.file} has ${meant.length === 0 ? 'no document' : `${meant.length} documents`} that the scenario could be for`;
      const allowed = `one document, or one that the scenario's spec.dataset names; there are: ${held}`;
      return { ...none, faults: [faultAt(reader, path, { value: '', problem, allowed })] };
    }
    policies.push({ plan: document.plan, file: source.file, text: document.text });
  }
  return { policies, budgets, faults: [] };
}

const NO_SCENARIO = { dataset: { namespace: null, name: null } } as const;

export function faultAt(
  { file, yaml }: Reader,
  path: Path,
  said: Pick<Fault, 'value' | 'problem' | 'allowed'>,
): Fault {
  const place = yaml.place(yaml.spots.get(pathText(path))?.value ?? 0);
  return { file, ...place, path: pathText(path), ...said };
}
