/** Remarks on a document that is valid but cannot bind as written: within a policy, between policies, and around them. */
import { ceilingText } from '../decide/ceiling.ts';
import type { Policy, Remark, Setting } from '../decide/contract.ts';
import { usablePerWorker } from '../decide/fit.ts';
import type { Plan } from '../decide/plan.ts';
import { mayShrink } from '../decide/shrinking.ts';
import { formatDuration } from '../units/duration.ts';
import { formatShare, WHOLE } from '../units/share.ts';
import { settingOf } from './compile.ts';
import type { Note } from './fault.ts';
import { sourceRemarks } from './given-remarks.ts';
import { placeAt } from './objections.ts';
import type { ParsedDocument } from './parse.ts';

/** What each policy says of its own config, and what only the whole document shows. */
export function notesOf(parsed: ParsedDocument, plan: Plan, registry: readonly Policy[]): readonly Note[] {
  const setting = settingOf(parsed);
  const own = registry.flatMap(({ name, notes }) => {
    const config = setting.policies[name];
    if (config === undefined || notes === undefined) return [];
    return notes(config, setting).map((note) => {
      const { path, text } = typeof note === 'string' ? { path: '', text: note } : note;
      return { path: `spec.policies.${name}${path}`, text };
    });
  });
  const all = [
    ...own,
    ...belowFullFit(setting),
    ...withoutEffect(parsed),
    ...unmoved(plan, parsed),
    ...around(parsed),
    ...sourceRemarks(parsed),
  ];
  return all.map((remark) => noteAt(parsed, remark));
}

/** Alluxio's own block size; a document does not know the runtime's. */
const BLOCK_BYTES = 64 * 2 ** 20;

/** Only where the document itself says how large the dataset and a worker are. */
function belowFullFit({ sizeBytes, workerBytes, bounds }: Setting): readonly Remark[] {
  if (sizeBytes === undefined || workerBytes === undefined) return [];
  const usable = usablePerWorker(workerBytes, BLOCK_BYTES, 1);
  const text = ceilingText({ sizeBytes, copies: 1, usable, max: bounds.max });
  return text === null ? [] : [{ path: 'spec.replicas', text }];
}

type Spotted = Pick<ParsedDocument, 'file' | 'key' | 'places'>;

function noteAt({ file, key, places }: Spotted, { path, text }: Remark): Note {
  return { file, ...placeAt(places, path), path, dataset: key, text };
}

/** Fields that limit one direction, and the policy and field each belongs to. */
const SIDES = [
  ['step', 'up', 'down'],
  ['stabilization', 'up', 'down'],
  ['cooldown', 'afterUp', 'afterDown'],
] as const;

type Spec = ParsedDocument['document']['spec'];

/** Which way the count may move at all. Under HPA semantics shrinking needs no permission. */
function directions({ policies, semantics }: Spec): { readonly up: boolean; readonly down: boolean } {
  return { up: policies.scaleUp !== 'disabled', down: mayShrink({ policies, semantics }) };
}

/** Limits on a direction that is switched off. */
function withoutEffect({ document: { spec } }: ParsedDocument): readonly Remark[] {
  const may = directions(spec);
  return SIDES.flatMap(([name, up, down]) => {
    const config = spec.policies[name] as Readonly<Record<string, unknown>> | undefined;
    const found: Remark[] = [];
    if (!may.up && config?.[up] !== undefined) found.push(idle(name, up, 'scaleUp is disabled'));
    if (!may.down && config?.[down] !== undefined) found.push(idle(name, down, 'scaleDown is not enabled'));
    return found;
  });
}

function idle(policy: string, field: string, why: string): Remark {
  return { path: `spec.policies.${policy}.${field}`, text: `${policy}.${field} has no effect: ${why}` };
}

/** Documents under which the count hardly ever moves. */
function unmoved(plan: Plan, { document }: ParsedDocument): readonly Remark[] {
  const may = directions(document.spec);
  const { min, max } = plan.bounds;
  const path = 'spec.policies';
  const found: Remark[] = [];
  if (min === max) {
    found.push({
      path: 'spec.replicas',
      text: `replicas: min and max are both ${min}, so no policy can move the count`,
    });
  } else if (plan.sizers.length === 0) {
    found.push({
      path,
      text: 'no policy here wishes for a number of workers, so only the bounds move the count',
    });
  }
  if (!may.up && !may.down) {
    found.push({ path, text: 'scaling up and scaling down are both disabled, so the count never moves' });
  }
  return found;
}

/** The fields around the policies. */
function around({ document, places }: ParsedDocument): readonly Remark[] {
  const { mode, paused, respect, semantics, interval, policies } = document.spec;
  const found: Remark[] = [];
  if (paused !== undefined && mode !== 'paused') {
    found.push({ path: 'spec.paused', text: `paused has no effect: mode is ${mode}, not paused` });
  }
  if (respect === 0 && semantics === 'native') {
    const text = "respect is 0: somebody else's change of the worker count may be reversed at once";
    found.push({ path: 'spec.respect', text });
  }
  for (const field of ['spec.respect', 'spec.adopt']) {
    if (semantics !== 'hpa' || !places.has(field)) continue;
    const text = `${field} has no effect: under semantics: hpa bounds jump and nobody's change is waited for`;
    found.push({ path: field, text });
  }
  const window = policies.stabilization as { up?: number; down?: number } | undefined;
  for (const side of ['up', 'down'] as const) {
    const length = window?.[side] ?? 0;
    if (interval === undefined || length === 0 || length >= interval) continue;
    const text =
      `stabilization.${side} ${formatDuration(length)} is shorter than interval ${formatDuration(interval)}: ` +
      'no earlier wish is ever inside it';
    found.push({ path: `spec.policies.stabilization.${side}`, text });
  }
  return found;
}

/** A pause that is over already, or null. Needs the time, so it is not among a document's own notes. */
export function pauseNote(document: Spotted & { readonly plan: Plan }, now: number): Note | null {
  const { mode, pause } = document.plan;
  if (mode !== 'paused' || pause === null || pause.until === null || pause.until > now) return null;
  const text = `the pause ended by itself at ${new Date(pause.until).toISOString()}: the document acts as in mode auto`;
  return noteAt(document, { path: 'spec.paused.until', text });
}

/**
 * An engine that evicts below `up` never becomes as full as `up`. Needs the cluster, so it is not among a document's own
 * notes: whoever has read the engine's settings asks.
 * @param up thousandths of a percent
 * @param highWatermark share of a worker's capacity at which eviction begins, 0 < x <= 1
 * @returns null when `up` can be reached
 */
export function watermarkNote(up: number, highWatermark: number): string | null {
  const watermark = Math.round(highWatermark * WHOLE);
  if (watermark >= up) return null;
  return (
    `threshold.up ${formatShare(up)} is above the engine's eviction watermark ${formatShare(watermark)}: ` +
    'fullness rests at or below the watermark, so only a plateau tells that the cache is full; ' +
    `set up at or below ${formatShare(watermark)}`
  );
}
