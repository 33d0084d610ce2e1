import { statSync } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, unlink } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { lockFile } from './lock.ts';

/** An open file. Positions and sizes are bytes; every call may fail with a system error. */
export interface DiskFile {
  /** Bytes read, 0 at the end; may be fewer than asked for. */
  read(into: Uint8Array, position: number): Promise<number>;
  /** Bytes written; may be fewer than given. */
  write(bytes: Uint8Array, position: number): Promise<number>;
  /** Resolves when everything written is on the disk. */
  sync(): Promise<void>;
  truncate(size: number): Promise<void>;
  size(): Promise<number>;
  /** Which file this is, wherever its name has gone: as `Disk.identity` of its path says while that still leads to it. */
  identity(): Promise<string>;
  close(): Promise<void>;
}

/** A held lock; the kernel drops it too when the process dies. */
export interface Lock {
  release(): Promise<void>;
}

/** The few file operations a ledger needs, so that a test can let any of them fail. */
export interface Disk {
  makeFolder(folder: string): Promise<void>;
  /** Names of the files in a folder. */
  list(folder: string): Promise<string[]>;
  /** `create` fails with EEXIST when the file is there. */
  open(path: string, how: 'read' | 'write' | 'create'): Promise<DiskFile>;
  remove(path: string): Promise<void>;
  /** Which file a path leads to now. Fails with ENOENT when there is none. */
  identity(path: string): Promise<string>;
  /** Resolves when names made and removed in a folder are on the disk. */
  syncFolder(folder: string): Promise<void>;
  /** Takes the lock or, when somebody has it, gives back what they wrote into it. */
  lock(path: string, holder: string): Promise<Lock | { readonly heldBy: string }>;
}

/** The device and the number on it; as big integers, because such numbers may be beyond what a double holds. */
function identityOf({ dev, ino }: { readonly dev: bigint; readonly ino: bigint }): string {
  return `${dev}:${ino}`;
}

const flags = { read: 'r', write: 'r+', create: 'wx+' } as const;

function diskFile(handle: FileHandle): DiskFile {
  return {
    read: async (into, position) => (await handle.read(into, 0, into.length, position)).bytesRead,
    write: async (bytes, position) => (await handle.write(bytes, 0, bytes.length, position)).bytesWritten,
    sync: () => handle.sync(),
    truncate: (size) => handle.truncate(size),
    size: async () => (await handle.stat()).size,
    identity: async () => identityOf(await handle.stat({ bigint: true })),
    close: () => handle.close(),
  };
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The machine's own disk. */
export const realDisk: Disk = {
  makeFolder: async (folder) => {
    const made = await mkdir(folder, { recursive: true });
    if (made === undefined) return;
    const first = resolve(made);
    for (let path = resolve(folder); path.length >= first.length; path = dirname(path)) {
      await syncFolder(dirname(path));
    }
  },
  list: (folder) => readdir(folder),
  open: async (path, how) => diskFile(await open(path, flags[how])),
  remove: (path) => unlink(path),
  // Asked before every write: at once it takes 3 µs, by way of a thread 40, an eighth of a write. The kernel knows the answer for
  // a file that is open; only on a network volume that hangs would it wait, and there no record could be written either.
  identity: async (path) => identityOf(statSync(path, { bigint: true })),
  syncFolder,
  lock: lockFile,
};

/** Writes all bytes, however short the single writes; a write of nothing counts as a full disk. */
export async function writeAll(file: DiskFile, bytes: Uint8Array, position: number): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const wrote = await file.write(bytes.subarray(done), position + done);
    if (wrote === 0) throw Object.assign(new Error('nothing was written'), { code: 'ENOSPC' });
    done += wrote;
  }
}

/** Reads up to `into.length` bytes, fewer only at the end of the file. */
export async function readFull(file: DiskFile, into: Buffer, position: number): Promise<number> {
  let done = 0;
  while (done < into.length) {
    const got = await file.read(into.subarray(done), position + done);
    if (got === 0) break;
    done += got;
  }
  return done;
}

/** Opens, uses and closes a file. */
export async function withFile<T>(
  disk: Disk,
  path: string,
  how: 'read' | 'write' | 'create',
  use: (file: DiskFile) => Promise<T>,
): Promise<T> {
  const file = await disk.open(path, how);
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}
