/** The laws once more, on what the simulator records: the whole loop, hours at a time, onto a cache that is a model. */
import { expect } from 'chai';
import fc from 'fast-check';
import { decide } from '../../lib/decide/decide.ts';
import type { Plan } from '../../lib/decide/plan.ts';
import { emptyState, replayOne } from '../../lib/ledger/replay.ts';
import type { Pause } from '../../lib/model/control.ts';
import type { History } from '../../lib/model/history.ts';
import type { DecisionRecord, LedgerEntry } from '../../lib/model/records.ts';
import type { SimulatedDecision } from '../../lib/simulate/decisions.ts';
import type { SimulatedRecord } from '../../lib/simulate/ports.ts';
import type { Scenario } from '../../lib/simulate/scenario.ts';
import { type Simulation, simulate } from '../../lib/simulate/simulate.ts';
import { plan as planOf, type SpecWishes } from '../lib/decide/make.ts';
import { scenarios } from '../lib/simulate/arbitraries.ts';
import { specs } from './arbitrary-specs.ts';
import { faultOf, isInside, isKept, reasonsOf, type Taken } from './checks.ts';
import { casesOf, expectCaught, expectHolds, type LoopLaw } from './loop/law.ts';

const cases = fc.record({ scenario: scenarios(4), spec: specs() });
type Case = { readonly scenario: Scenario; readonly spec: SpecWishes };

/** What a run recorded, with the plan it ran by. */
interface Run {
  readonly plan: Plan;
  readonly simulation: Simulation;
}

async function play({ scenario, spec }: Case): Promise<Run> {
  const plan = planOf(spec);
  const policy = { plan, file: 'p.yaml', text: '' };
  return { plan, simulation: await simulate({ policy, scenario, keepQuiet: true }) };
}

type Records = readonly SimulatedRecord[];
type Law = (run: Run) => boolean;

/** Every decision with the history that the ledger gives for it. */
function decisionsIn({ records }: Simulation): { decision: DecisionRecord; history: History }[] {
  const state = emptyState();
  const found: { decision: DecisionRecord; history: History }[] = [];
  for (const { seq, at, entry } of records) {
    const memory = entry.kind === 'decision' ? state.datasets.get(entry.dataset) : undefined;
    if (entry.kind === 'decision' && memory !== undefined) {
      const history = structuredClone(memory.history);
      const last = history.wishes.at(-1);
      if (last !== undefined && entry.wishUntil !== null) last.until = entry.wishUntil;
      found.push({ decision: entry, history: { ...history, adopted: entry.adopted } });
    }
    replayOne(state, { seq, at, prev: '', hash: '', entry: structuredClone(entry) as never });
  }
  return found;
}

function takenOf(plan: Plan, { observation, decidedAt: now }: DecisionRecord, history: History): Taken {
  return { plan, observation, history, now };
}

const LAWS: Readonly<Record<string, Law>> = {
  'law 1: every write is inside its bounds, or nearer to them': ({ plan, simulation }) =>
    decisionsIn(simulation).every(({ decision, history }) =>
      isInside(takenOf(plan, decision, history), decision),
    ),

  'law 3: no patch without its intent, no intent without its one conclusion': ({ simulation }) => {
    const entries = simulation.records.map(({ entry }) => entry);
    const ours = simulation.changes.filter(({ manager }) => manager === 'fluid-autoscaler');
    const concluded = entries.filter((entry) => entry.kind === 'conclusion');
    const intents = entries.flatMap((entry, i) =>
      entry.kind === 'intent' ? [{ entry, next: entries[i + 1] }] : [],
    );
    const each = intents.every(
      ({ entry, next }) => next?.kind === 'conclusion' && next.from === entry.from && next.to === entry.to,
    );
    const applied = concluded.filter(({ result }) => result === 'applied');
    return each && concluded.length === intents.length && applied.length === ours.length;
  },

  'law 5: a dry run and a pause change nothing, and say what they would': ({ plan, simulation }) => {
    const lasts = (pause: Pause | null | undefined, at: number) =>
      pause != null && (pause.until === null || at < pause.until);
    const stays = ({ decidedAt: at, observation: { control } }: DecisionRecord) =>
      plan.mode === 'dry-run' ||
      (plan.mode === 'paused' && lasts(plan.pause, at)) ||
      lasts(control?.pause, at);
    return decisionsIn(simulation).every(({ decision }) => {
      const { outcome, rungs } = decision;
      if (outcome === 'move') return !stays(decision);
      return outcome !== 'would' || (stays(decision) && rungs.at(-1)?.by === 'mode');
    });
  },

  'law 6: every write finds the count that its decision saw': ({ simulation }) => {
    const moves = decisionsIn(simulation).filter(({ decision }) => decision.outcome === 'move');
    const ours = simulation.changes.filter(({ manager }) => manager === 'fluid-autoscaler');
    return (
      moves.length === ours.length &&
      moves.every(({ decision }, i) => decision.current === ours[i]?.from && decision.target === ours[i]?.to)
    );
  },

  'law 8: a decision is reproducible from the ledger': ({ plan, simulation }) =>
    decisionsIn(simulation).every(({ decision, history }) => {
      const { decidedAt, outcome, current, target, wish, wishes, rungs, reason } = decision;
      const recorded = { at: decidedAt, outcome, current, target, wish, wishes, rungs, reason };
      const again = decide(plan, decision.observation, history, decidedAt);
      return JSON.stringify(again) === JSON.stringify(recorded);
    }),

  'law 11: no move that the same sizers would at once take back': ({ plan, simulation }) =>
    decisionsIn(simulation).every(({ decision, history }) =>
      isKept(takenOf(plan, decision, history), decision),
    ),

  'law 12: every reason is in the catalogue, with its numbers': ({ simulation }) =>
    decisionsIn(simulation).every(({ decision }) =>
      reasonsOf(decision).every((one) => faultOf(one) === null),
    ),
};

/** @param tamper what a broken loop would have made of it */
const holds =
  (law: Law): LoopLaw<(run: Run) => Run> =>
  (tamper) =>
    fc.asyncProperty(cases, async (one) => law(tamper(await play(one))));

const asItIs = (run: Run): Run => run;

/** The run with other records. */
function withRecords(change: (records: Records, run: Run) => Records) {
  return (run: Run): Run => ({
    ...run,
    simulation: { ...run.simulation, records: change(run.simulation.records, run) },
  });
}

function eachDecision(change: (decision: DecisionRecord, plan: Plan) => Partial<DecisionRecord>) {
  return withRecords((records, { plan }) =>
    records.map((record) => {
      if (record.entry.kind !== 'decision') return record;
      const entry: LedgerEntry = { ...record.entry, ...change(record.entry, plan) };
      return { ...record, entry };
    }),
  );
}

/** A broken loop for each law: what it would have recorded. */
const BROKEN: Readonly<Record<string, (run: Run) => Run>> = {
  'law 1': eachDecision(({ target }, { bounds }) => ({
    target: target < bounds.max ? target : bounds.max + 1,
  })),
  'law 3': withRecords((records) => records.filter(({ entry }) => entry.kind !== 'intent')),
  'law 5': (run) => ({ ...run, plan: { ...run.plan, mode: 'dry-run' } }),
  'law 6': eachDecision(({ current, outcome }) => (outcome === 'move' ? { current: current + 1 } : {})),
  'law 8': withRecords((records) => records.filter(({ entry }) => entry.kind !== 'served')),
  'law 11': eachDecision(({ outcome, current }, { bounds }) =>
    outcome === 'move' ? { target: Math.max(current + 1, bounds.max + 5) } : {},
  ),
  'law 12': eachDecision(({ reason }) => ({ reason: { code: reason.code } })),
};

describe('the laws in the simulator', () => {
  for (const [name, law] of Object.entries(LAWS)) {
    it(name, async () => {
      await expectHolds(holds(law), asItIs, 40);
    }).timeout(60_000);

    it(`${name.split(':')[0]} is noticed where it is broken`, async () => {
      await expectCaught(holds(law), BROKEN[name.split(':')[0] as string] as (run: Run) => Run, 200);
    }).timeout(60_000);
  }

  it('are held against runs in which the policy moves, shrinks, would move, is blind, and meets others', async () => {
    const seen = { grown: 0, shrunk: 0, would: 0, blind: 0, others: 0 };
    for (const one of casesOf(cases, 200)) {
      const { simulation } = await play(one);
      const count = (is: (decision: SimulatedDecision) => boolean) => simulation.decisions.filter(is).length;
      seen.grown += count(({ outcome, from, to }) => outcome === 'move' && to > from);
      seen.shrunk += count(({ outcome, from, to }) => outcome === 'move' && to < from);
      seen.would += count(({ outcome }) => outcome === 'would');
      seen.others += count(({ outcome }) => outcome === 'other');
      seen.blind += simulation.summary.blindMs > 0 ? 1 : 0;
    }
    expect(Math.min(...Object.values(seen)), JSON.stringify(seen)).to.be.greaterThan(4);
  }).timeout(60_000);
});
