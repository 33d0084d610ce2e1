/**
 * The HPA's laws written down once more, plainly, from their description, without looking at lib/decide: what the rules of
 * difference compute with, and what random cases are compared against. Ages and periods in seconds.
 */

export const MAX_INT32 = 2_147_483_647;

export interface Ratio {
  readonly current: number;
  readonly ready: number;
  readonly usage: number;
  readonly target: number;
  readonly tolerance: { readonly up: number; readonly down: number };
}

/** `bounds`: Kubernetes 1.33 and newer. `difference`: 1.32 and older. They differ in the last bit. */
export type Form = 'bounds' | 'difference';

/** The ratio law, type Value; not yet raised to 0 when negative. */
export function valueWish(law: Ratio, form: Form = 'bounds'): number {
  const ratio = law.usage / law.target;
  if (law.current === 0) return saturated(Math.ceil(ratio));
  if (within(ratio, law.tolerance, form)) return law.current;
  return saturated(Math.ceil(ratio * law.ready));
}

function within(ratio: number, { up, down }: Ratio['tolerance'], form: Form): boolean {
  if (form === 'difference') return Math.abs(1 - ratio) <= (ratio > 1 ? up : down);
  return 1 - down <= ratio && ratio <= 1 + up;
}

/** The law of type AverageValue; `current` counts the workers of the status. */
export function averageWish({ current, usage, target, tolerance }: Omit<Ratio, 'ready'>): number {
  const ratio = usage / (target * current);
  return within(ratio, tolerance, 'bounds') ? current : saturated(Math.ceil(usage / target));
}

function saturated(count: number): number {
  return Math.min(count, MAX_INT32);
}

export interface Remembered {
  readonly value: number;
  readonly age: number;
}

/** Stabilization with behavior. */
export function stabilized(
  current: number,
  desired: number,
  log: readonly Remembered[],
  windows: { readonly up: number; readonly down: number },
): number {
  const low = Math.min(desired, ...log.filter(({ age }) => age < windows.up).map(({ value }) => value));
  const high = Math.max(desired, ...log.filter(({ age }) => age < windows.down).map(({ value }) => value));
  if (current < low) return low;
  return current > high ? high : current;
}

/** Stabilization without behavior. */
export function legacyStabilized(desired: number, log: readonly Remembered[], window: number): number {
  return Math.max(desired, ...log.filter(({ age }) => age <= window).map(({ value }) => value));
}

export interface Rules {
  readonly selectPolicy: 'Max' | 'Min' | 'Disabled';
  readonly policies: readonly {
    readonly type: 'Pods' | 'Percent';
    readonly value: number;
    readonly periodSeconds: number;
  }[];
}

export interface Events {
  readonly up: readonly Remembered[];
  readonly down: readonly Remembered[];
}

function spent(events: readonly Remembered[], period: number): number {
  return events.filter(({ age }) => age < period).reduce((sum, { value }) => sum + value, 0);
}

/** What a set of rules allows in one direction; it may lie on the far side of the current count. */
export function limit(direction: 'up' | 'down', current: number, { up, down }: Events, rules: Rules): number {
  if (rules.selectPolicy === 'Disabled') return current;
  const proposals = rules.policies.map(({ type, value, periodSeconds }) => {
    const start = current - spent(up, periodSeconds) + spent(down, periodSeconds);
    if (direction === 'up')
      return saturated(type === 'Pods' ? start + value : Math.ceil(start * (1 + value / 100)));
    return type === 'Pods' ? start - value : Math.trunc(start * (1 - value / 100));
  });
  const highest = (direction === 'up') === (rules.selectPolicy === 'Max');
  return highest ? Math.max(...proposals) : Math.min(...proposals);
}

export interface Limited {
  readonly replicas: number;
  readonly reason: string;
}

/** Rate limits and bounds of the path with behavior. */
export function rateLimited(
  current: number,
  desired: number,
  bounds: { readonly min: number; readonly max: number },
  events: Events,
  rules: { readonly up: Rules; readonly down: Rules },
): Limited {
  if (desired > current) {
    const allowed = Math.max(limit('up', current, events, rules.up), current);
    const [cap, reason] = bounds.max > allowed ? [allowed, 'ScaleUpLimit'] : [bounds.max, 'TooManyReplicas'];
    if (desired > cap) return { replicas: cap, reason };
  }
  if (desired < current) {
    const allowed = Math.min(limit('down', current, events, rules.down), current);
    const [floor, reason] =
      bounds.min < allowed ? [allowed, 'ScaleDownLimit'] : [bounds.min, 'TooFewReplicas'];
    if (desired < floor) return { replicas: floor, reason };
  }
  return { replicas: desired, reason: 'DesiredWithinRange' };
}

/** Limits of the path without behavior. */
export function legacyLimited(
  current: number,
  desired: number,
  { min, max }: { readonly min: number; readonly max: number },
): Limited {
  const up = Math.max(2 * current, 4);
  const [cap, reason] = max > up ? [up, 'ScaleUpLimit'] : [max, 'TooManyReplicas'];
  if (desired < min) return { replicas: min, reason: 'TooFewReplicas' };
  if (desired > cap) return { replicas: cap, reason };
  return { replicas: desired, reason: 'DesiredWithinRange' };
}
