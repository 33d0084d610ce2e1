/** Gathers what `validate` is given: files, folders, and the standard input. */
import { stat } from 'node:fs/promises';
import { join, normalize } from 'node:path';
import { readWithCalendars } from './calendars.ts';
import { decode, policyFilesIn } from './files.ts';
import type { FileContent } from './folder-state.ts';
import { LARGEST_FILE } from './parse.ts';

export const STDIN = '(stdin)';

/** By the name each has in messages. */
export type Sources = ReadonlyMap<string, FileContent>;

/**
 * @param paths files of any name, folders (their `*.yaml`, `*.yml`, `*.json`), or `-`
 * @throws {Error} naming a path that is not there
 */
export async function readSources(
  paths: readonly string[],
  stdin: AsyncIterable<Uint8Array>,
): Promise<Sources> {
  const sources = new Map<string, FileContent>();
  for (const path of paths) {
    if (path === '-') sources.set(STDIN, decode(await readStream(stdin)));
    else for (const [name, content] of await readPath(normalize(path))) sources.set(name, content);
  }
  return sources;
}

async function readPath(path: string): Promise<readonly [string, FileContent][]> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => error);
  if (found instanceof Error)
    throw new Error(`${path}: ${found.code === 'ENOENT' ? 'no such file or folder' : found.code}`);
  if (!found.isDirectory()) return [[path, (await readWithCalendars(path)) ?? gone()]];
  try {
    const names = (await policyFilesIn(path)).map((name) => join(path, name));
    if (names.length === 0)
      return [[path, { problem: 'no policy file in this folder', allowed: '*.yaml, *.yml, *.json' }]];
    return await Promise.all(
      names.map(
        async (name) =>
          [name, (await readWithCalendars(name)) ?? gone()] as const satisfies [string, FileContent],
      ),
    );
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return [[path, { problem: `cannot be read: ${code ?? message}`, allowed: 'a folder of policy files' }]];
  }
}

function gone(): FileContent {
  return { problem: 'a link that leads nowhere', allowed: 'a regular file' };
}

async function readStream(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream) {
    chunks.push(Buffer.from(chunk));
    length += chunk.length;
    // One byte too many is enough to refuse it.
    if (length > LARGEST_FILE) break;
  }
  return Buffer.concat(chunks);
}
