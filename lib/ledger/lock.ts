import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { Lock } from './disk.ts';
import { LedgerError } from './error.ts';

type Native = typeof import('fs-native-extensions');

/** Loaded only by who writes: readers work where the native module does not. */
async function native(): Promise<Native> {
  try {
    return await import('fs-native-extensions');
  } catch (error) {
    throw new LedgerError(
      'LockUnavailable',
      `the lock module fs-native-extensions cannot be loaded on this machine (${error}): without a lock two daemons could ` +
        'write one ledger, so none is opened; run npm ci for this platform',
      { cause: error },
    );
  }
}

async function writeHolder(handle: FileHandle, holder: string): Promise<void> {
  try {
    await handle.truncate(0);
    await handle.write(holder, 0, 'utf8');
  } catch {
    // Only a courtesy to whoever is refused; a full disk must not keep the owner out.
  }
}

/**
 * Takes an exclusive lock of the kernel on a file (made when missing). It belongs to the open file, not to a process
 * id: it is dropped at death, however that comes, and a second open of the same process is refused too.
 * @param holder written into the file for people; never trusted
 * @throws LedgerError LockUnavailable, or the system's error when the file cannot be opened
 */
export async function lockFile(path: string, holder: string): Promise<Lock | { readonly heldBy: string }> {
  const { tryLock } = await native();
  const handle = await open(path, constants.O_RDWR | constants.O_CREAT);
  try {
    let got: boolean;
    try {
      got = tryLock(handle.fd);
    } catch (error) {
      throw new LedgerError(
        'LockUnavailable',
        `the file system gives no lock on ${path} (${error}): without one two daemons could write one ledger; ` +
          'put the ledger on a disk with locks',
        { cause: error },
      );
    }
    if (got) {
      await writeHolder(handle, holder);
      return { release: () => handle.close() };
    }
    const heldBy = await handle.readFile('utf8');
    await handle.close();
    return { heldBy };
  } catch (error) {
    await handle.close();
    throw error;
  }
}
