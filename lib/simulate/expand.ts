/** From what repeats to each single happening, in order of time. */
import { formatDuration } from '../units/duration.ts';
import { formatInstant } from '../units/instant.ts';
import type { Repeated } from './document.ts';
import type { DatasetSpec as Spec } from './form.ts';
import { instantOf, instantsOf, MOST_HAPPENINGS } from './instants.ts';
import { announcements, announces, flowsOf, nameOf } from './load-times.ts';
import type { Happening } from './scenario.ts';

/** Something the form allows and that still cannot be played. */
export interface Problem {
  readonly path: readonly (string | number)[];
  readonly problem: string;
  readonly allowed: string;
}

export interface Expansion {
  readonly happenings: readonly Happening[];
  readonly problems: readonly Problem[];
  readonly notes: readonly string[];
  /** Of the dataset at its largest. */
  readonly blocks: number;
}

/** The cache is played block by block. */
const MOST_BLOCKS = 1_000_000;
type Root = readonly (string | number)[];

interface Work extends Omit<Expansion, 'blocks'> {
  readonly spec: Spec;
  readonly root: Root;
  readonly happenings: Happening[];
  readonly problems: Problem[];
  readonly notes: string[];
}

type Untimed<H> = H extends { at: number } ? Omit<H, 'at'> : never;
type Event = Untimed<Happening>;

/**
 * @param root where the fields of the dataset stand
 * @param others blocks that other datasets of the scenario have
 * @returns every happening before the end of the scenario, sorted; those of one instant in the order of the lists
 */
export function expand(spec: Spec, root: Root = ['spec'], others = 0): Expansion {
  const work: Work = { spec, root, happenings: [], problems: [], notes: [] };
  gather(work, ['dataset', 'growth'], spec.dataset.growth, ({ by }) => [
    { what: 'dataset grows', bytes: by },
    null,
  ]);
  work.happenings.push(...announcements(spec));
  gather(
    work,
    ['loads'],
    spec.loads,
    (one, index) => [
      { what: 'load', bytesPerSecond: one.rate, ...(announces(one) && { load: nameOf(index) }) },
      { what: 'load is broken off' },
    ],
    (one) => flowsOf(one, spec),
  );
  gather(work, ['reads'], spec.reads, ({ rate }) => [
    { what: 'reads', by: rate },
    { what: 'reads', by: -rate },
  ]);
  gather(work, ['pods'], spec.pods, ({ count }) => [
    { what: 'pods', by: count },
    { what: 'pods', by: -count },
  ]);
  gather(work, ['outages'], spec.outages, ({ engine }) => [
    { what: 'outage begins', engine },
    { what: 'outage ends', engine },
  ]);
  gather(work, ['masterRestarts'], spec.masterRestarts, ({ down }) => [
    { what: 'master restarts', downMs: down },
    null,
  ]);
  gather(work, ['scalings'], spec.scalings, ({ to, by }) => [
    { what: 'someone scales', to, manager: by },
    null,
  ]);
  gather(work, ['pauses'], spec.pauses, ({ by, why, for: forMs = null }) => [
    { what: 'someone pauses', by, why, forMs },
    null,
  ]);
  gather(work, ['overrides'], spec.overrides, ({ workers, by, why, for: forMs, immediately }) => [
    { what: 'someone overrides', workers, by, why, forMs, immediately },
    null,
  ]);
  gather(work, ['resumes'], spec.resumes, () => [{ what: 'someone resumes' }, null]);
  gather(work, ['crashes'], spec.crashes, ({ ordinal, why }) => [
    { what: 'worker crashes', ordinal, why },
    { what: 'worker crashes no more', ordinal },
  ]);
  gather(work, ['lostWorkers'], spec.lostWorkers, ({ ordinal }) => [
    { what: 'worker is lost', ordinal },
    { what: 'worker starts again', ordinal },
  ]);
  const { happenings, problems, notes } = work;
  const blocks = blocksAtMost(spec, happenings);
  if (others + blocks > MOST_BLOCKS) {
    const allowed = `at most ${MOST_BLOCKS} blocks, growth included: a smaller dataset, or larger blocks (spec.workers.block)`;
    const who = others === 0 ? 'the dataset has' : 'the datasets have';
    const problem = `${who} more than ${MOST_BLOCKS} blocks`;
    problems.push({ path: [...root, 'dataset', 'size'], problem, allowed });
  }
  happenings.sort((a, b) => a.at - b.at);
  return { happenings, problems, notes, blocks };
}

function blocksAtMost({ dataset, workers }: Spec, happenings: readonly Happening[]): number {
  let bytes = dataset.size;
  for (const one of happenings) if (one.what === 'dataset grows') bytes += one.bytes;
  return Math.ceil(bytes / workers.block);
}

/** Puts every occurrence of a list's entries into `work`: what begins, and after `for` what ends it. */
function gather<T extends Repeated & { readonly for?: number | undefined }>(
  { spec, root, happenings, problems, notes }: Work,
  path: readonly string[],
  list: readonly T[],
  make: (one: T, index: number) => readonly [begins: Event, ends: Event | null],
  times: (one: T) => readonly number[] = (one) => instantsOf(one, spec),
): void {
  const end = spec.start + spec.duration;
  for (const [index, one] of list.entries()) {
    const where = [...root, ...path, index];
    const instants = times(one);
    if (instants.length + happenings.length > MOST_HAPPENINGS) {
      const problem = `makes more than ${MOST_HAPPENINGS} happenings`;
      problems.push({ path: [...where, 'every'], problem, allowed: 'a longer distance, or `times`' });
      return;
    }
    if (instants.length === 0) notes.push(neverHappens(where, one, spec));
    const [begins, ends] = make(one, index);
    for (const at of instants) {
      happenings.push({ at, ...begins });
      const over = one.for === undefined ? end : at + one.for;
      if (ends !== null && over < end) happenings.push({ at: over, ...ends });
    }
  }
}

function neverHappens(where: readonly (string | number)[], { at }: Repeated, spec: Spec): string {
  const path = where.map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`)).join('');
  return (
    `${path.slice(1)} never happens: its first time is ${formatInstant(instantOf(at, spec))}, and the scenario goes from ` +
    `${formatInstant(spec.start)} for ${formatDuration(spec.duration)}`
  );
}
