import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tellReaper } from './reaper.ts';

/** A new, empty folder of this test's own; removed when the test process has ended, however it ends. */
export function tempFolder(prefix = 'test'): string {
  const folder = mkdtempSync(join(tmpdir(), `fluid-autoscaler-${prefix}-`));
  tellReaper({ do: 'remove', folder });
  return folder;
}

/** Removes such a folder before the end. */
export function removeTempFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  tellReaper({ do: 'keep', folder });
}
