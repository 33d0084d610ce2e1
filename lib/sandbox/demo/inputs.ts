/** What the demo is given: a policy document and a folder for the ledger. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { policies } from '../../../policies/index.ts';
import type { Policy } from '../../decide/contract.ts';
import { realDisk } from '../../ledger/disk.ts';
import { listSegments } from '../../ledger/segments.ts';
import type { SourceSpec } from '../../model/source.ts';
import type { Plugins } from '../../plugins/load.ts';
import { projectRoot } from '../../root.ts';
import { readWithCalendars } from '../../spec/calendars.ts';
import { formatFault } from '../../spec/fault.ts';
import { isPolicyFile } from '../../spec/files.ts';
import { type LoadedDocument, loadDocuments } from '../../spec/load.ts';
import type { RuntimeName } from '../kinds/contract.ts';
import { documentFor, type StageFacts } from './documents.ts';

/** The document that is played. */
export interface DemoPolicy {
  readonly document: LoadedDocument;
  /** How its file is called where the daemon reads it. */
  readonly fileName: string;
  /** How many documents the file holds; the first is played. */
  readonly documents: number;
  /** Its text on the stage. */
  textOn(facts: StageFacts): string;
  /** Made for the kind of runtime, so that it is worth showing. */
  readonly made: boolean;
}

/** Why the demo cannot play what it was given; `misuse` when that is the caller's mistake, not the document's. */
export interface Refused {
  readonly refused: string;
  readonly misuse: boolean;
}

/** The policies there are, the user's own among them; default: the built-in ones. */
interface Known {
  readonly registry?: readonly Policy[];
  readonly plugins?: Plugins | undefined;
}

/** So that a document can be checked before there is a stage. */
const ANY_STAGE: StageFacts = { page: 'http://127.0.0.1:9/usage', began: 0 };

/** What is played where no file is given: the article's document, or what this kind of runtime needs. */
export async function policyOf(
  file: string | undefined,
  runtime: RuntimeName,
  sizeBytes: number,
  known: Known = {},
): Promise<DemoPolicy | Refused> {
  const textOn = file === undefined ? documentFor(runtime, sizeBytes) : null;
  if (textOn === null) return loadPolicy(file, known);
  const fileName = `${runtime}.yaml`;
  const text = textOn(ANY_STAGE);
  const { documents, faults } = loadDocuments(text, fileName, known.registry ?? policies);
  const [document] = documents;
  if (document === undefined) throw new Error(faults.map((fault) => formatFault(fault, text)).join('\n'));
  return { document, fileName, documents: 1, textOn, made: true };
}

/** @param file a policy file; undefined: the article's */
export async function loadPolicy(
  file: string | undefined,
  { registry = policies, plugins }: Known = {},
): Promise<DemoPolicy | Refused> {
  const path = file ?? join(projectRoot, 'examples/spark.yaml');
  const content = await readWithCalendars(path);
  if (content === null) return { refused: `error: there is no policy file ${path}`, misuse: true };
  if ('problem' in content)
    return {
      refused: `error: the policy file ${path} ${content.problem}; allowed is ${content.allowed}`,
      misuse: true,
    };
  await plugins?.learn(new Map([[path, content]]));
  const { documents, faults } = loadDocuments(content.text, path, registry);
  if (faults.length > 0)
    return { refused: faults.map((fault) => formatFault(fault, content.text)).join('\n'), misuse: false };
  const [document] = documents;
  if (document === undefined) return { refused: `error: ${path} holds no policy document`, misuse: false };
  const real = realAddressIn(document.plan.sources);
  if (real !== null)
    return {
      refused: `error: ${path} says ${real}, and the demo has its own; play it without that field`,
      misuse: false,
    };
  const name = basename(path);
  const fileName = isPolicyFile(name) ? name : 'policy.yaml';
  return { document, fileName, documents: documents.length, textOn: () => document.text, made: false };
}

/** What names an address outside of the demo, or null. */
function realAddressIn(sources: readonly SourceSpec[]): string | null {
  if (sources.some((source) => source.type === 'engine' && source.url !== null))
    return 'spec.engine.url: that is a real engine';
  const given = sources.find(({ type }) => type === 'http' || type === 'prometheus');
  return given === undefined ? null : `a source of spec.sources (${given.type}): that is a real address`;
}

/**
 * The folder the demo writes its ledger to: the one given, or a new one that stays.
 * @returns an absolute path, or why not: a demo's records must not get into a ledger that is already there
 */
export async function ledgerFolder(given: string | undefined): Promise<string | Refused> {
  if (given === undefined) return mkdtempSync(join(tmpdir(), 'fluid-autoscaler-ledger-'));
  const folder = resolve(given);
  const { numbers } = await listSegments(realDisk, folder).catch(() => ({ numbers: [] }));
  if (numbers.length === 0) return folder;
  return {
    refused: `error: there is a ledger in ${folder} already, and the demo's records do not belong into it: give another folder`,
    misuse: true,
  };
}
