/**
 * The HPA's reconcile as a machine with its own logs, slots and flags, written from the description of the algorithm
 * (hpa-semantics, sections 1, 3, 4, 7 to 10) and sharing nothing with lib/decide. Times in seconds.
 */
import * as reference from '../../../conformance/reference.ts';

export interface ModelRules extends reference.Rules {
  readonly window: number;
}

export interface ModelSpec {
  readonly min: number;
  readonly max: number;
  readonly target: number;
  readonly tolerance: { readonly up: number; readonly down: number };
  /** null: without behavior. */
  readonly behavior: { readonly up: ModelRules; readonly down: ModelRules } | null;
}

export interface Sight {
  readonly at: number;
  readonly current: number;
  readonly ready: number;
  readonly pods: number;
  /** null: the metric cannot be read. */
  readonly usage: number | null;
}

interface Logged {
  value: number;
  at: number;
  outdated: boolean;
}

/** The flag of the controller; also the window down where the rules give none. */
export const FLAG_WINDOW = 300;

export class ReconcileModel {
  readonly #recommendations: Logged[];
  readonly #events: { readonly up: Logged[]; readonly down: Logged[] } = { up: [], down: [] };

  /** Starting, the controller remembers the size it finds. */
  constructor(at: number, current: number) {
    this.#recommendations = [{ value: current, at, outdated: false }];
  }

  /** @returns the size it rescales to; the current one when it does not */
  reconcile(spec: ModelSpec, sight: Sight): number {
    const desired = this.#desired(spec, sight);
    if (desired !== sight.current) this.#store(spec, sight, desired);
    return desired;
  }

  #desired(spec: ModelSpec, sight: Sight): number {
    const { current, at } = sight;
    if (current > spec.max) return spec.max;
    if (current !== 0 && current < spec.min) return spec.min;
    const proposal = proposed(spec, sight);
    if (proposal === null) return current;
    const log = this.#recommendations.map(({ value, at: entered }) => ({ value, age: at - entered }));
    const normal =
      spec.behavior === null
        ? this.#legacy(spec, sight, proposal, log)
        : this.#behavior(spec, spec.behavior, sight, proposal, log);
    return current === 0 ? Math.max(normal, spec.min) : normal;
  }

  #legacy(
    spec: ModelSpec,
    { current, at }: Sight,
    proposal: number,
    log: readonly reference.Remembered[],
  ): number {
    const stabilized = reference.legacyStabilized(proposal, log, FLAG_WINDOW);
    this.#remember(proposal, at, ({ age }) => age > FLAG_WINDOW, log);
    return reference.legacyLimited(current, stabilized, spec).replicas;
  }

  #behavior(
    spec: ModelSpec,
    { up, down }: { readonly up: ModelRules; readonly down: ModelRules },
    { current, at }: Sight,
    proposal: number,
    log: readonly reference.Remembered[],
  ): number {
    const windows = { up: up.window, down: down.window };
    const stabilized = reference.stabilized(current, proposal, log, windows);
    this.#remember(proposal, at, ({ age }) => age > windows.up && age > windows.down, log);
    const aged = (events: readonly Logged[]) =>
      events.map(({ value, at: then }) => ({ value, age: at - then }));
    const events = { up: aged(this.#events.up), down: aged(this.#events.down) };
    return reference.rateLimited(current, stabilized, spec, events, { up, down }).replicas;
  }

  /** The last expired slot is written over. */
  #remember(
    value: number,
    at: number,
    expired: (entry: reference.Remembered) => boolean,
    log: readonly reference.Remembered[],
  ): void {
    const slot = log.findLastIndex(expired);
    if (slot === -1) this.#recommendations.push({ value, at, outdated: false });
    else this.#recommendations[slot] = { value, at, outdated: false };
  }

  #store({ behavior }: ModelSpec, { at, current }: Sight, desired: number): void {
    if (behavior === null) return;
    const way = desired > current ? 'up' : 'down';
    const longest = Math.max(...behavior[way].policies.map(({ periodSeconds }) => periodSeconds));
    const events = this.#events[way];
    for (const event of events) if (at - event.at > longest) event.outdated = true;
    const slot = events.findLastIndex(({ outdated }) => outdated);
    const entry = { value: Math.abs(desired - current), at, outdated: false };
    if (slot === -1) events.push(entry);
    else events[slot] = entry;
  }
}

/** null: no usable proposal. */
function proposed({ target, tolerance }: ModelSpec, { current, ready, pods, usage }: Sight): number | null {
  if (usage === null) return null;
  const law = { current, ready, usage, target, tolerance };
  const wish = reference.valueWish(law);
  const tolerated = current > 0 && 1 - tolerance.down <= usage / target && usage / target <= 1 + tolerance.up;
  if (current > 0 && pods === 0 && !tolerated) return null;
  return Math.max(0, wish);
}
