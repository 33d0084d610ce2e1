/** What each dataset costs: clusters of several sizes side by side, and those read by commands below them. */
import Table from 'cli-table3';
import type { Measured } from './measure.ts';

const HEAD = [
  'datasets',
  'CPU',
  'CPU a dataset',
  'CPU a read',
  'quiet CPU',
  'resident',
  'resident a dataset',
  'first round',
  'reads',
  'ledger',
  'around: engines, API',
];

const what = ({ datasets, mix, faulty }: Measured) =>
  `${datasets}${mix === 'exec' ? ' by commands' : ''}${faulty ? ' with faults' : ''}`;

export function curve(runs: readonly Measured[]): string {
  const table = new Table({ head: HEAD, style: { head: [], border: [] } });
  const http = runs.filter(({ mix, faulty }) => mix === 'http' && !faulty);
  const smallest = http.reduce<Measured | undefined>(
    (least, run) => (least === undefined || run.datasets < least.datasets ? run : least),
    undefined,
  );
  for (const run of runs) table.push(cells(run, smallest));
  const lives = runs.map((run) => {
    const parts = Object.entries(run.life).map(([name, n]) => `${n} ${name}`);
    return `  ${what(run)}: ${parts.join(', ')}\n`;
  });
  return `${table.toString()}\nwhile measured:\n${lives.join('')}`;
}

/** @param base the smallest cluster: what more datasets than that cost is the cost of a dataset */
function cells(run: Measured, base: Measured | undefined): string[] {
  const { datasets, cpu, quietCpu, residentMiB, around, readsPerSecond } = run;
  const more = base === undefined ? 0 : datasets - base.datasets;
  const perDataset =
    base === undefined || more <= 0
      ? '-'
      : `${(((residentMiB.mean - base.residentMiB.mean) * 1024) / more).toFixed(1)} KiB`;
  return [
    what(run),
    `${(cpu * 100).toFixed(1)} %`,
    `${((cpu / datasets) * 1e6).toFixed(1)} µs/s`,
    `${((cpu / readsPerSecond) * 1e3).toFixed(2)} ms`,
    `${(quietCpu * 100).toFixed(1)} %`,
    `${residentMiB.mean.toFixed(0)} MiB`,
    perDataset,
    `${run.firstRoundSeconds.toFixed(1)} s`,
    `${readsPerSecond.toFixed(0)}/s`,
    `${run.ledgerMiBPerMinute.toFixed(1)} MiB/min`,
    `${(around.engines * 100).toFixed(1)} %, ${(around.apiServer * 100).toFixed(1)} %`,
  ];
}
