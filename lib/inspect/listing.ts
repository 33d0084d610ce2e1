/** One line a dataset, in the manner of `kubectl get`. Pure. */
import { modeInForce } from '../decide/mode.ts';
import { type Observation, type Reading, sees } from '../model/observation.ts';
import { describeReason } from '../model/reasons/index.ts';
import { describeTrouble } from '../model/trouble.ts';
import type { Column } from '../report/columns.ts';
import { whyDecided } from '../report/ladder.ts';
import { peopleLines } from '../report/people.ts';
import { podLine } from '../report/pods.ts';
import type { Listing } from '../report/print.ts';
import { formatDuration } from '../units/duration.ts';
import { readableShare, shareOf, WHOLE } from '../units/share.ts';
import { formatSize } from '../units/size.ts';
import { hidden, type Inspected } from './inspected.ts';

const NONE = '-';

/** @param withNamespace whether a column says the namespace (`-A`) */
export function inspectListing(withNamespace: boolean): Listing<Inspected> {
  return {
    columns: withNamespace ? [NAMESPACE, ...COLUMNS] : COLUMNS,
    nameOf: ({ name }) => `dataset.data.fluid.io/${name}`,
    dataOf,
  };
}

/** Tells which lines are news to who has seen those: everything is but how old a reading is. */
export function newsAfter(seen: readonly Inspected[]): (row: Inspected) => boolean {
  const shown = new Map(seen.map((row) => [keyOf(row), newsOf(row)]));
  return (row) => {
    const news = newsOf(row);
    if (shown.get(keyOf(row)) === news) return false;
    shown.set(keyOf(row), news);
    return true;
  };
}

function newsOf(row: Inspected): string {
  return COLUMNS.filter((column) => column !== AGE)
    .map(({ cell }) => cell(row))
    .join('\t');
}

function keyOf({ namespace, name }: Inspected): string {
  return `${namespace}/${name}`;
}

const NAMESPACE: Column<Inspected> = { header: 'NAMESPACE', cell: ({ namespace }) => namespace };

const AGE: Column<Inspected> = { header: 'AGE', least: 5, cell: ofReading(ageOf) };

const COLUMNS: readonly Column<Inspected>[] = [
  { header: 'NAME', cell: ({ name }) => name },
  { header: 'RUNTIME', cell: ofObservation(({ runtime }) => runtime.kind) },
  { header: 'UFS TOTAL', wide: true, cell: ofObservation(sizeOf) },
  { header: 'USED', least: 10, cell: ofReading(({ usedBytes }) => formatSize(usedBytes)) },
  { header: 'CAPACITY', least: 9, cell: ofReading(({ capacityBytes }) => formatSize(capacityBytes)) },
  { header: 'UTILIZATION', cell: ofReading(utilizationOf) },
  { header: 'SOURCE', least: 14, cell: ofReading(({ source }) => source) },
  AGE,
  { header: 'WORKERS', cell: ofObservation(({ workers, replicas }) => `${workers.serving}/${replicas}`) },
  { header: 'PODS', wide: true, cell: ofObservation(podsOf) },
  { header: 'USERS', wide: true, cell: ofObservation(usersOf) },
  { header: 'POLICY', wide: true, cell: ({ policy }) => policy?.file ?? NONE },
  { header: 'DECISION', least: 10, cell: decisionOf },
  { header: 'REASON', cell: reasonOf },
  { header: 'NOTES', wide: true, cell: ofObservation(notesOf) },
];

function ofObservation(cell: (observation: Observation) => string): (seen: Inspected) => string {
  return ({ observation }) => (observation === null ? NONE : cell(observation));
}

function ofReading(
  cell: (reading: Reading, observation: Observation) => string,
): (seen: Inspected) => string {
  return ofObservation((observation) => {
    const { reading } = observation;
    return sees(reading) ? cell(reading, observation) : NONE;
  });
}

/** What each pod said by itself; `-` where pods are not asked. */
function podsOf({ pods }: Observation): string {
  return pods === undefined || pods.length === 0 ? NONE : pods.map(podLine).join(', ');
}

/** Pods that have the dataset's volume; `-` where no policy asks for them. */
function usersOf({ users }: Observation): string {
  if (users === undefined) return NONE;
  return users.pods === null ? 'unknown' : String(users.pods);
}

function sizeOf({ dataset }: Observation): string {
  return dataset.sizeBytes === null ? 'unknown' : formatSize(dataset.sizeBytes);
}

function ageOf({ at }: Reading, observation: Observation): string {
  return formatDuration(Math.max(0, Math.round((observation.at - at) / 1000)) * 1000);
}

/** Of the capacity, never of the dataset. */
function utilizationOf({ usedBytes, capacityBytes }: Reading): string {
  return readableShare(shareOf(usedBytes, capacityBytes));
}

/** On the reading, workers that do not serve, and what people say of the dataset. */
function notesOf({ reading, workers, control, at }: Observation): string {
  // Why the most trusted source sees nothing stands as the reason.
  const notes = (sees(reading) ? reading.notes : (reading.others ?? [])).map(describeReason);
  // Without how long: that alone is no news.
  const troubles = (workers.troubled ?? []).map((one) => describeTrouble(one, null));
  const all = [...notes, ...troubles, ...peopleLines(control, at)];
  return all.length === 0 ? NONE : all.join('; ');
}

function decisionOf({ policy, observation, decision }: Inspected): string {
  if (policy === null) return 'no policy';
  if (observation === null) return 'waits';
  if (decision === null) return 'unknown';
  const { outcome, current, target } = decision;
  const what = outcome === 'hold' ? `stays at ${current}` : `${current} -> ${target}`;
  const mode = modeInForce(policy.plan, observation, observation.at);
  const but = [...(mode === 'auto' ? [] : [mode]), ...(hidden(observation) === null ? [] : ['by status'])];
  return but.length === 0 ? what : `${what} (${but.join(', ')})`;
}

function reasonOf({ reason, decision }: Inspected): string {
  if (reason === null) return NONE;
  return `${reason.code}: ${decision === null ? describeReason(reason) : whyDecided(decision)}`;
}

/** The same as data: sizes in bytes, spans in ms, utilization as a fraction of 1. */
function dataOf({ namespace, name, policy, observation, decision, reason }: Inspected) {
  const reading = observation !== null && sees(observation.reading) ? observation.reading : null;
  return {
    namespace,
    name,
    utilization: reading === null ? null : shareOf(reading.usedBytes, reading.capacityBytes) / WHOLE,
    ageMs: reading === null || observation === null ? null : Math.max(0, observation.at - reading.at),
    policy: policy === null ? null : { file: policy.file, hash: policy.plan.hash, mode: policy.plan.mode },
    reason: reason === null ? null : { ...reason, text: describeReason(reason) },
    observation,
    decision,
  };
}
