/** What a simulation is given: a policy and a scenario, read from files, or why they cannot be played. */
import type { PolicyInForce } from '../daemon/daemon.ts';
import type { Policy } from '../decide/contract.ts';
import type { Plugins } from '../plugins/load.ts';
import { formatFault } from '../spec/fault.ts';
import { readPolicyFile } from '../spec/files.ts';
import { type LoadedDocument, loadDocuments } from '../spec/load.ts';
import { readSources } from '../spec/sources.ts';
import { loadScenario, type Scenario } from './scenario.ts';

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
  readonly policies: readonly PolicyInForce[];
}

/** A scenario, and the policies to be played before it. */
export async function readInputs(wishes: InputWishes): Promise<Inputs | Refused> {
  const read = await readScenario(wishes.scenario);
  if ('refused' in read) return read;
  const { namespace, name } = read.scenario.dataset;
  const preferred = name === null ? null : `${namespace ?? 'default'}/${name}`;
  const policies: PolicyInForce[] = [];
  for (const paths of wishes.policies) {
    const policy = await readPolicy({ ...wishes, paths, preferred });
    if ('refused' in policy) return policy;
    policies.push(policy);
  }
  return { ...read, policies };
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

/** The one document that is to be played. */
export async function readPolicy({
  paths,
  dataset,
  preferred,
  stdin,
  registry,
  plugins,
}: PolicyWishes): Promise<PolicyInForce | Refused> {
  const sources = await readSources(paths, stdin).catch((error: Error) => misused(error.message));
  if ('refused' in sources) return sources;
  const documents: LoadedDocument[] = [];
  const faults: string[] = [];
  await plugins?.learn(sources);
  for (const [file, content] of sources) {
    if ('problem' in content) return misused(`${file} ${content.problem}; allowed is ${content.allowed}`);
    const loaded = loadDocuments(content.text, file, registry);
    documents.push(...loaded.documents);
    faults.push(...loaded.faults.map((fault) => formatFault(fault, content.text)));
  }
  if (faults.length > 0) return { refused: faults.join('\n'), misuse: false };
  return choose(documents, { paths, dataset, preferred });
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
