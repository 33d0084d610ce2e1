/** What the verb `schedule` prints. */
import { wallTime } from '../../../policies/schedule/wall-text.ts';
import { formatDuration } from '../../units/duration.ts';
import { formatInstant } from '../../units/instant.ts';
import { printable } from '../../units/printable.ts';
import { type Column, layOut } from '../columns.ts';
import { type Stretch, stateKey } from './gather.ts';
import { lettersOf, MOST_DAYS, strip } from './strip.ts';
import type { WindowEdges } from './windows.ts';

export interface Scheduled {
  /** `namespace/name`. */
  readonly dataset: string;
  readonly replicas: { readonly min: number; readonly max: number };
  readonly from: number;
  readonly to: number;
  /** Of what is shown. */
  readonly zone: string;
  /** The instant the windows' edges are told at. */
  readonly at: number;
  readonly windows: readonly WindowEdges[];
  readonly stretches: readonly Stretch[];
}

export function scheduleText(scheduled: Scheduled, colour: boolean): string {
  const { dataset, replicas, from, to, zone, windows, stretches } = scheduled;
  const when = (at: number) => wallTime(at, zone);
  const heading = `${dataset}: ${when(from)} to ${when(to)}, ${zone}; replicas ${replicas.min} to ${replicas.max}`;
  if (windows.length === 0) return `${printable(heading)}\nno schedule: these bounds hold at any time\n`;
  const days = (to - from) / 86_400_000;
  const lines = [
    printable(heading),
    '',
    ...table(windowColumns(scheduled), windows),
    '',
    ...strip(stretches, { zone, colour }),
    ...(days > MOST_DAYS ? [`(the first ${MOST_DAYS} days)`] : []),
    '',
    ...legend(stretches),
    '',
    ...table(stretchColumns(stretches, zone), stretches),
    ...leadNote(windows),
  ];
  return `${lines.join('\n')}\n`;
}

function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): readonly string[] {
  const { header, row } = layOut(columns, rows);
  return [header, ...rows.map(row)];
}

function windowColumns({ at, zone }: Scheduled): readonly Column<WindowEdges>[] {
  const edge = (one: { at: number; what: string } | null) =>
    one === null ? '-' : `${one.what} ${wallTime(one.at, zone)}`;
  return [
    { header: 'WINDOW', cell: ({ name }) => name },
    { header: `AT ${wallTime(at, zone).slice(4).toUpperCase()}`, cell: ({ state }) => state },
    { header: 'PREVIOUS', cell: ({ previous }) => edge(previous) },
    { header: 'NEXT', cell: ({ next }) => edge(next) },
    { header: 'TIMES', cell: ({ times, zone: own }) => `${times} ${own}` },
    { header: 'SAYS', cell: ({ says }) => says },
  ];
}

function stretchColumns(stretches: readonly Stretch[], zone: string): readonly Column<Stretch>[] {
  const letters = lettersOf(stretches);
  return [
    { header: '', cell: (stretch) => letters.get(stateKey(stretch)) ?? '' },
    { header: 'FROM', cell: ({ from }) => wallTime(from, zone) },
    { header: 'TO', cell: ({ to }) => wallTime(to, zone) },
    { header: 'FOR', cell: ({ from, to }) => formatDuration(to - from) },
    { header: 'WORKERS', cell: boundsText },
    { header: 'SCALE DOWN', cell: ({ scaleDown }) => scaleDown ?? '-' },
    { header: 'WINDOWS', cell: windowsText },
  ];
}

function boundsText({ min, max }: Stretch): string {
  return min === max ? String(min) : `${min} to ${max}`;
}

function windowsText({ windows, leads }: Stretch): string {
  const all = [...windows, ...leads.map((name) => `lead of ${name}`)];
  return all.length === 0 ? '-' : all.join(', ');
}

function legend(stretches: readonly Stretch[]): readonly string[] {
  const byKey = new Map(stretches.map((stretch) => [stateKey(stretch), stretch]));
  return [...lettersOf(stretches)].map(([key, letter]) => {
    const stretch = byKey.get(key) as Stretch;
    const shrink = stretch.scaleDown === null ? '' : `, scaling down ${stretch.scaleDown}`;
    return printable(`  ${letter}  ${boundsText(stretch)} workers${shrink}: ${windowsText(stretch)}`);
  });
}

function leadNote(windows: readonly WindowEdges[]): readonly string[] {
  if (!windows.some(({ says }) => says.includes('lead measured'))) return [];
  return [
    '',
    'A lead that is measured is shown as from replicas.min, with 2m for a worker to serve, the default; the daemon takes the count there is and what it has measured.',
  ];
}

/** The same as data, instants as RFC 3339. */
export function scheduleData(scheduled: Scheduled) {
  const { from, to, at, windows, stretches, ...rest } = scheduled;
  const edge = (one: { at: number; what: string } | null) =>
    one === null ? null : { ...one, at: formatInstant(one.at) };
  return {
    ...rest,
    from: formatInstant(from),
    to: formatInstant(to),
    at: formatInstant(at),
    windows: windows.map((one) => ({ ...one, previous: edge(one.previous), next: edge(one.next) })),
    stretches: stretches.map((one) => ({ ...one, from: formatInstant(one.from), to: formatInstant(one.to) })),
  };
}
