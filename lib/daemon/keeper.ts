/** Keeps one dataset, one tick at a time. It owns no timer: the schedule calls `tick`. */
import type { Plan } from '../decide/plan.ts';
import type { DatasetMemory } from '../ledger/replay.ts';
import type { Pace } from './cadence.ts';
import { type Desk, type KeeperPorts, openDesk } from './desk.ts';
import { dueAt, wantedAfter } from './hurry.ts';
import type { DatasetStatus } from './ports.ts';
import { flushQuiet } from './record.ts';
import { hasNews } from './relevance.ts';
import { type Repeated, repeatLast } from './repeat.ts';
import { show, tick } from './tick.ts';

export interface Keeper {
  /** Looks once, decides, and acts. Never throws; a failure is logged and tried again at the next tick. */
  tick(signal: AbortSignal): Promise<void>;
  /** Shows that this daemon does not look, because another one leads. */
  standBy(): void;
  setPlan(plan: Plan): void;
  /** Looks that would have been as the last one; for a simulation that jumps over them. */
  repeat(looks: Repeated): void;
  /** Writes down the minute that is being gathered; before the daemon stops. */
  flush(): Promise<void>;
  status(): DatasetStatus;
  /** When something changes by the clock alone that may move the count, ms; Infinity: nothing does. */
  dueAt(): number;
  /** How soon after the look just taken the next one is wanted, ms. */
  wantedAfter(pace: Pace): number;
  /** The watches show a change. @returns whether anything that decisions rest on is another than at the last look */
  hear(): boolean;
}

export function createKeeper(ports: KeeperPorts, plan: Plan, memory: DatasetMemory | null): Keeper {
  return new DeskKeeper(openDesk(ports, plan, memory));
}

class DeskKeeper implements Keeper {
  readonly #desk: Desk;

  constructor(desk: Desk) {
    this.#desk = desk;
    this.setPlan(desk.plan);
  }

  tick(signal: AbortSignal): Promise<void> {
    return tick(this.#desk, signal);
  }

  standBy(): void {
    show(this.#desk, { code: 'StandingBy' });
  }

  setPlan(plan: Plan): void {
    const desk = this.#desk;
    desk.plan = plan;
    desk.ports.cluster.wantUsers?.(desk.dataset, plan.needs.has('users'));
  }

  repeat(looks: Repeated): void {
    repeatLast(this.#desk, looks);
  }

  flush(): Promise<void> {
    return flushQuiet(this.#desk);
  }

  status(): DatasetStatus {
    return this.#desk.status;
  }

  dueAt(): number {
    return orElse(this.#desk, dueAt, Number.POSITIVE_INFINITY);
  }

  wantedAfter(pace: Pace): number {
    return orElse(this.#desk, (desk) => wantedAfter(desk, pace), pace.slowMs);
  }

  hear(): boolean {
    const news = orElse(this.#desk, hasNews, true);
    if (news) this.#desk.newsAt = this.#desk.ports.clock.monotonic();
    return news;
  }
}

/** What fails between two looks must not end them: the schedule waits for these answers. */
function orElse<T>(desk: Desk, ask: (desk: Desk) => T, otherwise: T): T {
  try {
    return ask(desk);
  } catch (error) {
    const { ports, dataset } = desk;
    ports.log.error({ dataset, error: String(error) }, 'when to look next cannot be told; as a rule, then');
    return otherwise;
  }
}
