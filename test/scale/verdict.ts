/** The table: each clause, what was measured, and whether it holds. */
import { cpus } from 'node:os';
import Table from 'cli-table3';
import type { Measured } from './measure.ts';
import { MIX, WORKERS } from './member.ts';
import type { ScaleOptions } from './options.ts';

interface Clause {
  readonly name: string;
  readonly limit: string;
  /** The figure that is compared between runs; the smaller the better. */
  of(run: Measured): number;
  show(run: Measured): string;
  holds(run: Measured): boolean;
}

/** Growth of the lowest used heap from the first third of the measured stretch to the last that still counts as flat, MiB. */
const FLAT_MIB = 5;
const SECONDS = 3;

const CLAUSES: readonly Clause[] = [
  {
    name: 'CPU with churn, share of one core',
    limit: 'below 1',
    of: ({ cpu }) => cpu,
    show: ({ cpu }) => cpu.toFixed(3),
    holds: ({ cpu }) => cpu < 1,
  },
  {
    name: 'resident memory, most',
    limit: 'under 300 MiB',
    of: ({ residentMiB }) => Math.max(residentMiB.most, residentMiB.atStart),
    show: ({ residentMiB: { mean, most, atStart } }) =>
      `${Math.max(most, atStart).toFixed(0)} MiB (mean ${mean.toFixed(0)}, most while starting ${atStart.toFixed(0)})`,
    holds: ({ residentMiB: { most, atStart } }) => most < 300 && atStart < 300,
  },
  {
    name: 'heap after collection, first to last third',
    limit: `flat (under ${FLAT_MIB} MiB more)`,
    of: ({ heapMiB: { first, last } }) => last - first,
    show: ({ heapMiB: { first, last } }) => `${first.toFixed(1)} -> ${last.toFixed(1)} MiB`,
    holds: ({ heapMiB: { first, last } }) => last - first < FLAT_MIB,
  },
  {
    name: 'event-loop delay, p99 (worst scrape)',
    limit: 'under 50 ms',
    of: ({ loopP99 }) => loopP99,
    show: ({ loopP99, loopMost }) => `${loopP99.toFixed(1)} ms (longest of all ${loopMost.toFixed(0)} ms)`,
    holds: ({ loopP99 }) => loopP99 < 50,
  },
  {
    name: 'writes in a quiet cluster, the Lease left out',
    limit: '0',
    of: ({ quietWrites }) => [...quietWrites.values()].reduce((sum, one) => sum + one, 0),
    show: ({ quietWrites, leaseWrites }) =>
      `${[...quietWrites].map(([what, count]) => `${count} ${what}`).join(', ') || '0'} (Lease ${leaseWrites})`,
    holds: ({ quietWrites, leaseWrites }) => quietWrites.size === 0 && leaseWrites > 0,
  },
  {
    name: 'start to first full round',
    limit: 'under 30 s',
    of: ({ firstRoundSeconds }) => firstRoundSeconds,
    show: ({ firstRoundSeconds, startCpuSeconds }) =>
      `${firstRoundSeconds.toFixed(1)} s (${startCpuSeconds.toFixed(1)} s of CPU)`,
    holds: ({ firstRoundSeconds }) => firstRoundSeconds < 30,
  },
  {
    name: 'crossings in one second: read to patch',
    limit: `all within ${SECONDS} s`,
    of: ({ reactions }) => reactions.at(-1) ?? 0,
    show: ({ reactions, crossings }) => {
      const at = (q: number) => (reactions[Math.ceil(q * reactions.length) - 1] ?? Number.NaN).toFixed(3);
      return `${reactions.length} of ${crossings} patched; median ${at(0.5)} s, p99 ${at(0.99)} s, last ${at(1)} s`;
    },
    holds: ({ reactions, crossings }) =>
      reactions.length === crossings && reactions.every((wait) => wait <= SECONDS),
  },
];

export function describe({ datasets, interval, moving, hung, flapping }: ScaleOptions): string {
  const kinds = [...new Set(MIX)].map(
    (kind) => `${kind} ${(MIX.filter((one) => one === kind).length / MIX.length) * 100} %`,
  );
  return `\n${datasets} datasets of ${WORKERS} workers (${kinds.join(', ')}), slow interval ${interval}, ${moving * 100} % of the caches moving; run with faults: ${hung * 100} % hung, ${flapping * 100} % flapping; Node ${process.version}, ${cpus().length} cores\n`;
}

export function verdict(runs: readonly Measured[], options: ScaleOptions): { text: string; holds: boolean } {
  const large = runs.filter(({ datasets, faulty }) => datasets === options.datasets && !faulty);
  const faulty = runs.find((run) => run.faulty);
  const rows: { measure: string; got: string; limit: string; holds: boolean }[] = [];
  for (const clause of CLAUSES) {
    for (const [nth, run] of large.entries())
      rows.push({
        measure: large.length > 1 ? `${clause.name} (run ${nth + 1})` : clause.name,
        got: clause.show(run),
        limit: clause.limit,
        holds: clause.holds(run),
      });
    if (faulty !== undefined) rows.push(withFaults(clause, faulty, large));
  }
  const table = new Table({ head: ['measure', 'measured', 'limit', ''], style: { head: [], border: [] } });
  for (const { measure, got, limit, holds } of rows)
    table.push([measure, got, limit, holds ? 'ok' : 'FAILS']);
  return { text: `${table.toString()}\n${curve(runs, options)}\n`, holds: rows.every(({ holds }) => holds) };
}

/** No worse than the worst of the plain runs by more than their spread and a tenth. */
function withFaults(clause: Clause, run: Measured, plain: readonly Measured[]) {
  const figures = plain.map(clause.of);
  const [least, most] = [Math.min(...figures), Math.max(...figures)];
  const limit = most + (most - least) + 0.1 * Math.abs(most);
  const compared = plain.length > 1 && clause.limit !== '0' && !clause.limit.startsWith('flat');
  const holds = clause.holds(run) && (!compared || clause.of(run) <= limit);
  const beyond = compared ? `${clause.limit}, at most ${limit.toFixed(3)}` : clause.limit;
  return { measure: `${clause.name} (with faults)`, got: clause.show(run), limit: beyond, holds };
}

function curve(runs: readonly Measured[], { datasets: most }: ScaleOptions): string {
  const head = [
    'datasets',
    'CPU',
    'CPU a dataset',
    'quiet CPU',
    'resident',
    'resident a dataset',
    'first round',
    'reads',
    'ledger',
  ];
  const table = new Table({ head, style: { head: [], border: [] } });
  const plain = runs.filter(({ faulty }) => !faulty);
  const [smallest] = plain;
  const shown = plain.filter(({ datasets }, nth) => datasets !== most || plain[nth + 1] === undefined);
  for (const run of shown) {
    const base = run === smallest ? null : smallest;
    const perDataset =
      base == null
        ? '-'
        : `${(((run.residentMiB.mean - base.residentMiB.mean) * 1024) / (run.datasets - base.datasets)).toFixed(1)} KiB more`;
    table.push([
      String(run.datasets),
      `${(run.cpu * 100).toFixed(1)} %`,
      `${((run.cpu / run.datasets) * 1e6).toFixed(1)} µs/s`,
      `${(run.quietCpu * 100).toFixed(1)} %`,
      `${run.residentMiB.mean.toFixed(0)} MiB`,
      perDataset,
      `${run.firstRoundSeconds.toFixed(1)} s`,
      `${run.readsPerSecond.toFixed(0)}/s`,
      `${run.ledgerMiBPerMinute.toFixed(1)} MiB/min`,
    ]);
  }
  const last = plain.at(-1);
  const life =
    last === undefined
      ? ''
      : Object.entries(last.life)
          .map(([what, n]) => `${n} ${what}`)
          .join(', ');
  return `${table.toString()}\nwhile measured: ${life}\n`;
}
