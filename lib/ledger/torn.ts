import { join } from 'node:path';
import { type Disk, withFile, writeAll } from './disk.ts';
import { bytesFrom } from './lines.ts';

/** Bytes cut off the end of a segment, and where they were kept. */
export interface Torn {
  readonly file: string;
  readonly bytes: number;
}

async function tornFiles(disk: Disk, folder: string, seq: number): Promise<string[]> {
  const shape = new RegExp(`^torn-${seq}(-\\d+)?\\.txt$`);
  return (await disk.list(folder)).filter((name) => shape.test(name)).sort();
}

/**
 * Keeps torn bytes in a file of their own, named by the record that should have stood there, before they are cut off.
 * A crash in between leaves the same bytes to be kept again: then the file that has them already is enough.
 */
export async function keepAside(disk: Disk, folder: string, seq: number, bytes: Buffer): Promise<void> {
  const kept = await tornFiles(disk, folder, seq);
  for (const name of kept) {
    if (bytes.equals(await bytesFrom(disk, join(folder, name), 0))) return;
  }
  const taken = new Set(kept);
  let name = `torn-${seq}.txt`;
  for (let n = 2; taken.has(name); n += 1) name = `torn-${seq}-${n}.txt`;
  await withFile(disk, join(folder, name), 'create', async (file) => {
    await writeAll(file, bytes, 0);
    await file.sync();
  });
  await disk.syncFolder(folder);
}

/**
 * What was cut off where record `seq` should have stood, also by an opening that died before it could say so:
 * once a record says it, there is a record `seq`, and nobody asks again.
 */
export async function keptAside(disk: Disk, folder: string, seq: number): Promise<Torn[]> {
  const kept: Torn[] = [];
  for (const file of await tornFiles(disk, folder, seq)) {
    const bytes = await withFile(disk, join(folder, file), 'read', (open) => open.size());
    if (bytes > 0) kept.push({ file, bytes });
  }
  return kept;
}
