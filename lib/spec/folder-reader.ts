/** Reads a policy folder as a whole: a folder of files, a mounted ConfigMap, or one file. */
import { readlink, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type CalendarMemory, readWithCalendars } from './calendars.ts';
import { type Memory, policyFilesIn } from './files.ts';
import type { FileContent } from './folder-state.ts';

export interface PolicyReader {
  /**
   * Every policy file, by its name in the folder; of a mounted ConfigMap all of one generation.
   * @throws the system's error when the folder cannot be read
   */
  read(): Promise<ReadonlyMap<string, FileContent>>;
  /** The path was one file, not a folder, when it was last read. */
  single(): boolean;
}

const MOST_TRIES = 3;
/** Some file systems cannot be trusted to tell of a change: every so many readings take nothing on trust. */
const TRUSTED_READINGS = 12;

export function createPolicyReader(path: string): PolicyReader {
  const memory: Memory = new Map();
  const calendars: CalendarMemory = new Map();
  let [single, readings] = [false, 0];

  const readAll = async (files: readonly (readonly [string, string])[]) => {
    const contents = new Map<string, FileContent>();
    for (const [name, file] of files) {
      const content = await readWithCalendars(file, memory, calendars);
      if (content !== null) contents.set(name, content);
    }
    return contents;
  };
  const readFolder = async () => {
    for (let tries = 1; ; tries++) {
      const before = await generation(path);
      const files = await readAll((await policyFilesIn(path)).map((name) => [name, join(path, name)]));
      if (tries === MOST_TRIES || before === (await generation(path))) return files;
    }
  };
  return {
    read: async () => {
      if (++readings % TRUSTED_READINGS === 0) {
        memory.clear();
        calendars.clear();
      }
      single = !(single ? await isFolder(path) : (await stat(path)).isDirectory());
      return single ? readAll([[basename(path), path]]) : readFolder();
    },
    single: () => single,
  };
}

/** That one file is gone is no error, as long as the folder it was in is there. */
async function isFolder(path: string): Promise<boolean> {
  await stat(dirname(path));
  return (await stat(path).catch(() => null))?.isDirectory() ?? false;
}

/** A ConfigMap's files lead through `..data`, which is swapped when it changes: what it leads to tells its versions apart. */
async function generation(folder: string): Promise<string> {
  try {
    return await readlink(join(folder, '..data'));
  } catch {
    return '';
  }
}
