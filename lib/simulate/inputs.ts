/** What a simulation is given: a policy and a scenario, read from files, or why they cannot be played. */
import type { BudgetInForce, PolicyInForce } from '../daemon/daemon.ts';
import type { Policy } from '../decide/contract.ts';
import type { Plugins } from '../plugins/load.ts';
import { formatFault } from '../spec/fault.ts';
import { readPolicyFile } from '../spec/files.ts';
import { type LoadedDocument, loadDocuments } from '../spec/load.ts';
import { readSources } from '../spec/sources.ts';
import { datasetsOf, loadScenario, type Scenario } from './scenario.ts';

/** `misuse`: the caller's mistake, not the document's. */
export interface Refused {
  readonly refused: string;
  readonly misuse: boolean;
}

export interface ReadScenario {
  readonly scenario: Scenario;
  readonly notes: readonly string[];
}

export interface InputWishes {
  /** File of the scenario. */
  readonly scenario: string;
  /** Where each policy is: files, folders, or `-`; one policy is taken of each. */
  readonly policies: readonly (readonly string[])[];
  readonly dataset: string | null;
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly registry: readonly Policy[];
  readonly plugins?: Plugins | undefined;
}

export interface Inputs extends ReadScenario {
  /** To be compared, or one for each dataset of the scenario. */
  readonly policies: readonly PolicyInForce[];
  /** Budgets that stand beside them. */
  readonly budgets: readonly BudgetInForce[];
}

/** A scenario, and the policies to be played before it. */
export async function readInputs(wishes: InputWishes): Promise<Inputs | Refused> {
  const read = await readScenario(wishes.scenario);
  if ('refused' in read) return read;
  const { dataset } = wishes;
  const [paths = [], second] = wishes.policies;
  if (read.scenario.others !== undefined) {
    if (second !== undefined)
      return misused('a scenario of several datasets takes their policies with -f, and is not compared');
    if (dataset !== null)
      return misused('a scenario of several datasets names them itself: leave out --dataset');
    const policies = await readEach(read.scenario, { ...wishes, paths });
    return 'refused' in policies ? policies : { ...read, ...policies };
  }
  const preferred = nameOf(read.scenario);
  const policies: PolicyInForce[] = [];
  let budgets: readonly BudgetInForce[] = [];
  for (const one of wishes.policies) {
    const found = await readPolicy({ ...wishes, paths: one, preferred });
    if ('refused' in found) return found;
    policies.push(found.policy);
    budgets = found.budgets;
  }
  // Of several that are compared each would need its own.
  return { ...read, policies, budgets: second === undefined ? budgets : [] };
}

/** The document of each dataset, and the budgets beside them. */
async function readEach(
  scenario: Scenario,
  where: Where,
): Promise<Pick<Inputs, 'policies' | 'budgets'> | Refused> {
  const { paths } = where;
  const read = await readAll(where);
  if ('refused' in read) return read;
  const policies: PolicyInForce[] = [];
  for (const one of datasetsOf(scenario)) {
    const chosen = choose(read.documents, { paths, dataset: nameOf(one), preferred: null });
    if ('refused' in chosen) return chosen;
    policies.push(chosen);
  }
  return { policies, budgets: read.budgets };
}

function nameOf({ dataset: { namespace, name } }: Scenario): string | null {
  return name === null ? null : `${namespace ?? 'default'}/${name}`;
}

/** @param file one file with one document of kind Scenario */
export async function readScenario(file: string): Promise<ReadScenario | Refused> {
  const content = await readPolicyFile(file);
  if (content === null) return misused(`there is no scenario file ${file}`);
  if ('problem' in content)
    return misused(`the scenario file ${file} ${content.problem}; allowed is ${content.allowed}`);
  const { scenario, faults, notes } = loadScenario(content.text, file);
  if (scenario !== null) return { scenario, notes };
  return { refused: faults.map((fault) => formatFault(fault, content.text)).join('\n'), misuse: false };
}

export interface PolicyWishes {
  /** Files, folders, or `-`. */
  readonly paths: readonly string[];
  /** `namespace/name` of the document that is asked for; null: there is to be one. */
  readonly dataset: string | null;
  /** The dataset the scenario is about: its document is taken where there are several. */
  readonly preferred: string | null;
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly registry: readonly Policy[];
  readonly plugins?: Plugins | undefined;
}

/** The one document that is to be played, and the budgets beside it. */
async function readPolicy(
  wishes: PolicyWishes,
): Promise<{ policy: PolicyInForce; budgets: readonly BudgetInForce[] } | Refused> {
  const read = await readAll(wishes);
  if ('refused' in read) return read;
  const policy = choose(read.documents, wishes);
  return 'refused' in policy ? policy : { policy, budgets: read.budgets };
}

interface Read {
  readonly documents: readonly LoadedDocument[];
  readonly budgets: readonly BudgetInForce[];
}

type Where = Pick<PolicyWishes, 'paths' | 'stdin' | 'registry' | 'plugins'>;

async function readAll({ paths, stdin, registry, plugins }: Where): Promise<Read | Refused> {
  const sources = await readSources(paths, stdin).catch((error: Error) => misused(error.message));
  if ('refused' in sources) return sources;
  const documents: LoadedDocument[] = [];
  const budgets: BudgetInForce[] = [];
  const faults: string[] = [];
  await plugins?.learn(sources);
  for (const [file, content] of sources) {
    if ('problem' in content) return misused(`${file} ${content.problem}; allowed is ${content.allowed}`);
    const loaded = loadDocuments(content.text, file, registry);
    documents.push(...loaded.documents);
    budgets.push(...loaded.budgets);
    faults.push(...loaded.faults.map((fault) => formatFault(fault, content.text)));
  }
  if (faults.length > 0) return { refused: faults.join('\n'), misuse: false };
  return { documents, budgets };
}

function choose(
  documents: readonly LoadedDocument[],
  { paths, dataset, preferred }: Pick<PolicyWishes, 'paths' | 'dataset' | 'preferred'>,
): PolicyInForce | Refused {
  const where = paths.join(', ');
  const known = documents.map(({ key }) => key).join(', ');
  if (known === '') return { refused: `error: ${where} holds no policy document`, misuse: false };
  const named = (name: string | null) => documents.filter(({ key }) => key === name);
  const [asked, twin] = named(dataset ?? preferred);
  const document = asked ?? (dataset === null && documents.length === 1 ? documents[0] : undefined);
  if (document !== undefined && twin === undefined)
    return { plan: document.plan, file: document.file, text: document.text };
  if (dataset !== null && document === undefined)
    return misused(`${where} holds no policy document for ${dataset}, but for: ${known}`);
  const several = `${where} holds ${documents.length} policy documents`;
  if (twin !== undefined) return misused(`${several}, and more than one for ${twin.key}: give one file`);
  return misused(`${several}: say with --dataset which to play: ${known}`);
}

function misused(what: string): Refused {
  return { refused: what, misuse: true };
}
