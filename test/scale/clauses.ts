/** What must hold of one run of the large cluster. */
import type { Measured } from './measure.ts';

export interface Clause {
  readonly name: string;
  readonly limit: string;
  /** The figure that faults must not make larger; null: the limit says it all. */
  readonly compared: ((run: Measured) => number) | null;
  show(run: Measured): string;
  holds(run: Measured): boolean;
}

/** Growth of the lowest used heap from the first third of the measured stretch to the last that still counts as flat, MiB. */
const FLAT_MIB = 5;
/** From read to patch. */
const SECONDS = 3;

const most = ({ residentMiB }: Measured) => Math.max(residentMiB.most, residentMiB.atStart);

export const CLAUSES: readonly Clause[] = [
  {
    name: 'CPU with churn, share of one core',
    limit: 'below 1',
    compared: ({ cpu }) => cpu,
    show: ({ cpu, minutes }) => `${cpu.toFixed(3)} over ${minutes} min`,
    holds: ({ cpu }) => cpu < 1,
  },
  {
    name: 'resident memory, most',
    limit: 'under 300 MiB',
    compared: most,
    show: (run) =>
      `${most(run).toFixed(0)} MiB (mean ${run.residentMiB.mean.toFixed(0)}, most while starting ${run.residentMiB.atStart.toFixed(0)})`,
    holds: (run) => most(run) < 300,
  },
  {
    name: 'heap after collection, first to last third',
    limit: `flat (under ${FLAT_MIB} MiB more)`,
    // A slope near nothing is no figure to take a tenth of; the level is.
    compared: ({ heapMiB: { last } }) => last,
    show: ({ heapMiB: { first, last } }) => `${first.toFixed(1)} -> ${last.toFixed(1)} MiB`,
    holds: ({ heapMiB: { first, last } }) => last - first < FLAT_MIB,
  },
  {
    name: 'event-loop delay, p99 (worst scrape)',
    limit: 'under 50 ms',
    compared: ({ loopP99 }) => loopP99,
    show: ({ loopP99, loopMost }) => `${loopP99.toFixed(1)} ms (longest of all ${loopMost.toFixed(0)} ms)`,
    // Without a scrape it is minus infinity.
    holds: ({ loopP99 }) => loopP99 >= 0 && loopP99 < 50,
  },
  {
    name: 'writes in a quiet cluster, the Lease left out',
    limit: '0',
    compared: null,
    show: ({ quietWrites, leaseWrites }) =>
      `${
        Object.entries(quietWrites)
          .map(([what, count]) => `${count} ${what}`)
          .join(', ') || '0'
      } (Lease ${leaseWrites})`,
    // Without a write of the Lease nothing was counted.
    holds: ({ quietWrites, leaseWrites }) => Object.keys(quietWrites).length === 0 && leaseWrites > 0,
  },
  {
    name: 'start to first full round',
    limit: 'under 30 s',
    compared: ({ firstRoundSeconds }) => firstRoundSeconds,
    show: ({ firstRoundSeconds, startCpuSeconds }) =>
      `${firstRoundSeconds.toFixed(1)} s (${startCpuSeconds.toFixed(1)} s of CPU)`,
    holds: ({ firstRoundSeconds }) => firstRoundSeconds < 30,
  },
  {
    name: 'crossings in one second: read to patch',
    limit: `all within ${SECONDS} s`,
    compared: ({ reactions }) => reactions.at(-1) ?? Number.NaN,
    show: ({ reactions, crossings }) => {
      const at = (q: number) => (reactions[Math.ceil(q * reactions.length) - 1] ?? Number.NaN).toFixed(3);
      return `${reactions.length} of ${crossings} patched; median ${at(0.5)} s, p99 ${at(0.99)} s, last ${at(1)} s`;
    },
    holds: ({ reactions, crossings }) =>
      crossings > 0 && reactions.length === crossings && reactions.every((wait) => wait <= SECONDS),
  },
];
