import { expect } from 'chai';
import fc from 'fast-check';
import type { Budget } from '../../../lib/budget/budget.ts';
import type { BudgetInForce, PolicyInForce } from '../../../lib/daemon/daemon.ts';
import { MANAGER } from '../../../lib/ledger/replay.ts';
import { type JumpRule, jumpRule } from '../../../lib/simulate/jump.ts';
import { loadScenario, type Scenario } from '../../../lib/simulate/scenario.ts';
import { type Simulation, simulate, simulateTogether } from '../../../lib/simulate/simulate.ts';
import { loadDocuments } from '../../../lib/spec/load.ts';
import { policies as registry } from '../../../policies/index.ts';
import { specs } from '../../laws/arbitrary-specs.ts';
import { expectCaught, expectHolds, type LoopLaw } from '../../laws/loop/law.ts';
import { plan, type SpecWishes } from '../decide/make.ts';
import { scenarios } from './arbitraries.ts';
import { ARTICLE_POLICY, exampleText, scenarioOf } from './make.ts';

const HOURS = 4;
const NAMES = ['a', 'b', 'c'] as const;

interface Case {
  readonly worlds: readonly Scenario[];
  readonly specs: readonly SpecWishes[];
  readonly limit: number;
}

const cases: fc.Arbitrary<Case> = fc.record({
  worlds: fc.tuple(scenarios(HOURS), scenarios(HOURS), scenarios(HOURS)),
  specs: fc.tuple(specs(), specs(), specs()),
  limit: fc.integer({ min: 3, max: 14 }),
});

/** What a person does may come between a look and what it was told. */
function without({ happenings, ...rest }: Scenario, what: string | null): Scenario {
  return { ...rest, happenings: happenings.filter((one) => one.what !== what) };
}

function joined([first, ...others]: readonly Scenario[]): Scenario {
  const only = ({ dataset, workers, happenings }: Scenario) => ({ dataset, workers, happenings });
  return { ...(first as Scenario), others: others.map(only) };
}

const pool = (limit: number): BudgetInForce => {
  const made: Budget = { name: 'pool', hash: 'pool', unit: 'workers', limit, datasets: {} };
  return { plan: made, file: 'b.yaml', text: '' };
};

function inForce(wishes: readonly SpecWishes[]): PolicyInForce[] {
  return wishes.map((spec, i) => ({
    plan: { ...plan(spec), dataset: NAMES[i] as string },
    file: 'p.yaml',
    text: '',
  }));
}

function played(
  { worlds, specs: wishes, limit }: Case,
  options: { jump?: boolean; jumpRule?: JumpRule; peaceful?: boolean },
): Promise<readonly Simulation[]> {
  const { peaceful = false, ...rest } = options;
  const scenario = joined(worlds.map((world) => without(world, peaceful ? 'someone scales' : null)));
  return simulateTogether(inForce(wishes), { scenario, budgets: [pool(limit)], ...rest });
}

function outcome(simulations: readonly Simulation[]): string {
  return JSON.stringify(
    simulations.map(({ decisions, changes, samples, summary }) => ({ decisions, changes, samples, summary })),
  );
}

const jumpsShowInNothing: LoopLaw<JumpRule> = (rule) =>
  fc.asyncProperty(cases, async (one) => {
    const [jumped, walked] = [await played(one, { jumpRule: rule }), await played(one, { jump: false })];
    return outcome(jumped) === outcome(walked);
  });

/** Whether no growth of ours ever took the total above the limit. */
function kept(simulations: readonly Simulation[], starts: readonly number[], limit: number): boolean {
  const counts = [...starts];
  const changes = simulations.flatMap(({ changes: own }, i) => own.map((change) => ({ ...change, i })));
  return changes
    .sort((a, b) => a.at - b.at)
    .every(({ from, to, manager, i }) => {
      counts[i] = to;
      const total = counts.reduce((sum, count) => sum + count, 0);
      return to < from || manager !== MANAGER || total <= limit;
    });
}

describe('several datasets, simulated together', () => {
  it('under no budget are each as if they were alone', async () => {
    const spec =
      '  duration: 30m\n  dataset: { size: 2.71GiB }\n  workers: { capacity: 1GiB }\n  loads: [{ at: 0s, rate: 40MiB/s }]';
    const alone = scenarioOf(spec);
    const together = await simulateTogether(inForceTwice(), {
      scenario: joined([alone, { ...alone, happenings: [] }]),
    });
    const single = await simulate({ policy: inForceTwice()[0] as PolicyInForce, scenario: alone });
    expect(outcome([together[0] as Simulation])).to.equal(outcome([single]));
    expect(together[1]?.changes).to.deep.equal([]);
  });

  it('never ask for more than their budget, over random scenarios and documents', async () => {
    let [grown, cut] = [0, 0];
    const law = fc.asyncProperty(cases, async (one) => {
      const simulations = await played(one, { peaceful: true });
      const starts = one.worlds.map(({ workers }) => workers.replicas);
      grown += simulations.flatMap(({ changes }) => changes.filter(({ from, to }) => to > from)).length;
      cut += simulations.flatMap(({ decisions }) =>
        decisions.filter(({ reason }) => reason?.code.startsWith('Budget')),
      ).length;
      return kept(simulations, starts, one.limit);
    });
    await fc.assert(law, { seed: 20260101, numRuns: 60 });
    expect([grown > 30, cut > 30], `${grown} growths, ${cut} cut`).to.deep.equal([true, true]);
  }).timeout(120_000);

  it('jump only where nothing can change for any of them', async () => {
    await expectHolds(jumpsShowInNothing, jumpRule, 40);
  }).timeout(240_000);

  it('notice a jump that one of them is not still for', async () => {
    await expectCaught(
      jumpsShowInNothing,
      (s) => jumpRule({ ...s, nextEvent: Math.max(s.nextEvent, s.now + 600_000) }),
      60,
    );
  }).timeout(240_000);

  it('write one ledger: what is common once, then each its own', async () => {
    const { scenario } = loadScenario(exampleText('scenarios/budget.yaml'), 's.yaml');
    const { documents, budgets } = loadDocuments(exampleText('budget.yaml'), 'budget.yaml', registry);
    const seqs: number[] = [];
    const kinds: string[] = [];
    await simulateTogether(documents, {
      scenario: scenario as Scenario,
      budgets,
      onRecord: ({ seq, entry }) => {
        seqs.push(seq);
        kinds.push(entry.kind);
      },
    });
    expect(seqs).to.deep.equal(seqs.map((_, i) => i + 1));
    expect(kinds.slice(0, 5)).to.deep.equal(['start', 'budget', 'policy', 'policy', 'policy']);
    expect(kinds.at(-1)).to.equal('stop');
  });
});

function inForceTwice(): PolicyInForce[] {
  return ['a', 'b'].map((dataset) => ({ ...ARTICLE_POLICY, plan: { ...ARTICLE_POLICY.plan, dataset } }));
}
