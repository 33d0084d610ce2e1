/** An observation as lines. */

import { budgetLine } from '../decide/budget.ts';
import { type Observation, type Reading, sees, type Users } from '../model/observation.ts';
import { describeReason } from '../model/reasons/index.ts';
import { describeTrouble } from '../model/trouble.ts';
import { formatDuration } from '../units/duration.ts';
import { readableShare, shareOf } from '../units/share.ts';
import { formatSize } from '../units/size.ts';
import { peopleLines } from './people.ts';
import { podLine } from './pods.ts';

/** @param at when it was decided on, ms: the reading's age is of then */
export function observationLines(observation: Observation, at: number): string[] {
  const {
    dataset,
    workers,
    reading,
    pods,
    replicas,
    operations,
    users,
    budgets,
    owners,
    runtime,
    obstacle,
    control,
  } = observation;
  const size =
    dataset.sizeBytes === null
      ? `size unknown (${describeReason(dataset.sizeNote)})`
      : formatSize(dataset.sizeBytes);
  const cache = sees(reading)
    ? readingLine(reading, at)
    : `blind: ${describeReason(reading)} (source ${reading.source})`;
  return [
    `  runtime   ${runtime.kind} ${runtime.namespace}/${runtime.name}, spec.replicas ${replicas}`,
    `  dataset   ${size}, ${dataset.phase}, ${dataset.copies === 1 ? '1 copy' : `${dataset.copies} copies`}`,
    `  cache     ${cache}`,
    ...(sees(reading)
      ? reading.notes.map((note) => `            note: ${describeReason(note)}`)
      : (reading.others ?? []).map(
          (other) => `            nor: ${describeReason(other)} (source ${other.source})`,
        )),
    ...(pods ?? []).map((pod) => `  pod       ${podLine(pod)}`),
    `  workers   ${workers.asked} asked for, ${workers.serving} serving, ${workers.pending} pending, ${workers.terminating} terminating`,
    ...troubleLines(workers, at),
    `  running   ${operations.length === 0 ? 'no data operation' : operations.join(', ')}`,
    ...(users === undefined ? [] : [`  users     ${usersLine(users)}`]),
    ...(budgets ?? []).map((budget) => `  budget    ${budgetLine(budget)}`),
    ...(owners.length === 0 ? [] : [`  owners    ${owners.join(', ')}`]),
    ...peopleLines(control, at).map((line) => `  people    ${line}`),
    ...(obstacle === null ? [] : [`  obstacle  ${describeReason(obstacle)}`]),
  ];
}

/** Who uses the dataset's volume, in one line. */
export function usersLine(users: Users): string {
  if (users.pods === null) return `unknown: ${describeReason(users.why)}`;
  if (users.pods === 0) return 'no pod has its volume';
  const more = users.pods > users.named.length ? ` and ${users.pods - users.named.length} more` : '';
  return `${users.pods === 1 ? '1 pod' : `${users.pods} pods`}: ${users.named.join(', ')}${more}`;
}

/** One line a worker that does not serve and says why. */
function troubleLines({ troubled = [] }: Observation['workers'], at: number): string[] {
  return troubled.map((trouble) => `            ${describeTrouble(trouble, at)}`);
}

const INTAKE: Readonly<Record<Reading['intake'], string>> = {
  rising: 'data comes in',
  still: 'no data comes in',
  unknown: 'whether data comes in is not known yet',
  unoffered: 'whether data comes in cannot be told',
};

function readingLine(reading: Reading, at: number): string {
  const { usedBytes, capacityBytes, peakBytes, workers, source, intake } = reading;
  const share = readableShare(shareOf(usedBytes, capacityBytes));
  const age = formatDuration(Math.max(0, at - reading.at));
  return (
    `${formatSize(usedBytes)} of ${formatSize(capacityBytes)} used (${share}), peak ${formatSize(peakBytes)}, ` +
    `${workers} ${workers === 1 ? 'worker' : 'workers'} by ${source}, ${age} old; ${INTAKE[intake]}`
  );
}
