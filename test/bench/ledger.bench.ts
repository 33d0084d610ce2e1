import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realClock } from '../../lib/clock/clock.ts';
import { openLedger } from '../../lib/ledger/ledger.ts';
import type { Ledger } from '../../lib/ledger/types.ts';
import { verifyLedger } from '../../lib/ledger/verify.ts';
import { ledgerEntry } from './ledger-entries.ts';
import type { BenchRow } from './row.ts';

const HANDS = 64;
const ROUNDS = 400;
const APPEND_FLOOR_MS = 10;
const MILLION = 1_000_000;
const VERIFY_FLOOR_S = 10;

async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'fluid-ledger-bench-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = realClock.monotonic();
  await work();
  return realClock.monotonic() - start;
}

function milliseconds(values: readonly number[]): string {
  return `${percentile(values, 0.5).toFixed(2)}/${percentile(values, 0.99).toFixed(2)} ms`;
}

function appendRow(what: string, appends: readonly number[], raw: readonly number[]): BenchRow {
  const beyond = percentile(appends, 0.99) - percentile(raw, 0.99);
  return {
    measure: `ledger append with fsync, ${what}`,
    result: `p99 ${beyond.toFixed(2)} ms beyond the disk (p50/p99: append ${milliseconds(appends)}, write+fsync ${milliseconds(raw)})`,
    floor: `p99 < ${APPEND_FLOOR_MS} ms beyond`,
    ok: beyond < APPEND_FLOOR_MS,
  };
}

/** Alternately: what the disk itself takes for as many bytes, and what an append takes. */
async function benchAppend(folder: string): Promise<BenchRow[]> {
  const ledger = await openLedger({ folder: join(folder, 'ledger'), clock: realClock });
  const raw = await open(join(folder, 'raw'), 'w');
  const bytes = Buffer.alloc(HANDS * 900, 'x');
  const [disk, burst, closed]: [number[], number[], number[]] = [[], [], []];
  let n = 0;
  const append = (into: number[]) => {
    n += 1;
    return timed(() => ledger.append(ledgerEntry(n))).then((ms) => into.push(ms));
  };
  for (let round = 0; round < ROUNDS; round += 1) {
    disk.push(await timed(() => raw.write(bytes).then(() => raw.sync())));
    await Promise.all(Array.from({ length: HANDS }, () => append(burst)));
    disk.push(await timed(() => raw.write(bytes).then(() => raw.sync())));
    const hand = async () => {
      for (let turn = 0; turn < 4; turn += 1) await append(closed);
    };
    await Promise.all(Array.from({ length: HANDS }, hand));
  }
  await raw.close();
  await ledger.close();
  return [
    appendRow(`${HANDS} at once`, burst, disk),
    appendRow(`${HANDS} appenders without a pause`, closed, disk),
  ];
}

async function fill(ledger: Ledger, records: number): Promise<void> {
  const size = 1000;
  for (let done = 0; done < records; done += size) {
    await ledger.appendAll(Array.from({ length: size }, (_, index) => ledgerEntry(done + index)));
  }
}

async function benchVerify(folder: string): Promise<BenchRow[]> {
  const ledger = await openLedger({ folder, clock: realClock });
  await fill(ledger, MILLION);
  const { seq, hash } = ledger.head();
  await ledger.close();
  const seconds: number[] = [];
  let bytes = 0;
  for (let round = 0; round < 3; round += 1) {
    const ms = await timed(async () => {
      const result = await verifyLedger(folder, { anchor: `${seq}:${hash}` });
      if (!result.whole || result.records < MILLION) throw new Error(`not whole: ${result.finding?.message}`);
      bytes = result.bytes;
    });
    seconds.push(ms / 1000);
  }
  const median = percentile(seconds, 0.5);
  return [
    {
      measure: `verify ${MILLION} records of ${Math.round(bytes / seq)} bytes`,
      result: `${median.toFixed(2)} s`,
      floor: `< ${VERIFY_FLOOR_S} s`,
      ok: median < VERIFY_FLOOR_S,
    },
  ];
}

/** Append and verify, on the disk of the temporary folder (TMPDIR); needs about 1 GB there while it runs. */
export async function benchLedger(): Promise<BenchRow[]> {
  return [...(await inFolder(benchAppend)), ...(await inFolder(benchVerify))];
}
