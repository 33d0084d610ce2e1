/** From the records about one dataset, in order, to its recording. */
import type { DatasetMemory } from '../../ledger/replay.ts';
import type { UseRecord } from '../../model/carried-records.ts';
import { type Observation, sees } from '../../model/observation.ts';
import type {
  DecisionRecord,
  LedgerEntry,
  PolicyRecord,
  QuietRecord,
  ServedRecord,
} from '../../model/records.ts';
import { formatInstant } from '../../units/instant.ts';
import type { Blackout, Observed, RecordedChange, Recording, Traffic } from './recording.ts';

/** What stood before the first record. */
export interface Before {
  readonly dataset: string;
  readonly policy: PolicyRecord | null;
  /** The last decision before, for what a quiet minute does not say. */
  readonly decision: DecisionRecord | null;
}

export interface RecordKeeper {
  add(at: number, entry: LedgerEntry): void;
  /** @param known what is not in the dataset's own records */
  recording(known: {
    readonly intervalMs: number;
    readonly fastestMs: number;
    readonly dryRun: boolean;
    readonly memory: DatasetMemory | null;
  }): Recording | { readonly refused: string };
}

export function createRecordKeeper({ dataset, policy, decision: last }: Before): RecordKeeper {
  const policies: { at: number; record: PolicyRecord }[] = [];
  const traffic: Traffic[] = [];
  const own: RecordedChange[] = [];
  const others: RecordedChange[] = [];
  const circumstances: Observed[] = [];
  const blackouts: Blackout[] = [];
  const startUps: number[] = [];
  let seen: Observation | null = last?.observation ?? null;
  let workerBytes: number | null = last === null ? null : workerBytesOf(last.observation);
  let begin: { at: number; replicas: number; used: number | null } | null = null;
  let [told, untoldMs, lastLook, serving] = [0, 0, 0, 0];
  let mostServing: number | null = null;
  let growth: RecordedChange | null = null;
  let uid: string | null = null;
  let refused: string | null = null;
  let dark: { from: number; why: Blackout['why'] } | null = null;

  let loaded = false;
  const loads = () => (seen?.operations ?? []).some((one) => one.startsWith('DataLoad/'));
  const look = (
    from: number,
    to: number,
    used: number | null,
    replicas: number,
    inflow: QuietRecord['inflow'],
  ) => {
    if (begin === null) {
      begin = { at: from, replicas, used };
      told = from;
    }
    if (begin.used === null) begin = { ...begin, used };
    lastLook = Math.max(lastLook, to);
    const ms = to - told;
    // While blind nothing is told; the first look that sees again tells what passed meanwhile.
    if (ms <= 0 || (used === null && inflow === undefined)) return;
    if (inflow === undefined) untoldMs += ms;
    // One that ended, or began, in between: in all of the stretch, for all that is known.
    else pass(traffic, { from: told, to, inflow, load: loaded || loads() });
    loaded = loads();
    told = to;
  };
  const lighten = (at: number, why: Blackout['why'] | null) => {
    if (why !== null) dark ??= { from: at, why };
    else if (dark !== null) {
      blackouts.push({ ...dark, to: at });
      dark = null;
    }
  };
  const decision = (entry: DecisionRecord) => {
    const { decidedAt: at, observation, inflow } = entry;
    const { reading, replicas } = observation;
    seen = observation;
    workerBytes ??= workerBytesOf(observation);
    serving = observation.workers.serving;
    look(at, at, sees(reading) ? reading.usedBytes : null, replicas, inflow);
    lighten(at, sees(reading) ? null : reading);
    circumstances.push(observedOf(observation, at));
  };
  const quiet = (entry: QuietRecord) => {
    const { from, to, used, current, inflow, reason, size, operations } = entry;
    if (seen !== null && (size !== undefined || operations !== undefined)) {
      // When in that minute is not told.
      const { dataset: before } = seen;
      seen = {
        ...seen,
        dataset: size === undefined ? before : { ...before, sizeBytes: size },
        operations: operations ?? seen.operations,
      };
      circumstances.push(observedOf(seen, from));
    }
    look(from, to, used?.min ?? null, current, inflow);
    lighten(from, used === null ? reason : null);
  };
  const change = (list: RecordedChange[], one: RecordedChange, from: number) => {
    if (growth !== null) mostServing = Math.max(mostServing ?? 0, serving);
    list.push(one);
    growth = one.to > from ? one : null;
  };

  /** Who they were is not told: one pod is as good as another. */
  const use = ({ state, seenAt }: UseRecord) => {
    if (seen === null) return;
    const pods = { used: 1, unused: 0, unknown: null }[state];
    const why = { code: 'UsersForbidden', numbers: { namespace: dataset.split('/')[0] ?? '?' } };
    seen = { ...seen, users: pods === null ? { pods, why } : { pods, named: [] } };
    circumstances.push(observedOf(seen, seenAt));
  };
  const served = ({ servedAt, workers }: ServedRecord) => {
    if (growth !== null && growth === own.at(-1)) startUps.push(Math.max(0, servedAt - growth.at));
    growth = null;
    serving = workers;
  };
  const sameRuntime = (at: number, one: string) => {
    uid ??= one;
    if (uid !== one)
      refused ??= `the runtime was made again at ${formatInstant(at)}; report the time before or after it`;
  };

  return {
    add: (at, entry) => {
      if ('uid' in entry && entry.kind !== 'conclusion') sameRuntime(at, entry.uid);
      switch (entry.kind) {
        case 'policy':
          policies.push({ at, record: entry });
          return;
        case 'decision':
          return decision(entry);
        case 'quiet':
          return quiet(entry);
        case 'conclusion': {
          const { concludedAt, to, from, result } = entry;
          if (result === 'applied') change(own, { at: concludedAt, to, manager: '' }, from);
          return;
        }
        case 'change':
          return change(others, { at: entry.changedAt, to: entry.to, manager: entry.manager }, entry.from);
        case 'served':
          return served(entry);
        case 'use':
          return use(entry);
      }
    },
    recording: (known) => {
      const first = policies[0]?.record ?? null;
      const inForce = policy === null ? [] : [{ at: 0, record: policy }];
      if (refused !== null) return { refused };
      if (begin === null || seen === null) return { refused: 'nobody looked at the cache in that time' };
      if (policy === null && first === null)
        return { refused: 'the ledger does not hold the policy that was in force' };
      if (workerBytes === null)
        return { refused: 'the cache could never be read, so the size of a worker is not known' };
      if (dark !== null) blackouts.push({ ...dark, to: lastLook });
      const { at: startMs, replicas, used } = begin;
      return {
        dataset,
        startMs,
        endMs: lastLook,
        ...known,
        policies: [...inForce, ...policies],
        workerBytes,
        perWorker: seen.perWorker,
        replicas,
        usedBytes: used ?? 0,
        traffic,
        own,
        others,
        circumstances: circumstances.length > 0 ? circumstances : [observedOf(seen, startMs)],
        blackouts,
        startUps,
        mostServing,
        untold: lastLook > startMs ? untoldMs / (lastLook - startMs) : 0,
      };
    },
  };
}

function workerBytesOf({ reading }: Observation): number | null {
  return sees(reading) ? reading.capacityBytes / reading.workers : null;
}

function observedOf(observation: Observation, at: number): Observed {
  const { dataset, operations, users, owners, obstacle, unseen, plugins, control } = observation;
  const about = { at, dataset, operations, owners, obstacle };
  return {
    ...about,
    ...(users === undefined ? {} : { users }),
    ...(unseen === undefined ? {} : { unseen }),
    ...(plugins === undefined ? {} : { plugins }),
    ...(control === undefined ? {} : { control }),
  };
}

interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly inflow: NonNullable<QuietRecord['inflow']>;
  readonly load: boolean;
}

/** A stretch in which nothing passed is not kept. What came in is what was asked for and missing; the rest of it was there. */
function pass(traffic: Traffic[], { from: begin, to: end, inflow, load }: Stretch): void {
  const { ufs = 0, served = 0, from = begin, until = end } = inflow;
  const hits = Math.max(0, served - ufs);
  if (ufs > 0 || hits > 0) traffic.push({ from, to: until, misses: ufs, hits, load });
}
