import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { closeAgents } from '../../lib/runtimes/agents.ts';
import { alluxioMasters } from '../../lib/runtimes/alluxio/masters.ts';
import { isBlind } from '../../lib/runtimes/blind.ts';
import { readMasters } from '../../lib/runtimes/masters/leader.ts';
import { scanPage } from '../../lib/runtimes/scan.ts';
import { pageAt, patient, recordedPage } from '../lib/runtimes/engine-server.ts';
import type { BenchRow } from './row.ts';

const PAGE = '08-right-after-kill.prom';
/** As a socket hands it over. */
const CHUNK = 65_536;
const SCAN_FLOOR_US = 100;
/** 10,000 engines every 15 s are 667 reads a second: a third of a core. */
const READ_FLOOR_US = 500;
const AT_ONCE = 16;
const READS = 6000;

function row(measure: string, microseconds: number, floor: number): BenchRow {
  const result = `${microseconds.toFixed(1)} µs`;
  return { measure, result, floor: `under ${floor} µs`, ok: microseconds < floor };
}

function scan(chunks: readonly Buffer[]): void {
  const scanning = scanPage(alluxioMasters.wanted);
  for (const chunk of chunks) scanning.take(chunk);
  const figures = alluxioMasters.figuresOf(scanning.end(), { at: 0, address: 'bench', runtime: null });
  if (isBlind(figures)) throw new Error(figures.code);
}

/** Own CPU time of this process for one call, over so many of them, µs. */
async function cpuMicroseconds(times: number, calls: () => Promise<void> | void): Promise<number> {
  const before = process.cpuUsage();
  await calls();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / times;
}

/** The median of rounds; the first are thrown away. */
async function scanMicroseconds(page: Buffer): Promise<number> {
  const chunks = [page.subarray(0, CHUNK), page.subarray(CHUNK)];
  const rounds: number[] = [];
  for (let round = 0; round < 60; round++)
    rounds.push(
      await cpuMicroseconds(200, () => {
        for (let i = 0; i < 200; i++) scan(chunks);
      }),
    );
  return rounds.slice(20).toSorted((a, b) => a - b)[20] as number;
}

/** Own CPU time of a whole read as the daemon does it, several at a time; the engine runs in another process. */
async function readMicroseconds(): Promise<number> {
  const engine = fork(join(import.meta.dirname, 'page-child.js'), [PAGE]);
  const [port] = (await once(engine, 'message')) as [number];
  const options = patient();
  const address = {
    from: 'override' as const,
    pages: [pageAt(`http://127.0.0.1:${port}/metrics/prometheus/`)],
  };
  const read = async (times: number): Promise<void> => {
    for (let i = 0; i < times; i++) {
      const figures = await readMasters(alluxioMasters, { address, runtime: null }, options);
      if (isBlind(figures)) throw new Error(figures.code);
    }
  };
  const all = async (times: number): Promise<void> => {
    await Promise.all(Array.from({ length: AT_ONCE }, () => read(times / AT_ONCE)));
  };
  await all(READS / 2);
  const microseconds = await cpuMicroseconds(READS, () => all(READS));
  closeAgents(options.agents);
  engine.disconnect();
  return microseconds;
}

/** What a page of a master costs this process: taking the figures out of it, and the whole read over HTTP. */
export async function benchPage(): Promise<BenchRow[]> {
  const page = Buffer.from(recordedPage(PAGE));
  const size = `${Math.round(page.length / 1000)} kB`;
  return [
    row(
      `figures from an Alluxio page (${size}) as it arrives, own CPU time`,
      await scanMicroseconds(page),
      SCAN_FLOOR_US,
    ),
    row(
      `own CPU time of one read of that page over HTTP (${READS} reads)`,
      await readMicroseconds(),
      READ_FLOOR_US,
    ),
  ];
}
