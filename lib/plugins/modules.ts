/** The files of a folder that are plug-ins. Their names and contents come from outside. */
import { createHash } from 'node:crypto';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { printable } from '../units/printable.ts';

/** Far more than a policy needs, bytes. */
const LARGEST = 2 ** 20;
const MOST = 32;

export interface ModuleFile {
  /** As shown: the folder as given, and the name. */
  readonly file: string;
  /** Where it really lies. */
  readonly path: string;
  /** SHA-256 of its text, hex. What it imports itself is not in it. */
  readonly hash: string;
}

/** Why plug-ins cannot be used, a line each: told before anything is begun. */
export class PluginError extends Error {
  /** The folder itself cannot be used. */
  readonly misuse: boolean;

  constructor(message: string, misuse = false) {
    super(message);
    this.misuse = misuse;
  }
}

/**
 * `*.mjs` and `*.js` directly in the folder, by name; tests (`*.test.mjs`) and hidden names are passed over. A link may lead
 * about inside the folder, as in a mounted ConfigMap, and not out of it.
 * @throws {PluginError}
 */
export async function modulesIn(folder: string): Promise<readonly ModuleFile[]> {
  const root = await realpath(folder).catch((error: NodeJS.ErrnoException) => unreadable(folder, error));
  const entries = await readdir(root).catch((error: NodeJS.ErrnoException) => unreadable(folder, error));
  const names = entries.filter((name) => /^[^.].*\.m?js$/.test(name) && !/\.test\.m?js$/.test(name)).sort();
  if (names.length > MOST)
    throw new PluginError(
      `--plugins ${printable(folder)}: ${names.length} modules; at most ${MOST}, each has a thread of its own`,
      true,
    );
  return Promise.all(names.map((name) => moduleFile(folder, root, name)));
}

async function moduleFile(folder: string, root: string, name: string): Promise<ModuleFile> {
  const file = printable(join(folder, name));
  const refuse = (why: string): never => {
    throw new PluginError(`${file}: ${why}`);
  };
  const failed = (error: NodeJS.ErrnoException) => refuse(`cannot be read (${error.code ?? error.message})`);
  const path = await realpath(join(root, name)).catch(failed);
  const inside = relative(root, path);
  if (inside === '..' || inside.startsWith(`..${sep}`))
    refuse('leads out of the folder: a plug-in lies in it');
  const { size, isFile } = await stat(path).then(
    (found) => ({ size: found.size, isFile: found.isFile() }),
    failed,
  );
  if (!isFile) refuse('is no file');
  if (size > LARGEST) refuse(`has ${size} bytes; a plug-in has at most ${LARGEST}`);
  return { file, path, hash: await hashOf(path).catch(failed) };
}

export async function hashOf(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
}

function unreadable(folder: string, error: NodeJS.ErrnoException): never {
  const why =
    error.code === 'ENOENT'
      ? 'no such folder'
      : error.code === 'ENOTDIR'
        ? 'is no folder'
        : (error.code ?? error.message);
  throw new PluginError(`--plugins ${printable(folder)}: ${why}`, true);
}
