/** Plays what a ledger recorded once more: under the policy that really ran, and under others. */
import type { PolicyInForce } from '../../daemon/daemon.ts';
import type { DatasetMemory } from '../../ledger/replay.ts';
import type { PolicyRecord } from '../../model/records.ts';
import type { Plugins } from '../../plugins/load.ts';
import { documentOf } from '../../report/fields.ts';
import { createGatherer } from '../../report/timeline/gather.ts';
import type { Timeline } from '../../report/timeline/timeline.ts';
import type { Replayed, WhatIf } from '../../report/what-if.ts';
import type { Given } from '../given.ts';
import { simulate } from '../simulate.ts';
import { createWorld, SIMULATED_UID } from '../world.ts';
import { type Ask, type Asking, createAsked, createAsking } from './asking.ts';
import { errorOf } from './error.ts';
import { notesOf } from './notes.ts';
import type { Recording } from './recording.ts';
import { circumstancesOf, scenarioOf } from './world-of.ts';

export interface ReplayOptions {
  readonly recording: Recording;
  /** What the ledger says of the same time, for the error. */
  readonly recorded: Timeline;
  readonly others: readonly PolicyInForce[];
  readonly plugins?: Plugins | undefined;
  readonly breathe?: () => Promise<void>;
}

interface Breathing {
  readonly breathe: ReplayOptions['breathe'] | undefined;
}

interface Ran {
  readonly timeline: Timeline;
  readonly unplaced: number;
}

/** Same recording, same policies, same outcome. */
export async function replay({
  recording,
  recorded,
  others,
  plugins,
  breathe,
}: ReplayOptions): Promise<WhatIf> {
  const ran = recording.policies.map(({ at, record }) => ({ at, policy: inForce(record, recording.dryRun) }));
  const [first] = ran;
  const unread = ran.findIndex(({ policy }) => policy === null);
  if (first?.policy == null || unread >= 0) {
    const file = recording.policies[Math.max(0, unread)]?.record.file ?? 'the document';
    return { refused: `this version cannot read ${file} as it was in force` };
  }
  const later = ran.slice(1).flatMap(({ at, policy }) => (policy === null ? [] : [{ at, policy }]));
  const own = await play(recording, first.policy, { later, breathe });
  const replays: Replayed[] = [];
  for (const policy of others) {
    const { timeline } = await play(recording, policy, { later: [], plugins, breathe });
    replays.push({ name: policy.file, timeline });
  }
  return {
    own: { name: 'what really ran', timeline: own.timeline },
    error: errorOf(recorded, own.timeline),
    others: replays,
    notes: notesOf(recording, own.unplaced),
  };
}

async function play(
  recording: Recording,
  policy: PolicyInForce,
  { later, plugins, breathe }: Pick<ReplayOptions, 'plugins'> & Breathing & Pick<Given, 'later'>,
): Promise<Ran> {
  const { dataset, startMs, endMs, usedBytes } = recording;
  const gatherer = createGatherer({ dataset, from: startMs, to: endMs });
  const readers = readersOf(recording);
  await simulate({
    policy,
    plugins,
    scenario: scenarioOf(recording, false),
    given: {
      memory: memoryFor(recording),
      heldBytes: usedBytes,
      readers,
      circumstances: circumstancesOf(recording),
      later,
    },
    onRecord: ({ seq, at, entry }) => {
      // What begins and ends a simulation is none of the dataset's story.
      if ('dataset' in entry) gatherer.add({ seq, at, entry: { ...entry } });
    },
    ...(breathe === undefined ? {} : { breathe: () => breathe() }),
  });
  return { timeline: gatherer.timeline(), unplaced: readers.unplaced() };
}

/** A cache of the recorded size is played beside, to tell which blocks were asked for; the other is then asked for the same. */
function readersOf(recording: Recording): Asking {
  const asked: Ask[] = [];
  const asking = createAsking(recording.traffic, (ask) => asked.push(ask));
  const beside = createWorld({
    scenario: scenarioOf(recording, true),
    seed: 1,
    namespace: 'recorded',
    name: 'recorded',
    heldBytes: recording.usedBytes,
    readers: asking,
  });
  const other = createAsked();
  let calm = false;
  return {
    ...asking,
    read: (cache, to) => {
      while (beside.now() < to) beside.advance(to);
      other.answer(cache, asked.splice(0));
      calm = cache.whole;
    },
    // Where both hold everything nothing can differ before something is missing again.
    next: (now) => (calm || asking.calmUntil() === null ? asking.next(now) : now),
  };
}

/** What was remembered is remembered of the simulated runtime; a copy, because each run goes on with its own. */
function memoryFor({ memory }: Recording): DatasetMemory | null {
  if (memory === null) return null;
  const history = { ...structuredClone(memory.history), uid: SIMULATED_UID };
  return { ...memory, open: null, history };
}

function inForce(record: PolicyRecord, dryRun: boolean): PolicyInForce | null {
  const document = documentOf(record);
  if (document === null) return null;
  const { plan, text, file } = document;
  const mode = dryRun && plan.mode === 'auto' ? 'dry-run' : plan.mode;
  return { plan: { ...plan, mode }, file, text };
}
