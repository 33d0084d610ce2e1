import { mkdtempSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { policies } from '../../../policies/index.ts';
import { projectRoot } from '../../root.ts';
import { formatFault } from '../../spec/fault.ts';
import { type LoadedDocument, loadDocuments } from '../../spec/load.ts';

/** The policy the demo plays, or what is wrong with it. @throws when the file cannot be read */
export async function loadPolicy(
  file: string | undefined,
): Promise<{ document: LoadedDocument; policyFile: string } | { faults: readonly string[] }> {
  const policyFile = file ?? join(projectRoot, 'examples/spark.yaml');
  const text = await readFile(policyFile, 'utf8');
  const { documents, faults } = loadDocuments(text, policyFile, policies);
  const [document] = documents;
  if (faults.length > 0) return { faults: faults.map((fault) => formatFault(fault, text)) };
  if (document === undefined) return { faults: [`${policyFile}: holds no policy document`] };
  return { document, policyFile };
}

/** A new folder for a ledger that stays. */
export function demoLedger(): string {
  return join(mkdtempSync(join(tmpdir(), 'fluid-autoscaler-ledger-')), 'ledger');
}
