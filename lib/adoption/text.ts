/** The plan in words, safe to show on a terminal. Pure. */
import { printable } from '../units/printable.ts';
import type { Adoption, Verdict } from './adoption.ts';
import { type Reviewed, type Right, rightText } from './rights.ts';

export interface AdoptionPlan {
  readonly adoptions: readonly Adoption[];
  readonly faults: readonly string[];
  /** What a person sees less of from here than a daemon would, and what helps. */
  readonly hints: readonly string[];
  readonly rights: Reviewed;
}

/** Whether something must be mended before the daemon does what the documents say: exit code 1. */
export function isStopped({ adoptions, faults, rights }: AdoptionPlan): boolean {
  const refused = adoptions.some(({ object }) => object?.result === 'refused');
  return faults.length > 0 || rights.missing.length > 0 || refused;
}

/** What was found, and a summary as the last line. Faults go elsewhere. */
export function adoptionText(plan: AdoptionPlan): string {
  const { adoptions, faults, rights, hints } = plan;
  const parts = [
    ...adoptions.flatMap(adoptionLines),
    ...rightsLines(rights),
    ...hints,
    '',
    summaryOf(adoptions, faults, rights),
  ];
  return `${parts.map(printable).join('\n')}\n`;
}

/** What a list of datasets has no room for: documents the API server refuses, rights that are missing or could not be asked for, and what is seen less of. */
export function besideList({ adoptions, rights, hints }: AdoptionPlan): readonly string[] {
  const refused = adoptions.flatMap(({ file, object }) =>
    object?.result === 'refused' ? [`error: ${file}: ${objectText(object)}`] : [],
  );
  return [...refused, ...askedLines(rights), ...lackedLines(rights), ...hints].map(printable);
}

function adoptionLines(adoption: Adoption): readonly string[] {
  const { dataset, file, runtime, current, bounds, inTheWay, defaults, notes, object } = adoption;
  const count = current === null ? '' : `, ${current} ${current === 1 ? 'worker' : 'workers'}`;
  return [
    `${dataset}  (${file})`,
    line('runtime', runtime === null ? 'none' : `${runtime}${count}; bounds ${bounds.min} to ${bounds.max}`),
    line('now', nowText(adoption)),
    ...inTheWay.map((text) => line('in the way', text)),
    ...defaults.map((text) => line('default', text)),
    ...notes.map((text) => line('note', text)),
    ...(object === null ? [] : [line('object', objectText(object))]),
    '',
  ];
}

function line(name: string, text: string): string {
  return `  ${name.padEnd(11)} ${text}`;
}

const SAID: Readonly<Record<Verdict, string>> = {
  scales: 'scales',
  'would scale': 'would scale, and does not in its mode,',
  stays: 'stays',
  blocked: 'held',
  unknown: 'cannot be told from here',
};

function nowText(adoption: Adoption): string {
  return `${SAID[adoption.verdict]}${moveText(adoption)}: ${adoption.why}`;
}

/** ` 1 -> 3`, or nothing where it does not move. */
export function moveText({ current, target }: Pick<Adoption, 'current' | 'target'>): string {
  return target !== null && target !== current ? ` ${current} -> ${target}` : '';
}

export function objectText({ result, text }: NonNullable<Adoption['object']>): string {
  if (result === 'refused') return `refused by the API server: ${text}`;
  if (result === 'unknown') return `not tried: ${text}`;
  return `${result} if applied (dry run on the API server)`;
}

function rightsLines(rights: Reviewed): readonly string[] {
  const said = [...askedLines(rights), ...lackedLines(rights)];
  return said.length > 0 ? said : ['rights: this account has all that the daemon needs'];
}

function askedLines({ unknown }: Reviewed): readonly string[] {
  return unknown === null ? [] : [`rights could not all be asked for: ${unknown}`];
}

function lackedLines({ missing }: Reviewed): readonly string[] {
  if (missing.length === 0) return [];
  return [
    'rights this account lacks:',
    ...missing.map((right) => `  ${rightText(right)}: ${without(right)}`),
  ];
}

function without({ without }: Right): string {
  return `without it ${without}`;
}

function summaryOf(
  adoptions: readonly Adoption[],
  faults: readonly string[],
  { missing, unknown }: Reviewed,
): string {
  const count = (verdict: Verdict) => adoptions.filter((each) => each.verdict === verdict).length;
  return [
    plural(adoptions.length, 'document'),
    `${count('scales')} would be scaled now`,
    `${count('blocked')} held`,
    plural(faults.length, 'fault'),
    unknown === null ? `${plural(missing.length, 'right')} missing` : 'rights unknown',
    'nothing was written',
  ].join(', ');
}

function plural(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
