/** A simulation as programs read it: one JSON object, or one line of CSV a sample. Same inputs, same bytes. */
import { ACCURACY } from '../sandbox/model/accuracy.ts';
import { formatInstant } from '../units/instant.ts';
import type { Sample } from './samples.ts';
import type { Played } from './text.ts';

/** Instants are RFC 3339, spans ms, sizes bytes. */
export function simulationData({ policy, scenario, simulation }: Played) {
  const { plan, file } = policy;
  const { summary, decisions, changes, samples } = simulation;
  return {
    scenario: scenario.name,
    start: formatInstant(scenario.startMs),
    policy: { dataset: `${plan.namespace}/${plan.dataset}`, file, hash: plan.hash },
    summary,
    decisions: decisions.map(dated),
    changes: changes.map(dated),
    samples: samples.map(dated),
    model: ACCURACY,
  };
}

function dated<T extends { readonly at: number }>({ at, ...rest }: T) {
  return { at: formatInstant(at), ...rest };
}

const COLUMNS: readonly (readonly [
  header: string,
  cell: (sample: Sample) => string | number | boolean | null,
])[] = [
  ['at', ({ at }) => formatInstant(at)],
  ['replicas', ({ replicas }) => replicas],
  ['serving', ({ serving }) => serving],
  ['used_bytes', ({ usedBytes }) => usedBytes],
  ['capacity_bytes', ({ capacityBytes }) => capacityBytes],
  ['fullness_percent', ({ fullness }) => (fullness === null ? null : fullness / 1000)],
  ['wish', ({ wish }) => wish],
  ['outcome', ({ outcome }) => outcome],
  ['reason', ({ reason }) => reason],
  ['loading', ({ loading }) => loading],
  ['reads_bytes_per_second', ({ readsPerSecond }) => readsPerSecond],
  ['dataset_bytes', ({ datasetBytes }) => datasetBytes],
];

/** What is not known is empty. No cell ever needs quotes: codes, numbers and instants. */
export function samplesTable(samples: readonly Sample[]): {
  readonly heading: string;
  readonly lines: readonly string[];
} {
  const heading = COLUMNS.map(([header]) => header).join(',');
  return { heading, lines: samples.map((sample) => COLUMNS.map(([, cell]) => cell(sample) ?? '').join(',')) };
}

/** A heading, then a line a sample. */
export function samplesCsv(samples: readonly Sample[]): string {
  const { heading, lines } = samplesTable(samples);
  return `${[heading, ...lines].join('\n')}\n`;
}
