/** One daemon on one cluster, from its start to 500 crossings: what it cost and how soon it did what. */
import { cpSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../support/free-port.ts';
import { type MeasuredDaemon, seen, startMeasuredDaemon } from './daemon.ts';
import { type MixName, shuffled } from './member.ts';
import type { ScaleOptions } from './options.ts';
import { openStage, type Stage } from './stage.ts';
import { instant } from './talk.ts';

export interface Measured {
  readonly datasets: number;
  readonly mix: MixName;
  readonly faulty: boolean;
  /** Of the stretch with churn. */
  readonly minutes: number;
  /** From the start of the process until every engine has been asked once, s. */
  readonly firstRoundSeconds: number;
  /** CPU seconds of that. */
  readonly startCpuSeconds: number;
  /** CPU seconds a second, with churn and without. */
  readonly cpu: number;
  readonly quietCpu: number;
  readonly residentMiB: { readonly mean: number; readonly most: number; readonly atStart: number };
  /** Lowest used heap in the first and in the last third, MiB: what is left when garbage is collected. */
  readonly heapMiB: { readonly first: number; readonly last: number };
  /** Worst of all scrapes, ms: 99 % of the delays between two scrapes were shorter. */
  readonly loopP99: number;
  readonly loopMost: number;
  /** Writes in the quiet stretch, those of the Lease left out, and those of the Lease. */
  readonly quietWrites: Readonly<Record<string, number>>;
  readonly leaseWrites: number;
  /** CPU seconds a second of all processes that play engines, and of the one that plays the API server. */
  readonly around: { readonly engines: number; readonly apiServer: number };
  readonly readsPerSecond: number;
  readonly ledgerMiBPerMinute: number;
  /** From the read that showed a cache full to the accepted patch, s, ascending; those never patched are missing. */
  readonly reactions: readonly number[];
  readonly crossings: number;
  readonly life: Readonly<Record<string, number>>;
}

const MIB = 2 ** 20;
/** What churn has begun ends: restarts, and the minute that each dataset gathers, s. */
const ENDS_SECONDS = 75;
/** Also that caches at rest are read less often: then some engines that come and go are first missed, and each is told of twice. */
const FAULTS_END_SECONDS = 600;
const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const say = (text: string) => process.stderr.write(`${text}\n`);

export interface Run {
  readonly datasets: number;
  readonly mix: MixName;
  readonly minutes: number;
  readonly faulty: boolean;
  readonly crossings: number;
}

export async function measure(run: Run, options: ScaleOptions): Promise<Measured> {
  const namespaces = Math.min(options.namespaces, run.datasets);
  const stage = await openStage({ datasets: run.datasets, namespaces, mix: run.mix });
  let daemon: MeasuredDaemon | null = null;
  try {
    const sick = run.faulty ? sickOf(run.datasets, options) : { hung: [], flapping: [] };
    await stage.health(sick.hung, 'hung');
    await stage.health(sick.flapping, 'flapping');
    const log = join(stage.folder, 'daemon.log');
    mkdirSync(join(stage.folder, 'run'));
    const began = instant();
    daemon = startMeasuredDaemon({
      ...stage,
      ledger: join(stage.folder, 'ledger'),
      interval: options.interval,
      port: await freePort(),
      log,
      node: options.node,
      allow: run.mix === 'exec' ? ['exec', 'cacheruntimes'] : [],
      cwd: join(stage.folder, 'run'),
    });
    return await observe(run, { options, stage, daemon, began, sick });
  } finally {
    await daemon?.stop();
    if (options.keep !== null) cpSync(stage.folder, options.keep, { recursive: true });
    await stage.stop();
  }
}

/** Spread over all kinds and namespaces. */
function sickOf(datasets: number, { hung, flapping }: ScaleOptions) {
  const order = shuffled(datasets);
  const [hang, flap] = [Math.round(datasets * hung), Math.round(datasets * flapping)];
  return { hung: order.slice(0, hang), flapping: order.slice(hang, hang + flap) };
}

interface Scene {
  readonly options: ScaleOptions;
  readonly stage: Stage;
  readonly daemon: MeasuredDaemon;
  readonly began: number;
  readonly sick: { readonly hung: readonly number[]; readonly flapping: readonly number[] };
}

async function observe(run: Run, scene: Scene): Promise<Measured> {
  const { options, stage, daemon, began, sick } = scene;
  const firstRoundSeconds = (await firstRound(run.datasets, scene)) / 1000;
  const { cpuSeconds: startCpuSeconds, peakBytes } = daemon.seen();
  say(`  first full round after ${firstRoundSeconds.toFixed(1)} s, ${startCpuSeconds.toFixed(1)} s of CPU`);
  const unwell = new Set([...sick.hung, ...sick.flapping]);
  const well = shuffled(run.datasets).filter((index) => !unwell.has(index));
  const crossing = run.crossings === 0 ? [] : well.slice(-run.crossings);
  await stage.live(options.moving, crossing);
  await sleep(options.settleSeconds * 1000);

  const before = await stage.done();
  const watched = await watch(run.minutes * 60, scene);
  const after = await stage.done();
  say(
    `  ${run.minutes} min with churn: ${watched.cpu.toFixed(3)} of a core, ${watched.mostMiB.toFixed(0)} MiB`,
  );

  await stage.rest();
  await sleep((run.faulty ? FAULTS_END_SECONDS : ENDS_SECONDS) * 1000);
  const calls = await stage.calls();
  const quiet = await watch(options.quietMinutes * 60, scene);
  const writes = writesBetween(calls, await stage.calls());
  const leaseWrites = writes.get('PUT leases') ?? 0;
  writes.delete('PUT leases');

  await stage.live(options.moving, crossing);
  const reactions = await cross(crossing, scene);
  await stage.rest();
  return {
    datasets: run.datasets,
    mix: run.mix,
    faulty: run.faulty,
    minutes: run.minutes,
    firstRoundSeconds,
    startCpuSeconds,
    cpu: watched.cpu,
    quietCpu: quiet.cpu,
    residentMiB: {
      mean: watched.meanMiB,
      most: Math.max(watched.mostMiB, quiet.mostMiB),
      atStart: peakBytes / MIB,
    },
    heapMiB: watched.heapMiB,
    loopP99: watched.loopP99,
    loopMost: watched.loopMost,
    quietWrites: Object.fromEntries(writes),
    leaseWrites,
    around: watched.around,
    readsPerSecond: ((after.pages ?? 0) - (before.pages ?? 0)) / watched.seconds,
    ledgerMiBPerMinute: (watched.ledgerBytes / MIB / watched.seconds) * 60,
    reactions,
    crossings: crossing.length,
    life: Object.fromEntries(
      Object.entries(after).map(([name, value]) => [name, value - (before[name] ?? 0)]),
    ),
  };

  async function firstRound(datasets: number, { stage: around }: Scene): Promise<number> {
    for (const giveUp = began + 300_000; instant() < giveUp; ) {
      await sleep(500);
      const ended = daemon.ended();
      if (ended !== null) throw new Error(`the daemon ended: ${ended}`);
      const { engines, last } = await around.asked();
      if (engines === datasets) return last - began;
    }
    throw new Error('not every engine was asked within 5 minutes');
  }
}

interface Watched {
  readonly seconds: number;
  readonly cpu: number;
  readonly meanMiB: number;
  readonly mostMiB: number;
  readonly heapMiB: { readonly first: number; readonly last: number };
  readonly loopP99: number;
  readonly loopMost: number;
  readonly ledgerBytes: number;
  readonly around: Measured['around'];
}

const LOOP = 'fluid_autoscaler_event_loop_delay_seconds';

/** Bytes of all files in it, as they stand on the disk now. */
function folderBytes(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  return files.reduce((sum, { parentPath, name }) => {
    const found = statSync(join(parentPath, name), { throwIfNoEntry: false });
    return sum + (found?.size ?? 0);
  }, 0);
}

async function watch(seconds: number, { options, stage, daemon }: Scene): Promise<Watched> {
  const { scrapeSeconds } = options;
  const ledger = join(stage.folder, 'ledger');
  const others = () => ({
    engines: stage.engines.reduce((sum, pid) => sum + seen(pid).cpuSeconds, 0),
    apiServer: seen(stage.apiServer).cpuSeconds,
  });
  // What a scrape tells is of the time since the one before.
  await daemon.metrics();
  const [othersBefore, ledgerBefore] = [others(), folderBytes(ledger)];
  const [began, before] = [instant(), daemon.seen()];
  const resident: number[] = [];
  const heaps: number[] = [];
  const delays: { p99: number; most: number }[] = [];
  let last: ReadonlyMap<string, number> | null = null;
  for (let scrapeAt = began + scrapeSeconds * 1000; instant() < began + seconds * 1000; ) {
    await sleep(1000);
    resident.push(daemon.seen().residentBytes / MIB);
    if (instant() < scrapeAt) continue;
    scrapeAt += scrapeSeconds * 1000;
    last = (await daemon.metrics()) ?? last;
    const value = (name: string) => last?.get(name) ?? Number.NaN;
    heaps.push(value('nodejs_heap_size_used_bytes') / MIB);
    delays.push({
      p99: value(`${LOOP}{percentile="99"}`) * 1000,
      most: value(`${LOOP}{percentile="100"}`) * 1000,
    });
  }
  const took = (instant() - began) / 1000;
  const third = Math.max(1, Math.floor(heaps.length / 3));
  const othersAfter = others();
  return {
    seconds: took,
    cpu: (daemon.seen().cpuSeconds - before.cpuSeconds) / took,
    meanMiB: resident.reduce((sum, one) => sum + one, 0) / resident.length,
    mostMiB: Math.max(...resident),
    heapMiB: { first: Math.min(...heaps.slice(0, third)), last: Math.min(...heaps.slice(-third)) },
    loopP99: Math.max(...delays.map(({ p99 }) => p99)),
    loopMost: Math.max(...delays.map(({ most }) => most)),
    ledgerBytes: folderBytes(ledger) - ledgerBefore,
    around: {
      engines: (othersAfter.engines - othersBefore.engines) / took,
      apiServer: (othersAfter.apiServer - othersBefore.apiServer) / took,
    },
  };
}

const READS = ['GET', 'LIST', 'WATCH'];

function writesBetween(
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
): Map<string, number> {
  const changed = [...after].map(([what, count]) => [what, count - (before.get(what) ?? 0)] as const);
  return new Map(
    changed.filter(([what, count]) => count > 0 && !READS.includes(what.split(' ', 1)[0] ?? '')),
  );
}

/** @returns from read to patch, s, ascending */
async function cross(crossing: readonly number[], { stage }: Scene): Promise<readonly number[]> {
  if (crossing.length === 0) return [];
  await stage.cross(crossing);
  for (const giveUp = instant() + 60_000; ; ) {
    await sleep(1000);
    const { shown, patched } = await stage.reactions();
    const waits = crossing.flatMap((index) => {
      const [from, to] = [shown.get(index), patched.get(index)];
      return from === undefined || to === undefined ? [] : [(to - from) / 1000];
    });
    if (waits.length === crossing.length || instant() > giveUp) return waits.sort((a, b) => a - b);
  }
}
