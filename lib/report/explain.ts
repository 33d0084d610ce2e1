/** Why did it, or why did it not, scale? The answer as text. */

import type { Wish } from '../model/decision.ts';
import { type Observation, type Reading, sees } from '../model/observation.ts';
import { describeReason, fieldOf } from '../model/reasons/index.ts';
import type { DecisionRecord, QuietRecord } from '../model/records.ts';
import { formatDuration } from '../units/duration.ts';
import { formatInstant } from '../units/instant.ts';
import { formatShare, shareOf } from '../units/share.ts';
import { formatSize } from '../units/size.ts';
import type { Story } from './story.ts';

/** Lines that tell the whole story of one dataset at one instant. */
export function explainStory(story: Story, dataset: string, at: number): string[] {
  const { decision, waiting } = story;
  if (waiting !== null && (decision === null || waiting.seq > decision.seq)) {
    return [
      `${dataset} at ${formatInstant(at)}: nothing to decide on since ${formatInstant(waiting.at)}`,
      `  ${describeReason(waiting.entry.reason)}`,
      ...policyLines(story, null),
    ];
  }
  if (decision === null) {
    return [
      `${dataset} at ${formatInstant(at)}: the ledger has no decision up to then`,
      '  either no policy document named it yet, or the daemon had not looked; `history` lists what there is',
      ...policyLines(story, null),
    ];
  }
  const { entry } = decision;
  return [
    headline(story, entry, dataset, at),
    `  decided   ${formatInstant(entry.decidedAt)}, record ${decision.seq}`,
    ...policyLines(story, entry),
    '',
    'observation',
    ...observationLines(entry.observation, entry.decidedAt),
    '',
    'wishes',
    ...wishLines(entry.wishes),
    '',
    'ladder',
    ...ladderLines(entry),
    '',
    'outcome',
    ...outcomeLines(story, entry),
    ...quietLines(story.quiet?.entry ?? null, at),
    ...afterwardsLines(story),
    '',
    'what would have changed it',
    ...changeLines(entry),
  ];
}

function headline(story: Story, entry: DecisionRecord, dataset: string, at: number): string {
  const { current, target, outcome } = entry;
  const said =
    outcome === 'hold'
      ? `stays at ${current}`
      : outcome === 'would'
        ? `would go ${current} -> ${target}`
        : `${current} -> ${target} (${story.conclusion?.entry.result ?? 'not yet concluded'})`;
  return `${dataset} at ${formatInstant(at)}: ${said}`;
}

function policyLines({ policy }: Story, entry: DecisionRecord | null): string[] {
  const file = policy?.entry.file ?? 'unknown file';
  const hash = entry?.policy ?? policy?.entry.hash;
  if (hash === undefined) return [];
  const code = entry === null ? '' : `, code ${entry.version}`;
  return [`  policy    ${file}, sha256 ${hash.slice(0, 12)}${code}`];
}

function observationLines(observation: Observation, at: number): string[] {
  const { dataset, workers, reading, replicas, operations, owners, runtime } = observation;
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
    ...(sees(reading) ? reading.notes.map((note) => `            note: ${describeReason(note)}`) : []),
    `  workers   ${workers.asked} asked, ${workers.serving} serving, ${workers.pending} pending, ${workers.terminating} terminating`,
    `  running   ${operations.length === 0 ? 'no data operation' : operations.join(', ')}`,
    ...(owners.length === 0 ? [] : [`  owners    ${owners.join(', ')}`]),
  ];
}

function readingLine(reading: Reading, at: number): string {
  const { usedBytes, capacityBytes, peakBytes, workers, source } = reading;
  const share = formatShare(shareOf(usedBytes, capacityBytes));
  const age = formatDuration(Math.max(0, at - reading.at));
  return (
    `${formatSize(usedBytes)} of ${formatSize(capacityBytes)} used (${share}), peak ${formatSize(peakBytes)}, ` +
    `${workers} ${workers === 1 ? 'worker' : 'workers'} by ${source}, ${age} old, intake ${reading.intake}`
  );
}

function wishLines(wishes: readonly Wish[]): string[] {
  if (wishes.length === 0) return ['  none: no policy wishes for a size'];
  return wishes.map(({ policy, says, wish, reason }) => {
    const what = says === 'wish' ? `wishes for ${wish}` : says === 'blind' ? 'is blind' : 'abstains';
    return `  ${policy.padEnd(14)}${what}: ${describeReason(reason)}`;
  });
}

/** Every rung: who may have changed the number, from what to what, between which limits, and why. */
export function ladderLines({ rungs, current }: Pick<DecisionRecord, 'rungs' | 'current'>): string[] {
  const rows = rungs.map(({ by, low, high, from, to, reason }) => {
    const change = from === to ? `${to}` : `${from} -> ${to}`;
    return `  ${by.padEnd(16)}${change.padEnd(10)}${`[${low ?? '-'}, ${high ?? '-'}]`.padEnd(12)}${describeReason(reason)}`;
  });
  return [
    `  ${'rung'.padEnd(16)}${'number'.padEnd(10)}${'may move'.padEnd(12)}reason (current ${current})`,
    ...rows,
  ];
}

function outcomeLines(story: Story, { outcome, current, target, reason }: DecisionRecord): string[] {
  const why = describeReason(reason);
  if (outcome === 'hold') return [`  hold at ${current}: ${why}`];
  if (outcome === 'would') return [`  nothing was changed: ${why}`];
  const result = story.conclusion?.entry;
  const ending =
    result === undefined
      ? 'no conclusion in the ledger: concluded at the next start'
      : `${result.result}${result.text === '' ? '' : `: ${result.text}`}`;
  return [`  ${current} -> ${target}: ${why}`, `  patch     ${ending}`];
}

function quietLines(quiet: QuietRecord | null, at: number): string[] {
  if (quiet === null) return [];
  const { from, to, ticks, used, reason } = quiet;
  const covers = at <= to ? 'covers this instant' : 'the last before it';
  const figures =
    used === null
      ? 'blind'
      : `used ${formatSize(used.min)} to ${formatSize(used.max)}, last ${formatSize(used.last)}`;
  return [
    `  since     ${ticks} looks from ${formatInstant(from)} to ${formatInstant(to)} (${covers}) decided the same: ${figures}`,
    `            ${describeReason(reason)}`,
  ];
}

function afterwardsLines({ decision, change, running }: Story): string[] {
  const lines: string[] = [];
  if (change !== null && decision !== null && change.seq > decision.seq) {
    const { from, to, manager } = change.entry;
    lines.push(`  then      ${manager} changed the count ${from} -> ${to} at ${formatInstant(change.at)}`);
  }
  if (running?.entry.kind === 'stop')
    lines.push(
      `  then      the daemon stopped at ${formatInstant(running.at)}: nothing was decided until it ran again`,
    );
  return lines;
}

/** The field of the reason that decided, and of every rung that narrowed the number. */
function changeLines({ reason, rungs }: DecisionRecord): string[] {
  const reasons = [reason, ...rungs.filter(({ from, to }) => from !== to).map((rung) => rung.reason)];
  const fields = new Map(reasons.map((one) => [fieldOf(one), one]));
  fields.delete(null);
  if (fields.size === 0) return ['  no field of the policy document: the reason lies in the cluster'];
  return [...fields].map(([field, one]) => `  ${field}: ${describeReason(one)}`);
}
