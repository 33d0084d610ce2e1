/** Two daemons that lead in turn, each with a ledger of its own, and what travels with the dataset between them. */
import fc from 'fast-check';
import type { KeeperPorts } from '../../../lib/daemon/desk.ts';
import { memoryIn, memoryStore } from '../../../lib/daemon/memory.ts';
import type { MemoryPort } from '../../../lib/daemon/ports.ts';
import type { Plan } from '../../../lib/decide/plan.ts';
import type { StoredRecord } from '../../../lib/ledger/entry.ts';
import { HOUR } from '../../lib/decide/make.ts';
import { type Step, steps, take } from './script.ts';
import { makeStage, type Stage } from './stage.ts';

/** What becomes of a write of what travels. `unknown`: it is stored, and the daemon hears of an error. */
export type PutFate = 'stored' | 'failed' | 'unknown' | 'killed before' | 'killed after';

/**
 * Who leads next. `destroyed`: a daemon that begins with nothing, as the one before left nothing behind. `other`: the other
 * daemon, started on its own ledger. `back`: the other one, whose process has lived on.
 */
export type Failover = 'destroyed' | 'other' | 'back';

export type HaStep =
  | { readonly step: Step; readonly puts: readonly PutFate[] }
  | { readonly failover: Failover }
  /** Nobody looks for so long. */
  | { readonly hours: number };

export interface Pair {
  readonly stage: Stage;
  puts: PutFate[];
  /** When another daemon came to lead, and which runtime it found. */
  readonly turns: { readonly at: number; readonly uid: string }[];
  failover(how: Failover): Promise<void>;
}

/** Where a variant differs from the daemon. */
export interface PairVariant {
  readonly memory?: (port: MemoryPort) => MemoryPort | undefined;
  /** When it takes it that another one led. */
  readonly turnedAt?: (truth: number | null) => number | null;
}

export function makePair(plan: Plan, variant: PairVariant = {}): Pair {
  const store = memoryStore();
  let stage: Stage | null = null;
  const put: typeof store.put = async (...given) => {
    const fate = pair.puts.shift() ?? 'stored';
    if (fate === 'failed') throw new Error('no answer');
    if (fate === 'killed before') return (stage as Stage).kill();
    const version = await store.put(...given);
    if (fate === 'unknown') throw new Error('no answer');
    return fate === 'killed after' ? (stage as Stage).kill() : version;
  };
  let mine: Side = { records: [], turnedAt: null, alive: null };
  const wrap = (ports: KeeperPorts): KeeperPorts => {
    const port = memoryIn({ ...store, put });
    const side = mine;
    let [term, known] = [1, side.turnedAt];
    const leadership = {
      ...ports.leadership,
      // Another turn of the Lease is another term for a process that lives on.
      term: () => {
        if (known !== side.turnedAt) [term, known] = [term + 1, side.turnedAt];
        return term;
      },
      turnedAt: () => (variant.turnedAt === undefined ? side.turnedAt : variant.turnedAt(side.turnedAt)),
    };
    return { ...ports, leadership, memory: variant.memory === undefined ? port : variant.memory(port) };
  };
  stage = makeStage(plan, { wrap });
  const on = stage;
  let other: Side = { records: [], turnedAt: null, alive: null };
  const pair: Pair = {
    stage: on,
    puts: [],
    turns: [],
    failover: async (how) => {
      pair.turns.push({ at: on.now, uid: on.uid });
      Object.assign(on, { appends: [] });
      pair.puts = [];
      mine.records = on.records.splice(0);
      mine.alive = on.dead ? null : on.keeper;
      on.dead = false;
      const next = how === 'destroyed' ? { records: [], alive: null } : other;
      if (how !== 'destroyed') other = mine;
      mine = Object.assign(next, { turnedAt: on.now });
      on.records.push(...mine.records);
      if (how !== 'back' || mine.alive === null) return on.restart(false);
      on.keeper = mine.alive;
    },
  };
  return pair;
}

/** One daemon and its ledger. */
interface Side {
  records: StoredRecord[];
  /** When it last took over. */
  turnedAt: number | null;
  /** Its process, if that lives on. */
  alive: Stage['keeper'] | null;
}

const putFate: fc.Arbitrary<PutFate> = fc.constantFrom(
  ...(['stored', 'stored', 'stored', 'failed', 'unknown', 'killed before', 'killed after'] as const),
);

/** Mostly none. */
export const failovers: fc.Arbitrary<Failover | null> = fc.constantFrom(
  ...([null, null, null, null, null, null, null, null, null] as const),
  ...(['destroyed', 'other', 'back'] as const),
);

export const haSteps: fc.Arbitrary<HaStep[]> = steps.chain((script) =>
  fc.tuple(...script.map((step) => eachStep(step))).map((all) => all.flat()),
);

function eachStep(step: Step): fc.Arbitrary<HaStep[]> {
  const puts = fc.array(putFate, { maxLength: 3 });
  const hours = fc.constantFrom(0, 0, 0, 0, 0, 1);
  return fc
    .tuple(puts, failovers, hours)
    .map(([fates, how, rest]) => [
      { step, puts: fates },
      ...(how === null ? [] : [{ failover: how }]),
      ...(rest === 0 ? [] : [{ hours: rest }]),
    ]);
}

export async function play(pair: Pair, each: HaStep): Promise<void> {
  if ('failover' in each) return pair.failover(each.failover);
  if ('hours' in each) {
    pair.stage.now += each.hours * HOUR;
    return;
  }
  pair.puts = [...each.puts];
  await take(pair.stage, each.step);
}
