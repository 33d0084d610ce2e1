/** Reads policy files from disk: regular files only, bounded, UTF-8; never waits on what is not a file. */
import { type BigIntStats, constants } from 'node:fs';
import { type FileHandle, open, readdir, stat } from 'node:fs/promises';
import { realClock } from '../clock/clock.ts';
import type { FileContent } from './folder-state.ts';
import { LARGEST_FILE } from './parse.ts';

const POLICY_FILE = /\.(ya?ml|json)$/i;
const ALLOWED_FILE = 'a regular file of UTF-8 text, at most 1 MiB';
const NO_FILE = 'it is not a regular file';

const TEST_FILE = /\.test\.(ya?ml|json)$/i;

/** Whether a file of this name holds tests of policies (the verb `test`), which may lie beside them. */
export function isTestFile(name: string): boolean {
  return TEST_FILE.test(name);
}

/** Whether a file of this name in a policy folder is read: `..data` and other hidden names are not, and tests are not. */
export function isPolicyFile(name: string): boolean {
  return POLICY_FILE.test(name) && !name.startsWith('.') && !isTestFile(name);
}

/** What a file said when it was last read, and what the system said of it then; by path. */
export type Memory = Map<string, { readonly state: string; readonly content: FileContent }>;

/** Two changes within one tick of the file system's clock look alike, so a state younger than this proves nothing, ms. */
const YOUNG_MS = 2000;

/**
 * @param memory spares reading a file again of which the system says that it has not changed
 * @returns the file's text, or why it cannot be read; null when there is no such file (or a link leads nowhere)
 */
export async function readPolicyFile(path: string, memory: Memory = new Map()): Promise<FileContent | null> {
  try {
    const found = await stat(path, { bigint: true });
    if (!found.isFile()) return refuse(NO_FILE);
    const known = memory.get(path);
    if (known?.state === stateOf(found)) return known.content;
    // Without blocking, so that a pipe put there since does not hold us.
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      return await readOpen(file, path, memory);
    } finally {
      await file.close();
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? null : refuse(code ?? message);
  }
}

async function readOpen(file: FileHandle, path: string, memory: Memory): Promise<FileContent> {
  const found = await file.stat({ bigint: true });
  if (!found.isFile()) return refuse(NO_FILE);
  const bytes = await readUpTo(file, Number(found.size));
  const content = decode(bytes);
  const settled = bytes.length === Number(found.size) && realClock.now() - Number(found.ctimeMs) > YOUNG_MS;
  if (settled) memory.set(path, { state: stateOf(found), content });
  else memory.delete(path);
  return content;
}

function stateOf({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return [dev, ino, size, mtimeNs, ctimeNs].join(':');
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
