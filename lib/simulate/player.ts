/** One dataset of a simulation: the daemon's own keeper before its world, a look at a time. */
import { DEFAULT_PACE, type Pace } from '../daemon/cadence.ts';
import type { PolicyInForce } from '../daemon/daemon.ts';
import { createKeeper } from '../daemon/keeper.ts';
import type { BudgetPort, DatasetStatus, LedgerPort } from '../daemon/ports.ts';
import { LEAST_GAP_MS } from '../daemon/schedule.ts';
import { nextSlot } from '../daemon/slots.ts';
import { reachOf } from '../decide/remember.ts';
import type { PluginPort } from '../plugins/port.ts';
import { decisionsOf } from './decisions.ts';
import { type Given, nothingElse } from './given.ts';
import { type JumpRule, watchStillness } from './jump.ts';
import { portsOf, type SimulatedRecord, worldSight } from './ports.ts';
import { createSampler, sampleDistance } from './samples.ts';
import type { Scenario } from './scenario.ts';
import type { Simulation } from './simulate.ts';
import { createMeter } from './summary.ts';
import type { Truth } from './truth.ts';
import { createWorld, type Scaled } from './world.ts';

export interface PlayerOptions {
  readonly policy: PolicyInForce;
  /** Of this dataset alone. */
  readonly scenario: Scenario;
  readonly seed: number;
  readonly rule: JumpRule;
  readonly sampleMs?: number | undefined;
  readonly keepQuiet: boolean;
  readonly version: string;
  readonly given?: Given | undefined;
  readonly budgets?: BudgetPort | undefined;
  readonly plugins?: PluginPort | undefined;
  /** The ledger as this dataset writes it; `keep` takes each record once it is written. */
  ledgerOf(now: () => number, keep: (record: SimulatedRecord) => void): LedgerPort;
  onRecord?(record: SimulatedRecord): void;
  onState?(at: number, truth: Truth, status: DatasetStatus): void;
  /** Takes what the loop could not go on with. */
  onError(what: object, message: string): void;
}

export interface Player {
  /** `namespace/name`. */
  readonly dataset: string;
  readonly policy: PolicyInForce;
  readonly scenario: Scenario;
  readonly ledger: LedgerPort;
  /** As it begins. */
  readonly pace: Pace;
  now(): number;
  /** When it looks next, as far as is known; the end of the scenario where it does not any more. */
  until(): number;
  /** Lets time pass, at most to `to` or its next look, which a watch may bring forward. */
  advance(to: number): void;
  /** Looks, now. */
  look(): Promise<void>;
  /** Something it cannot see by itself has changed: it looks at once, though not sooner than the least gap. */
  poke(now: number): void;
  /** All looks before this instant would be as the last one. */
  stillUntil(): number;
  /** Takes all looks before that instant for repetitions of the last one. */
  jump(to: number): void;
  finish(): Promise<void>;
  simulation(): Simulation;
}

export function createPlayer(options: PlayerOptions): Player {
  const { policy, scenario, seed, rule, given, onState } = options;
  let { plan } = policy;
  const later = [...(given?.later ?? [])];
  const { startMs, durationMs } = scenario;
  const paceOf = (): Pace => ({
    slowMs: plan.intervalMs ?? scenario.intervalMs ?? DEFAULT_PACE.slowMs,
    fastestMs: scenario.fastestMs ?? DEFAULT_PACE.fastestMs,
  });
  let pace = paceOf();
  const end = startMs + durationMs;
  const { readers, heldBytes = 0, circumstances = nothingElse } = given ?? {};
  const begins = { heldBytes, ...(readers === undefined ? {} : { readers }) };
  const world = createWorld({ scenario, seed, namespace: plan.namespace, name: plan.dataset, ...begins });
  const meter = createMeter(startMs, scenario.workers.capacityBytes);
  const sampler = createSampler(startMs, options.sampleMs ?? sampleDistance(durationMs, pace.slowMs));
  const records: SimulatedRecord[] = [];
  const changes: Scaled[] = [];
  world.onScaled((change) => {
    changes.push(change);
    meter.scaled(change);
  });
  const stillness = watchStillness(startMs);
  const ledger = options.ledgerOf(world.now, (record) => {
    const quiet = record.entry.kind === 'quiet';
    options.onRecord?.(record);
    if (!quiet) stillness.news(record.at);
    if (options.keepQuiet || !quiet) records.push(record);
  });
  const sight = worldSight(world, pace.slowMs, circumstances);
  const { version, budgets, plugins, onError } = options;
  const ports = portsOf({ world, sight, ledger, version, plugins, hashes: new Map(), budgets, onError });
  const keeper = createKeeper(ports, plan, given?.memory ?? null);
  const { signal } = new AbortController();
  const sinceStart = (now: number) => ({ now: now - startMs, from: now - startMs });

  let [looks, taken, slot, until, soonest, still] = [0, 0, startMs, startMs, startMs, startMs];
  const nextPolicyAt = () => later[0]?.at ?? Number.POSITIVE_INFINITY;
  /** A document that comes into force is looked by at once. */
  const replacePolicy = async () => {
    while (nextPolicyAt() <= world.now()) {
      const { policy: next } = later.shift() as Given['later'][number];
      plan = next.plan;
      pace = paceOf();
      keeper.setPlan(plan);
      await ledger.append([policyRecord(next, plugins)]);
    }
  };
  const note = (truth: Truth, now: number) => {
    meter.note(truth, now);
    onState?.(now, truth, keeper.status());
  };
  // What happens at the very beginning has happened when it first looks.
  world.advance(startMs);
  const waitForLook = () => {
    until = Math.min(slot, end, nextPolicyAt(), keeper.dueAt());
  };

  return {
    dataset: `${plan.namespace}/${plan.dataset}`,
    policy,
    scenario,
    ledger,
    pace,
    now: world.now,
    until: () => until,
    advance: (to) => {
      while (world.now() < Math.min(to, until)) {
        const seen = world.advance(Math.min(to, until), () => note(world.truth(), world.now()));
        if (!seen) continue;
        still = world.now();
        if (keeper.hear()) until = Math.min(until, Math.max(still, soonest));
      }
    },
    look: async () => {
      await replacePolicy();
      await keeper.tick(signal);
      looks++;
      taken++;
      const now = world.now();
      const [truth, status] = [world.truth(), keeper.status()];
      note(truth, now);
      sampler.note(status, truth, now);
      slot = startMs + nextSlot({ ...pace, ...sinceStart(now), wantMs: keeper.wantedAfter(pace), place: 0 });
      stillness.note(status, { version: world.version(), unchangedSince: sight.unchangedSince() }, now);
      const nextEvent = Math.min(world.nextEvent(), circumstances.next(now), nextPolicyAt());
      const { since, lastNews: news } = stillness;
      still = rule({ now, since, news, nextEvent, nextChange: keeper.dueAt(), end, plan });
      soonest = now + LEAST_GAP_MS;
      waitForLook();
    },
    poke: (now) => {
      until = Math.min(until, Math.max(now, soonest));
      still = now;
    },
    stillUntil: () => still,
    jump: (to) => {
      const skipped = Math.ceil((to - slot) / pace.slowMs);
      if (skipped < 1) return;
      const [first, last] = [slot, slot + (skipped - 1) * pace.slowMs];
      world.advance(last);
      sight.repeat(last);
      keeper.repeat({ first, last, looks: skipped });
      looks += skipped;
      slot = last + pace.slowMs;
      soonest = last + LEAST_GAP_MS;
      waitForLook();
    },
    finish: () => keeper.flush(),
    simulation: () => ({
      decisions: decisionsOf(records),
      changes,
      samples: sampler.finish(end),
      summary: meter.summary(end, looks),
      records,
      taken,
    }),
  };
}

export function policyRecord({ plan, file, text }: PolicyInForce, plugins: PluginPort | undefined) {
  const { namespace, dataset: name, hash } = plan;
  const modules = plugins?.modules(plan) ?? [];
  const named = modules.length === 0 ? {} : { plugins: modules };
  const dataset = `${namespace}/${name}`;
  return { kind: 'policy', dataset, hash, file, text, ...reachOf(plan), ...named } as const;
}
