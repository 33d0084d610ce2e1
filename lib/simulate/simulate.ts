/** The daemon's own loop on virtual time, onto caches that are models. */
import type { Budget } from '../budget/budget.ts';
import { createRounds, GATHER_MS, type Rounds } from '../budget/rounds.ts';
import type { Clock } from '../clock/clock.ts';
import type { BudgetInForce, PolicyInForce } from '../daemon/daemon.ts';
import type { BudgetPort, DatasetStatus, LedgerPort } from '../daemon/ports.ts';
import type { Plugins } from '../plugins/load.ts';
import type { SimulatedDecision } from './decisions.ts';
import type { Given } from './given.ts';
import { type JumpRule, jumpRule } from './jump.ts';
import { createPlayer, type Player, policyRecord } from './player.ts';
import { createMemoryLedger, type SimulatedRecord } from './ports.ts';
import type { Sample } from './samples.ts';
import { datasetsOf, type Scenario } from './scenario.ts';
import type { Summary } from './summary.ts';
import type { Truth } from './truth.ts';
import type { Scaled } from './world.ts';

/** So many looks are taken between two breaths. */
const LOOKS_A_BREATH = 4096;

export interface SimulateOptions extends SimulateTogetherOptions {
  readonly policy: PolicyInForce;
  /** What a recording knows and a scenario cannot say. */
  readonly given?: Given;
}

/** What is played, whatever the policies are. */
interface SimulateTogetherOptions {
  readonly scenario: Scenario;
  /** Budgets that the datasets share. */
  readonly budgets?: readonly BudgetInForce[];
  /** In place of the scenario's. */
  readonly seed?: number;
  /** Whether looks are jumped over at which nothing can change. Same decisions, same summary. Default true. */
  readonly jump?: boolean;
  /** In place of the rule that says which; for tests of it. */
  readonly jumpRule?: JumpRule;
  /** Distance of samples, ms. Default: what gives at most 2,000. */
  readonly sampleMs?: number;
  /** Keep the quiet records too; without them memory does not grow with quiet time. Default false. */
  readonly keepQuiet?: boolean;
  /** Opens a real ledger that is written beside, on the simulation's clock. */
  readonly openLedger?: (clock: Clock) => Promise<LedgerPort>;
  readonly version?: string;
  /** Policies of the user's own; they are asked at each look, on the simulation's clock. */
  readonly plugins?: Plugins | undefined;
  /** Takes every record, quiet ones too, as it is written. */
  readonly onRecord?: (record: SimulatedRecord) => void;
  /** Called now and then: how much of the scenario is over (0 to 1). Lets the machine breathe, and may throw to end it all. */
  readonly breathe?: (share: number) => Promise<void>;
  /** Called whenever anything may have changed (while data flows, each second), with how things stand from then on. */
  readonly onState?: (at: number, truth: Truth, status: DatasetStatus) => void;
}

/** What came of one dataset. */
export interface Simulation {
  /** News only: the first of each kind of decision, every move, and what others did. */
  readonly decisions: readonly SimulatedDecision[];
  /** Each change of the count, whoever made it. */
  readonly changes: readonly Scaled[];
  readonly samples: readonly Sample[];
  readonly summary: Summary;
  /** As the ledger would hold them; quiet ones only with `keepQuiet`. */
  readonly records: readonly SimulatedRecord[];
  /** Looks that were really taken. */
  readonly taken: number;
}

/**
 * Plays a scenario of one dataset before its policy. Same inputs, same outcome, to the byte.
 * @throws {Error} when the loop itself fails, which is a fault of this program
 */
export async function simulate({ policy, given, ...options }: SimulateOptions): Promise<Simulation> {
  const [simulation] = await playTogether([policy], given, options);
  return simulation as Simulation;
}

/**
 * Plays a scenario of several datasets, each before its policy, and budgets over them. Same inputs, same outcome.
 * @param policies one a dataset, in the scenario's order
 * @returns one simulation a dataset, in the same order; what is common to all is among the records of the first
 * @throws {Error} as `simulate`
 */
export function simulateTogether(
  policies: readonly PolicyInForce[],
  options: SimulateTogetherOptions,
): Promise<readonly Simulation[]> {
  return playTogether(policies, undefined, options);
}

async function playTogether(
  policies: readonly PolicyInForce[],
  given: Given | undefined,
  options: SimulateTogetherOptions,
): Promise<readonly Simulation[]> {
  const { scenario, seed = scenario.seed, keepQuiet = false, jump = true, budgets = [] } = options;
  const { version = 'simulated', jumpRule: rule = jumpRule, onRecord, onState } = options;
  const rounds = budgets.length === 0 ? null : createRounds();
  const failures: string[] = [];
  const onError = (what: object, message: string) => failures.push(`${message}: ${JSON.stringify(what)}`);
  let now = scenario.startMs;
  const clock: Clock = { now: () => now, monotonic: () => now, sleep: () => Promise.resolve() };
  const ledger = createMemoryLedger((await options.openLedger?.(clock)) ?? null);
  const plugins = options.plugins?.port(clock);
  const common = {
    rule,
    sampleMs: options.sampleMs,
    keepQuiet,
    version,
    ledgerOf: ledger.of,
    plugins,
    onError,
  };
  const told = { ...(onRecord && { onRecord }), ...(onState && { onState }) };
  const under = rounds === null ? undefined : portOf(rounds, () => now);
  const players = datasetsOf(scenario).map((one, i) =>
    createPlayer({
      ...{ ...common, ...told, given, budgets: under },
      policy: policies[i] as PolicyInForce,
      scenario: one,
      // The first has the scenario's own, so that a dataset is the same alone and as the first of several.
      seed: (seed ^ Math.imul(i, 0x9e37_79b1)) >>> 0,
    }),
  );
  const [first] = players as [Player, ...Player[]];
  await first.ledger.append([
    { kind: 'start', version, dryRun: false, interval: first.pace.slowMs, fastest: first.pace.fastestMs },
    ...budgets.map(budgetRecord),
  ]);
  for (const player of players) await player.ledger.append([policyRecord(player.policy, plugins)]);
  rounds?.setBudgets(
    budgets.map(({ plan }): Budget => plan),
    now,
  );
  rounds?.setDatasets(
    players.map(({ dataset }) => dataset),
    now,
  );
  const end = scenario.startMs + scenario.durationMs;
  let taken = 0;
  await playOut({ players, rounds, end, jump, look });
  for (const player of players) await player.finish();
  await first.ledger.append([{ kind: 'stop', why: 'the scenario is over' }]);
  return players.map((player) => player.simulation());

  async function look(player: Player): Promise<void> {
    now = player.now();
    await player.look();
    if (failures.length > 0) throw new Error(`the simulated loop failed: ${failures[0]}`);
    if (++taken % LOOKS_A_BREATH === 0)
      await options.breathe?.((now - scenario.startMs) / scenario.durationMs);
  }
}

interface PlayOut {
  readonly players: readonly Player[];
  readonly rounds: Rounds | null;
  readonly end: number;
  readonly jump: boolean;
  look(player: Player): Promise<void>;
}

/**
 * Looks are taken in order of time. What happens in one dataset's world concerns no other, but through a budget: a look brings a
 * round about, not sooner than `GATHER_MS` later, and a round other looks. So no world may go on for longer than that before all
 * others have come so far.
 */
async function playOut({ players, rounds, end, jump, look }: PlayOut): Promise<void> {
  const ahead = rounds !== null && players.length > 1 ? GATHER_MS : Number.POSITIVE_INFINITY;
  let reached = Math.min(...players.map((player) => player.now()));
  for (;;) {
    const due = rounds?.dueAt() ?? Number.POSITIVE_INFINITY;
    const next = Math.min(...players.map((player) => player.until()));
    const to = Math.min(end, next, due, reached + ahead);
    for (const player of players) player.advance(to);
    for (let one = soonest(players, to, end); one !== null; one = soonest(players, to, end)) {
      await look(one);
      one.advance(to);
    }
    if (to >= end) return;
    reached = to;
    if (rounds !== null && rounds.dueAt() <= to) shareOut(rounds, players, to);
    else if (jump) reached = jumpOver(players, rounds, reached);
  }
}

/** Whose look is the next until then; of several at one instant the first. */
function soonest(players: readonly Player[], to: number, end: number): Player | null {
  let found: Player | null = null;
  for (const player of players) {
    const until = player.until();
    if (until <= to && until < end && until < (found?.until() ?? Number.POSITIVE_INFINITY)) found = player;
  }
  return found;
}

function shareOut(rounds: Rounds, players: readonly Player[], now: number): void {
  const { changed, missing } = rounds.round(now);
  for (const player of players) {
    if (changed.includes(player.dataset) || missing.includes(player.dataset)) player.poke(now);
  }
}

/** Where nothing can change anywhere. @returns how far time has come */
function jumpOver(players: readonly Player[], rounds: Rounds | null, reached: number): number {
  if (rounds !== null && rounds.dueAt() !== Number.POSITIVE_INFINITY) return reached;
  const to = Math.min(...players.map((player) => player.stillUntil()));
  if (to <= reached) return reached;
  for (const player of players) player.jump(to);
  return Math.max(reached, Math.min(to, ...players.map((player) => player.until())));
}

function portOf(rounds: Rounds, now: () => number): BudgetPort {
  return { of: rounds.of, seen: (seen) => rounds.seen(seen, now()) };
}

function budgetRecord({ plan, file, text }: BudgetInForce) {
  return { kind: 'budget', budget: plan.name, hash: plan.hash, file, text } as const;
}
