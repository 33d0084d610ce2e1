/** The daemon's own loop on virtual time, onto a cache that is a model. */
import type { Clock } from '../clock/clock.ts';
import type { PolicyInForce } from '../daemon/daemon.ts';
import { createKeeper } from '../daemon/keeper.ts';
import type { DatasetStatus, LedgerPort } from '../daemon/ports.ts';
import { LEAST_GAP_MS } from '../daemon/schedule.ts';
import { reachOf } from '../decide/remember.ts';
import type { Plugins } from '../plugins/load.ts';
import type { PluginPort } from '../plugins/port.ts';
import { decisionsOf, type SimulatedDecision } from './decisions.ts';
import { type Given, nothingElse } from './given.ts';
import { type JumpRule, jumpRule, watchStillness } from './jump.ts';
import { memoryLedger, portsOf, type SimulatedRecord, worldClock, worldSight } from './ports.ts';
import { createSampler, type Sample, sampleDistance } from './samples.ts';
import type { Scenario } from './scenario.ts';
import { createMeter, type Summary } from './summary.ts';
import type { Truth } from './truth.ts';
import { createWorld, type Scaled } from './world.ts';

/** Between two looks where neither policy nor scenario say, as the daemon's `--interval`, ms. */
export const DEFAULT_INTERVAL_MS = 5000;
/** So many looks are taken between two breaths. */
const LOOKS_A_BREATH = 4096;

export interface SimulateOptions {
  readonly policy: PolicyInForce;
  readonly scenario: Scenario;
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
  /** What a recording knows and a scenario cannot say. */
  readonly given?: Given;
  /** Takes every record, quiet ones too, as it is written. */
  readonly onRecord?: (record: SimulatedRecord) => void;
  /** Called now and then: how much of the scenario is over (0 to 1). Lets the machine breathe, and may throw to end it all. */
  readonly breathe?: (share: number) => Promise<void>;
  /** Called whenever anything may have changed (while data flows, each second), with how things stand from then on. */
  readonly onState?: (at: number, truth: Truth, status: DatasetStatus) => void;
}

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
 * Plays a scenario before a policy. Same inputs, same outcome, to the byte.
 * @throws {Error} when the loop itself fails, which is a fault of this program
 */
export async function simulate(options: SimulateOptions): Promise<Simulation> {
  const { policy, scenario, seed = scenario.seed, keepQuiet = false, jump = true, given } = options;
  const rule = options.jumpRule ?? jumpRule;
  let { plan } = policy;
  const later = [...(given?.later ?? [])];
  const { startMs, durationMs } = scenario;
  let intervalMs = plan.intervalMs ?? scenario.intervalMs ?? DEFAULT_INTERVAL_MS;
  const end = startMs + durationMs;
  const { readers, heldBytes = 0, circumstances = nothingElse } = given ?? {};
  const begins = { heldBytes, ...(readers === undefined ? {} : { readers }) };
  const world = createWorld({ scenario, seed, namespace: plan.namespace, name: plan.dataset, ...begins });
  const meter = createMeter(startMs, scenario.workers.capacityBytes);
  const sampler = createSampler(startMs, options.sampleMs ?? sampleDistance(durationMs, intervalMs));
  const records: SimulatedRecord[] = [];
  const changes: Scaled[] = [];
  world.onScaled((change) => {
    changes.push(change);
    meter.scaled(change);
  });
  const stillness = watchStillness(startMs);
  const keep = (record: SimulatedRecord) => {
    const quiet = record.entry.kind === 'quiet';
    options.onRecord?.(record);
    if (!quiet) stillness.news(record.at);
    if (keepQuiet || !quiet) records.push(record);
  };
  const plugins = options.plugins?.port(worldClock(world));
  const beside = (await options.openLedger?.(worldClock(world))) ?? null;
  const ledger = memoryLedger(world, keep, beside);
  const version = options.version ?? 'simulated';
  await ledger.append([
    { kind: 'start', version, dryRun: false, interval: intervalMs },
    policyRecord(policy, plugins),
  ]);
  const failures: string[] = [];
  const sight = worldSight(world, intervalMs, circumstances);
  const onError = (what: object, message: string) => failures.push(`${message}: ${JSON.stringify(what)}`);
  const ports = portsOf({ world, sight, ledger, version, plugins, hashes: new Map(), onError });
  const keeper = createKeeper(ports, plan, given?.memory ?? null);
  const { signal } = new AbortController();

  let [looks, taken] = [0, 0];
  let slot = startMs;
  world.advance(startMs);
  while (world.now() < end) {
    await replacePolicy();
    await keeper.tick(signal);
    if (failures.length > 0) throw new Error(`the simulated loop failed: ${failures[0]}`);
    looks++;
    taken++;
    const now = world.now();
    const truth = world.truth();
    const status = keeper.status();
    note(truth, now);
    sampler.note(status, truth, now);
    if (taken % LOOKS_A_BREATH === 0) await options.breathe?.((now - startMs) / durationMs);
    while (slot <= now) slot += intervalMs;
    const nextChange = keeper.nextChangeAt();
    if (jump) {
      const seen = { version: world.version(), unchangedSince: sight.unchangedSince() };
      stillness.note(status, seen, now);
      jumpOver(nextChange);
    }
    pass(Math.min(slot, end, nextPolicyAt(), nextChange), world.now() + LEAST_GAP_MS);
  }
  await keeper.flush();
  await ledger.append([{ kind: 'stop', why: 'the scenario is over' }]);
  return {
    decisions: decisionsOf(records),
    changes,
    samples: sampler.finish(end),
    summary: meter.summary(end, looks),
    records,
    taken,
  };

  function nextPolicyAt(): number {
    return later[0]?.at ?? Number.POSITIVE_INFINITY;
  }

  /** A document that comes into force is looked by at once. */
  async function replacePolicy(): Promise<void> {
    while (nextPolicyAt() <= world.now()) {
      const { policy: next } = later.shift() as Given['later'][number];
      plan = next.plan;
      intervalMs = plan.intervalMs ?? scenario.intervalMs ?? DEFAULT_INTERVAL_MS;
      keeper.setPlan(plan);
      await ledger.append([policyRecord(next, plugins)]);
    }
  }

  /** Every slot before something can change is taken for a look like the last one. */
  function jumpOver(nextChange: number): void {
    const { since, lastNews: news } = stillness;
    const now = world.now();
    const nextEvent = Math.min(world.nextEvent(), circumstances.next(now), nextPolicyAt());
    const until = rule({ now, since, news, nextEvent, nextChange, end, plan });
    const skipped = Math.ceil((until - slot) / intervalMs);
    if (skipped < 1) return;
    const [first, last] = [slot, slot + (skipped - 1) * intervalMs];
    world.advance(last);
    sight.repeat(last);
    keeper.repeat({ first, last, looks: skipped });
    looks += skipped;
    slot = last + intervalMs;
  }

  function note(truth: Truth, now: number): void {
    meter.note(truth, now);
    options.onState?.(now, truth, keeper.status());
  }

  /** On to the next look: the slot, or what a watch sees before it, though not sooner than the least gap. */
  function pass(next: number, soonest: number): void {
    let until = next;
    while (world.now() < until) {
      const seen = world.advance(until, () => note(world.truth(), world.now()));
      if (seen) until = Math.min(until, Math.max(world.now(), soonest));
    }
  }
}

function policyRecord({ plan, file, text }: PolicyInForce, plugins: PluginPort | undefined) {
  const { namespace, dataset: name, hash } = plan;
  const modules = plugins?.modules(plan) ?? [];
  const named = modules.length === 0 ? {} : { plugins: modules };
  const dataset = `${namespace}/${name}`;
  return { kind: 'policy', dataset, hash, file, text, ...reachOf(plan), ...named } as const;
}
