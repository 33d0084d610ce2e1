/** Finds test files: those given, and those in folders that are given. */
import { readdir, stat } from 'node:fs/promises';
import { join, normalize } from 'node:path';
import { readWithCalendars } from '../../spec/calendars.ts';
import { isTestFile } from '../../spec/files.ts';
import type { FileContent } from '../../spec/folder-state.ts';

/** The text of a file, or why it has none; null when there is no such file. */
export const readFile: (path: string) => Promise<FileContent | null> = (path) => readWithCalendars(path);

/** A file to read, and whether somebody named it or it was found in a folder. */
export interface Gathered {
  readonly file: string;
  readonly named: boolean;
}

/** Others call their tests `*.test.yaml`, too (of alert rules, say). Those found in a folder are passed over. */
export function isOurs(content: FileContent): boolean {
  return 'text' in content ? OURS.test(content.text) : true;
}

const OURS = /^[{\s]*["']?apiVersion["']?\s*:\s*["']?fluid-autoscaler\.dev\//m;

/**
 * @param paths files of any name, or folders: their `*.test.yaml`, `*.test.yml` and `*.test.json`, also of folders below
 * @returns file names, each once, in the order given; those of a folder sorted
 * @throws {Error} naming a path that is not there, or a folder without tests
 */
export async function gatherTests(paths: readonly string[]): Promise<readonly Gathered[]> {
  const files = new Map<string, Gathered>();
  for (const path of paths.map(normalize)) {
    const found = await stat(path).catch((error: NodeJS.ErrnoException) => error);
    if (found instanceof Error) {
      throw new Error(`${path}: ${found.code === 'ENOENT' ? 'no such file or folder' : found.code}`);
    }
    if (!found.isDirectory()) files.set(path, { file: path, named: true });
    else
      for (const file of await testsIn(path)) if (!files.has(file)) files.set(file, { file, named: false });
  }
  return [...files.values()];
}

async function testsIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder, { recursive: true });
  const tests = names.filter((name) => isTestFile(name) && !name.includes('node_modules')).sort();
  if (tests.length === 0) throw new Error(`${folder}: no test file (*.test.yaml) in this folder or below`);
  return tests.map((name) => join(folder, name));
}
