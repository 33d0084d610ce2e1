import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { realClock } from '../../lib/clock/clock.ts';
import { openLedger } from '../../lib/ledger/ledger.ts';
import { writeMonths } from './report-ledger.ts';
import type { BenchRow } from './row.ts';

const MILLION = 1_000_000;
const FLOOR_S = 60;
const FLOOR_MIB = 400;

/** A page of a million records: how long it takes, and how much memory, which must not grow with them. */
export async function benchReport(): Promise<BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'fluid-report-bench-'));
  try {
    const ledger = await openLedger({ folder: join(folder, 'ledger'), clock: realClock });
    await writeMonths(ledger, MILLION);
    await ledger.close();
    const child = join(import.meta.dirname, 'report-child.js');
    const { stdout } = await promisify(execFile)(process.execPath, [child, join(folder, 'ledger')]);
    const { seconds, mebibytes, records, page } = JSON.parse(stdout) as Record<
      'seconds' | 'mebibytes' | 'records' | 'page',
      number
    >;
    return [
      {
        measure: `report of ${records} records, 10 datasets`,
        result: `${seconds.toFixed(1)} s, ${mebibytes.toFixed(0)} MiB at most, a page of ${(page / 1024).toFixed(0)} KiB`,
        floor: `< ${FLOOR_S} s, < ${FLOOR_MIB} MiB`,
        ok: records >= MILLION && seconds < FLOOR_S && mebibytes < FLOOR_MIB,
      },
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
