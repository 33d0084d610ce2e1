/** Writes the template of a policy; what is there already is never touched. */
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { quoted } from '../units/quoted.ts';
import { templateFiles } from './template.ts';

export interface NewPolicy {
  /** The files that were written; or, where `there` is not empty, none. */
  readonly written: readonly string[];
  /** Files that were there already. */
  readonly there: readonly string[];
}

/** @throws what the disk says */
export async function newPolicy(name: string, folder: string): Promise<NewPolicy> {
  const texts = Object.entries(templateFiles(name)).map(
    ([file, text]) => [join(folder, file), text] as const,
  );
  const there = texts.map(([file]) => file).filter((file) => existsSync(file));
  if (there.length > 0) return { written: [], there };
  await mkdir(folder, { recursive: true });
  for (const [file, text] of texts) await writeFile(file, text, { flag: 'wx' });
  return { written: texts.map(([file]) => file), there };
}

/** What to do with them, as lines of a shell. */
export function nextSteps(name: string, folder: string): readonly string[] {
  const at = (file: string) => quoted(join(folder, file));
  const plugins = `--plugins ${quoted(folder)}`;
  return [
    `node --test ${at(`${name}.test.mjs`)}`,
    `fluid-autoscaler validate ${plugins} ${at(`${name}.yaml`)}`,
    `fluid-autoscaler simulate ${plugins} -f ${at(`${name}.yaml`)} --scenario ${at(`${name}.scenario.yaml`)}`,
  ];
}
