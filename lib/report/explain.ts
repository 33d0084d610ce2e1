/** Why did it, or why did it not, scale? The answer as text. */
import { describeReason } from '../model/reasons/index.ts';
import type { DecisionRecord, QuietRecord } from '../model/records.ts';
import type { LoadedDocument } from '../spec/load.ts';
import { formatInstant } from '../units/instant.ts';
import { printable } from '../units/printable.ts';
import { formatSize } from '../units/size.ts';
import { documentOf, fieldLines } from './fields.ts';
import { ladderLines, whyDecided, wishLines } from './ladder.ts';
import { observationLines } from './observed.ts';
import { silenceOf } from './silence.ts';
import type { Story, Told } from './story.ts';

/**
 * Lines that tell the whole story of one dataset at one instant: the answer first, then what it rests on. Names and texts in
 * a ledger come from outside, so every line comes out printable.
 */
export function explainStory(story: Story): string[] {
  const { standing, decision } = story;
  const document = documentOf(story.policy?.entry ?? null);
  const silence = silenceOf(story, document);
  return [
    `${story.dataset} at ${formatInstant(story.at)}${localTime(story.at)}: ${silence?.headline ?? saidOf(story)}`,
    ...(silence?.lines ?? []),
    ...answerLines(story, silence !== null),
    ...documentLines(story),
    ...(standing === 'decision' && decision !== null ? detailLines(decision, document) : []),
  ].map(printable);
}

/** Times are printed in UTC, but `--at 14:05` is of the clock on the wall. */
function localTime(at: number): string {
  const date = new Date(at);
  if (date.getTimezoneOffset() === 0) return '';
  const [hours, minutes, seconds] = [date.getHours(), date.getMinutes(), date.getSeconds()];
  return ` (${[hours, minutes, seconds].map((part) => String(part).padStart(2, '0')).join(':')} here)`;
}

function saidOf({ standing, decision, quiet, conclusion }: Story): string {
  if (standing === 'waiting') return 'there is nothing to decide on';
  if (standing === 'gone') return 'is left alone: its policy document is gone';
  if (standing !== 'decision' || decision === null)
    return quiet === null ? 'is not looked at yet' : `stays at ${quiet.entry.current}`;
  const { outcome, current, target } = decision.entry;
  if (outcome === 'hold') return `stays at ${current}`;
  if (outcome === 'would') return `would go ${current} -> ${target}`;
  return `${current} -> ${target} (${conclusion?.entry.result ?? 'not concluded yet'})`;
}

/** Why, since when, and what became of it. */
function answerLines(story: Story, before: boolean): string[] {
  const { standing, decision, waiting, gone, quiet } = story;
  if (standing === 'waiting' && waiting !== null)
    return [
      `  why       ${waiting.entry.reason.code}: ${describeReason(waiting.entry.reason)}`,
      `  since     ${formatInstant(waiting.at)}, record ${waiting.seq}`,
    ];
  if (standing === 'gone' && gone !== null)
    return [
      `  since     ${formatInstant(gone.at)}, record ${gone.seq}: ${gone.entry.file} no longer holds it`,
    ];
  if (standing === 'decision' && decision !== null)
    return [
      ...(before ? [`  before    ${saidOf(story)}`] : []),
      `  why       ${whyLine(decision.entry, quiet?.entry ?? null)}`,
      ...patchLines(story, decision.entry),
      ...looksLines(story),
      `  decided   ${formatInstant(decision.entry.decidedAt)}, record ${decision.seq}`,
      ...changeLines(story),
    ];
  if (quiet !== null)
    return [
      ...(before ? [`  before    ${saidOf(story)}`] : []),
      `  why       ${quiet.entry.reason.code}: ${describeReason(quiet.entry.reason)}`,
      ...looksLines(story),
      '  decided   in a record that has been pruned: only its outcome and its reason are left',
      ...changeLines(story),
    ];
  return [];
}

/** The numbers in the reason are those of the minute asked for. */
function whyLine(decision: DecisionRecord, quiet: QuietRecord | null): string {
  const reason = quiet?.reason ?? decision.reason;
  return `${reason.code}: ${whyDecided({ ...decision, reason })}`;
}

function patchLines({ conclusion }: Story, { outcome, current, target }: DecisionRecord): string[] {
  if (outcome !== 'move') return [];
  const result = conclusion?.entry;
  if (result === undefined)
    return ['  patch     no conclusion in the ledger (yet): a daemon that starts again concludes it'];
  const text = result.text === '' ? '' : `: ${result.text}`;
  return [
    `  patch     ${current} -> ${target} ${result.result} at ${formatInstant(result.concludedAt)}${text}`,
  ];
}

function looksLines({ quiet, at }: Story): string[] {
  if (quiet === null) return [];
  const { from, to, ticks, used } = quiet.entry;
  const which = at <= to ? 'this instant among them' : 'the last recorded before';
  const figures =
    used === null ? 'no reading' : `used ${formatSize(used.min)} to ${formatSize(used.max)} in that time`;
  const looks = ticks === 1 ? '1 look' : `${ticks} looks`;
  return [
    `  looks     ${looks} from ${formatInstant(from)} to ${formatInstant(to)}, ${which}, decided the same; ${figures}`,
  ];
}

function changeLines({ change }: Story): string[] {
  if (change === null) return [];
  const { from, to, manager } = change.entry;
  return [`  then      ${manager} changed the count ${from} -> ${to} at ${formatInstant(change.at)}`];
}

function documentLines({ policy, decision, standing, fault }: Story): string[] {
  const lines: string[] = [];
  const hash = standing === 'decision' ? decision?.entry.policy : policy?.entry.hash;
  const code = standing === 'decision' ? `, code ${decision?.entry.version}` : '';
  if (hash !== undefined)
    lines.push(
      `  policy    ${policy?.entry.hash === hash ? policy.entry.file : 'a file no longer in the ledger'}, sha256 ${hash.slice(0, 12)}${code}`,
    );
  if (fault !== null) lines.push(...refusedLines(fault));
  return lines;
}

function refusedLines({ at, entry }: Told<{ readonly text: string }>): string[] {
  const [first = '', ...rest] = entry.text.trimEnd().split('\n');
  return [`  refused   ${formatInstant(at)}: ${first}`, ...rest.map((line) => `            ${line}`)];
}

function detailLines({ entry }: Told<DecisionRecord>, document: LoadedDocument | null): string[] {
  return [
    '',
    `observation, of ${formatInstant(entry.observation.at)}`,
    ...observationLines(entry.observation, entry.decidedAt),
    '',
    'wishes',
    ...wishLines(entry.wishes),
    '',
    'ladder',
    ...ladderLines(entry),
    '',
    'what would have changed it',
    ...fieldLines(entry, document),
  ];
}
