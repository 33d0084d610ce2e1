import { join } from 'node:path';
import type { MemoryDisk } from './memory-disk.ts';

/** A ledger as lines and the files they stand in. */
export type Lines = { readonly name: string; readonly line: string }[];

export function takeApart(disk: MemoryDisk, folder: string): Lines {
  return disk.segments(folder).flatMap((name) => {
    const text = disk.get(join(folder, name)).toString('latin1');
    return text
      .split('\n')
      .slice(0, -1)
      .map((line) => ({ name, line }));
  });
}

/** Puts lines back, instead of all segments there were. */
export function rewrite(disk: MemoryDisk, folder: string, lines: Lines): void {
  for (const name of disk.segments(folder)) disk.delete(join(folder, name));
  const texts = new Map<string, string>();
  for (const { name, line } of lines) texts.set(name, `${texts.get(name) ?? ''}${line}\n`);
  for (const [name, text] of texts) disk.put(join(folder, name), Buffer.from(text, 'latin1'));
}
