import { type Disk, readFull, withFile } from './disk.ts';

/** A run of lines. */
export interface Lines {
  /** Begins at the start of a line. Ends in a newline, unless `torn`. */
  readonly bytes: Buffer;
  /** Where in the file it begins, bytes. */
  readonly offset: number;
  /** It is the end of the file, and has no newline. */
  readonly torn: boolean;
}

const chunkBytes = 1 << 20;
const leastBytes = 1 << 12;

/** A file's lines from `from` on (bytes; the start of a line), in runs of about 1 MiB; the torn end is a run of its own. */
export async function* linesOf(disk: Disk, path: string, from = 0): AsyncGenerator<Lines> {
  const file = await disk.open(path, 'read');
  try {
    const size = await file.size();
    let rest: Buffer = Buffer.alloc(0);
    let read = from;
    for (;;) {
      const room = Math.min(Math.max(size - read, leastBytes), chunkBytes);
      // Growing with what is left over keeps a very long line from being copied again and again.
      const bytes = Buffer.allocUnsafe(rest.length + Math.max(room, rest.length));
      rest.copy(bytes);
      const got = await readFull(file, bytes.subarray(rest.length), read);
      const filled = bytes.subarray(0, rest.length + got);
      const offset = read - rest.length;
      read += got;
      const end = filled.lastIndexOf(10) + 1;
      if (end > 0) yield { bytes: filled.subarray(0, end), offset, torn: false };
      rest = filled.subarray(end);
      if (got > 0) continue;
      if (rest.length > 0) yield { bytes: rest, offset: offset + end, torn: true };
      return;
    }
  } finally {
    await file.close();
  }
}

/** A file's lines from its end to its start, in runs of about 1 MiB; within a run they stand in file order. */
export async function* linesBackwards(disk: Disk, path: string): AsyncGenerator<Lines> {
  const file = await disk.open(path, 'read');
  try {
    let start = await file.size();
    let rest: Buffer = Buffer.alloc(0);
    let atEnd = true;
    while (start > 0) {
      const length = Math.min(start, Math.max(chunkBytes, rest.length));
      start -= length;
      const bytes = Buffer.alloc(length + rest.length);
      await readFull(file, bytes.subarray(0, length), start);
      rest.copy(bytes, length);
      const cut = atEnd ? bytes.lastIndexOf(10) + 1 : bytes.length;
      if (atEnd && cut < bytes.length && (cut > 0 || start === 0)) {
        yield { bytes: bytes.subarray(cut), offset: start + cut, torn: true };
      }
      if (cut === 0) {
        rest = bytes;
        continue;
      }
      atEnd = false;
      const first = start === 0 ? 0 : bytes.indexOf(10) + 1;
      if (first < cut) yield { bytes: bytes.subarray(first, cut), offset: start + first, torn: false };
      rest = bytes.subarray(0, first);
    }
  } finally {
    await file.close();
  }
}

/** Start and end (exclusive, before the newline) of each line in a run. */
export function* eachLine(lines: Lines): Generator<readonly [number, number]> {
  const { bytes } = lines;
  let start = 0;
  while (start < bytes.length) {
    const newline = bytes.indexOf(10, start);
    const end = newline < 0 ? bytes.length : newline;
    yield [start, end];
    start = end + 1;
  }
}

/** The last whole line of a file, or null when it has none. */
export async function lastLine(disk: Disk, path: string): Promise<Buffer | null> {
  for await (const lines of linesBackwards(disk, path)) {
    if (lines.torn) continue;
    const end = lines.bytes.length - 1;
    return lines.bytes.subarray(lines.bytes.lastIndexOf(10, end - 1) + 1, end);
  }
  return null;
}

/** Bytes of a file from `from` to its end. */
export function bytesFrom(disk: Disk, path: string, from: number): Promise<Buffer> {
  return withFile(disk, path, 'read', async (file) => {
    const bytes = Buffer.alloc(Math.max(0, (await file.size()) - from));
    return bytes.subarray(0, await readFull(file, bytes, from));
  });
}
