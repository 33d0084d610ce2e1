/** Reads policy files from disk: regular files only, bounded, UTF-8; never waits on what is not a file. */
import { constants } from 'node:fs';
import { type FileHandle, open, readdir, readlink, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { FileContent } from './folder-state.ts';
import { LARGEST_FILE } from './parse.ts';

const POLICY_FILE = /\.(ya?ml|json)$/i;
const ALLOWED_FILE = 'a regular file of UTF-8 text, at most 1 MiB';

const NO_FILE = 'it is not a regular file';

/** Whether a file of this name in a policy folder is read: `..data` and other hidden names are not. */
export function isPolicyFile(name: string): boolean {
  return POLICY_FILE.test(name) && !name.startsWith('.');
}

/** @returns the file's text, or why it cannot be read; null when there is no such file (or a link leads nowhere) */
export async function readPolicyFile(path: string): Promise<FileContent | null> {
  try {
    if (!(await stat(path)).isFile()) return refuse(NO_FILE);
    // Without blocking, so that a pipe put there since does not hold us.
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const found = await file.stat();
      return found.isFile() ? decode(await readUpTo(file, found.size)) : refuse(NO_FILE);
    } finally {
      await file.close();
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? null : refuse(code ?? message);
  }
}

function refuse(why: string): FileContent {
  return { problem: `cannot be read: ${why}`, allowed: ALLOWED_FILE };
}

/** Reads to the end, but not past the first byte too many. @param size what the system says it is, bytes */
async function readUpTo(file: FileHandle, size: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let [length, next] = [0, Math.min(size, LARGEST_FILE) + 1];
  while (length <= LARGEST_FILE) {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(next), 0, next, null);
    if (bytesRead === 0) break;
    chunks.push(buffer.subarray(0, bytesRead));
    length += bytesRead;
    next = 65_536;
  }
  return Buffer.concat(chunks);
}

/** Bytes to text; anything but UTF-8 is refused rather than guessed at. */
export function decode(bytes: Uint8Array): FileContent {
  if (bytes.length > LARGEST_FILE) return refuse(`it is longer than ${LARGEST_FILE} bytes`);
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return refuse('it is not UTF-8 text');
  }
}

/** The names of the policy files in a folder, sorted. @throws the system's error when the folder cannot be read */
export async function policyFilesIn(folder: string): Promise<readonly string[]> {
  return (await readdir(folder)).filter(isPolicyFile).sort();
}

/** As a ConfigMap is mounted: the folder its files really are in changes as one. Empty where it is not. */
async function generation(folder: string): Promise<string> {
  try {
    return await readlink(join(folder, '..data'));
  } catch {
    return '';
  }
}

const MOST_TRIES = 3;

export interface Policies {
  /** The path is one file, not a folder. */
  readonly single: boolean;
  readonly files: ReadonlyMap<string, FileContent>;
}

/**
 * Every policy file of a folder, all of one generation where a ConfigMap is mounted there; or the one file that `path` is.
 * @param wasSingle the path was one file when it was last read: then that it is gone is no error, as long as its folder is there
 * @throws the system's error when `path` itself cannot be read
 */
export async function readPolicies(path: string, wasSingle = false): Promise<Policies> {
  const folder = wasSingle ? await isFolder(path, dirname(path)) : (await stat(path)).isDirectory();
  if (!folder) return { single: true, files: await readAll([[basename(path), path]]) };
  for (let tries = 1; ; tries++) {
    const before = await generation(path);
    const files = await readAll((await policyFilesIn(path)).map((name) => [name, join(path, name)]));
    if (tries === MOST_TRIES || before === (await generation(path))) return { single: false, files };
  }
}

async function isFolder(path: string, parent: string): Promise<boolean> {
  await stat(parent);
  return (await stat(path).catch(() => null))?.isDirectory() ?? false;
}

async function readAll(files: readonly (readonly [string, string])[]): Promise<Policies['files']> {
  const contents = new Map<string, FileContent>();
  for (const [name, path] of files) {
    const content = await readPolicyFile(path);
    if (content !== null) contents.set(name, content);
  }
  return contents;
}
